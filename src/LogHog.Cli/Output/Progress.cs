using System.Globalization;
using System.Text;

namespace LogHog.Cli.Output;

/// <summary>One line on standard error while somebody waits at a terminal, from half a second on. It is wiped away in the end.</summary>
internal sealed class Progress : IDisposable
{
    /// <summary>Who waits shorter does not wonder whether anything happens.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private readonly Func<long> _rows;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly ITimer? _timer;
    private readonly Stream _error = Stream.Null;
    private bool _isShown;
    private bool _isOver;

    /// <param name="isWanted">Standard error is a terminal.</param>
    /// <param name="rows">How many rows there are so far.</param>
    /// <param name="time">The clock.</param>
    public Progress(bool isWanted, Func<long> rows, TimeProvider time)
    {
        (_rows, _time, _start) = (rows, time, time.GetTimestamp());
        if (!isWanted)
            return;
        _error = new StandardOutput(StandardOutput.Error);
        _timer = time.CreateTimer(_ => Show(), null, Patience, Interval);
    }

    /// <summary>Wipes the line away; nothing is shown any more.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isShown && !_isOver)
                Say("\r\e[K");
            _isOver = true;
        }

        _timer?.Dispose();
    }

    private void Show()
    {
        lock (_lock)
        {
            if (_isOver)
                return;
            _isShown = true;
            Say(string.Create(CultureInfo.InvariantCulture,
                $"\r\e[Kloghog: searching, {_time.GetElapsedTime(_start).TotalSeconds:0} s, {_rows():N0} rows; Ctrl-C ends"));
        }
    }

    private void Say(string text) => _error.Write(Encoding.UTF8.GetBytes(text));
}
