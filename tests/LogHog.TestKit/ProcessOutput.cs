using System.Diagnostics;

namespace LogHog.TestKit;

/// <summary>The lines that a process says, as they come; each also goes to the output of the running test.</summary>
public sealed class ProcessOutput
{
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private readonly List<(Func<string, bool> Wanted, TaskCompletionSource<string> Found)> _waiting = [];
    private readonly ITestOutputHelper? _test = TestContext.Current.TestOutputHelper;
    private int _streamsOpen = 2;

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate) return [.. _lines];
        }
    }

    public string Text => string.Join('\n', Lines) + "\n";

    public void Read(Process process)
    {
        process.OutputDataReceived += (_, received) => Take(received.Data);
        process.ErrorDataReceived += (_, received) => Take(received.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <exception cref="TimeoutException">No such line came.</exception>
    /// <exception cref="EndOfStreamException">The process ended first.</exception>
    public async Task<string> WaitFor(Func<string, bool> wanted, TimeSpan limit)
    {
        var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_lines.Find(line => wanted(line)) is { } line) return line;
            if (_streamsOpen == 0) throw new EndOfStreamException("The process ended.");
            _waiting.Add((wanted, found));
        }

        return await found.Task.WaitAsync(limit);
    }

    private void Take(string? line)
    {
        lock (_gate)
        {
            if (line is null)
            {
                if (--_streamsOpen > 0) return;
                foreach (var (_, found) in _waiting) found.TrySetException(new EndOfStreamException("The process ended."));
                return;
            }

            _lines.Add(line);
            foreach (var (_, found) in _waiting.Where(waiting => waiting.Wanted(line))) found.TrySetResult(line);
        }

        try
        {
            _test?.WriteLine(line);
        }
        catch (InvalidOperationException)
        {
            // The test is over.
        }
    }
}
