using System.Diagnostics;
using System.Globalization;
using LogHog.Engine.Index;

namespace LogHog.Cli.Indexing;

/// <summary>One line on standard error that says how far it is; on a terminal only, and not for what is done in no time.</summary>
internal sealed class ProgressLine(string verb) : IDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.1);

    private readonly Lock _lock = new();
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly bool _isTerminal = !Console.IsErrorRedirected;
    private TimeSpan _shownAt;
    private IndexProgress? _last;
    private bool _isShown;

    public void Show(IndexProgress progress)
    {
        lock (_lock)
        {
            if (_last is null || progress.FilesDone > _last.FilesDone)
                _last = progress;
            TimeSpan now = Stopwatch.GetElapsedTime(_began);
            if (!_isTerminal || now < Quiet || now - _shownAt < Interval)
                return;
            _shownAt = now;
            _isShown = true;
            Console.Error.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"\r{_last.FilesDone} of {_last.Files} files {verb}, {100.0 * _last.BytesDone / Math.Max(1, _last.Bytes):0} % of {_last.Bytes / 1e6:0} MB, {_last.BytesDone / 1e6 / now.TotalSeconds:0} MB/s  "));
        }
    }

    /// <summary>What was done, in one last line.</summary>
    public void Finish()
    {
        lock (_lock)
        {
            Clear();
            TimeSpan took = Stopwatch.GetElapsedTime(_began);
            if (_last is { } last)
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{last.FilesDone} files ({last.BytesDone / 1e6:0.0} MB) {verb} in {took.TotalSeconds:0.0} s"));
        }
    }

    public void Dispose()
    {
        lock (_lock)
            Clear();
    }

    private void Clear()
    {
        if (_isShown)
            Console.Error.Write("\r\u001b[K");
        _isShown = false;
    }
}
