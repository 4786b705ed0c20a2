namespace LogHog.Cli.Output;

/// <summary>
/// Where an answer goes: standard output, or a pager that is started with the first text. Writing waits as long as its reader does;
/// when the reader has gone, <see cref="Gone"/> is set and writing fails with <see cref="OutputGoneException"/>.
/// </summary>
internal sealed class AnswerStream(string? pagerCommand, Action beforeFirst) : IDisposable
{
    private const int BrokenPipe = 32; // EPIPE

    private readonly CancellationTokenSource _gone = new();
    private Stream? _stream;
    private Pager? _pager;

    /// <summary>Nobody reads the answer any more.</summary>
    public CancellationToken Gone => _gone.Token;

    /// <exception cref="OutputGoneException">Nobody reads it any more.</exception>
    /// <exception cref="IOException">It cannot be written: the disk is full.</exception>
    public void Write(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            return;
        _stream ??= Open();
        try
        {
            _stream.Write(text);
            _stream.Flush();
        }
        catch (IOException cause) when (_pager is not null || cause.HResult == BrokenPipe)
        {
            _gone.Cancel();
            throw new OutputGoneException(cause);
        }
    }

    /// <summary>The answer is complete: a pager is waited for.</summary>
    public void Finish() => _pager?.Finish();

    public void Dispose()
    {
        _pager?.Dispose();
        _gone.Dispose();
    }

    private Stream Open()
    {
        beforeFirst();
        _pager = pagerCommand is null ? null : Pager.Start(pagerCommand);
        if (_pager is null)
            return new StandardOutput(StandardOutput.Output);
        _ = WatchPager(_pager);
        return _pager.Input;
    }

    /// <summary>Who closes the pager wants no more, also when nothing is being written to it just then.</summary>
    private async Task WatchPager(Pager pager)
    {
        await pager.Exited;
        try
        {
            await _gone.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It ended because the answer did.
        }
    }
}

/// <summary>The reader of the output has gone. No error: it has seen enough.</summary>
internal sealed class OutputGoneException(Exception cause) : Exception("the reader of the output has gone", cause);
