using System.Buffers;
using System.Text;
using LogHog.Cli.Output;

namespace LogHog.Cli.Watching;

/// <summary>Shows events, as they stand in their files unless a terminal would obey them.</summary>
internal sealed class WatchOutput(WatchAsk ask) : IDisposable
{
    private readonly AnswerStream _stream = new(null, static () => { });
    private readonly ArrayBufferWriter<byte> _buffer = new();

    /// <summary>Something was shown.</summary>
    public bool IsFound { get; private set; }

    /// <param name="path">Of its file.</param>
    /// <param name="text">One event, borrowed.</param>
    public void Show(string path, ReadOnlyMemory<byte> text)
    {
        string line = ask.Encoding.GetString(text.Span);
        if ((ask.Include.Count > 0 && !ask.Include.Any(pattern => pattern.IsMatch(line))) || ask.Exclude.Any(pattern => pattern.IsMatch(line)))
            return;
        IsFound = true;
        if (ask.HasPath)
            Encoding.UTF8.GetBytes($"{path}: ", _buffer);
        ReadOnlySpan<byte> shown = ask.Encoding.Equals(Encoding.UTF8) ? text.Span : Encoding.UTF8.GetBytes(line);
        if (Console.IsOutputRedirected)
            _buffer.Write(shown);
        else
            TerminalText.Write(_buffer, shown, "\n"u8);
        _buffer.Write("\n"u8);
    }

    /// <summary>All that was shown is out of our hands.</summary>
    /// <exception cref="OutputGoneException">Nobody reads it any more.</exception>
    /// <exception cref="IOException">It cannot be written: the disk is full.</exception>
    public void Flush()
    {
        _stream.Write(_buffer.WrittenSpan);
        _buffer.ResetWrittenCount();
    }

    public void Dispose() => _stream.Dispose();
}
