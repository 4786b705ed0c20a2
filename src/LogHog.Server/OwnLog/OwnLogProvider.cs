using System.Text;

namespace LogHog.Server.OwnLog;

/// <summary>
/// Brings every log message of the process to the daemon's own file and, as long as there is one, to standard error (in
/// journald's form when that reads it). Nothing that happened before the file was open is lost: it went to standard error.
/// </summary>
internal sealed class OwnLogProvider : ILoggerProvider
{
    private readonly TimeProvider _time;
    private readonly Stream? _standardError;
    private readonly bool _isJournal;
    private volatile OwnLogFile? _file;
    private volatile LogLevel _level;

    /// <param name="level">The least level that is written.</param>
    /// <param name="standardError">Null = none (detached).</param>
    /// <param name="isJournal">journald reads standard error.</param>
    /// <param name="time">The clock of the lines.</param>
    public OwnLogProvider(LogLevel level, Stream? standardError, bool isJournal, TimeProvider time)
    {
        _level = level;
        _standardError = standardError;
        _isJournal = isJournal;
        _time = time;
    }

    /// <summary>systemd says so with <c>JOURNAL_STREAM</c> (systemd.exec(5)).</summary>
    public static bool StandardErrorIsJournal => Environment.GetEnvironmentVariable("JOURNAL_STREAM") is { Length: > 0 };

    /// <summary>Can change while it runs (reload).</summary>
    public LogLevel Level
    {
        get => _level;
        set => _level = value;
    }

    /// <summary>The file, once it is open. The provider closes it.</summary>
    public OwnLogFile? File
    {
        get => _file;
        set => _file = value;
    }

    public ILogger CreateLogger(string categoryName) =>
        // The web server's own talk is of use when it warns; every request would be noise.
        new Category(this, categoryName.StartsWith("Microsoft.", StringComparison.Ordinal) ? LogLevel.Warning : LogLevel.Trace);

    public void Dispose() => _file?.Dispose();

    private void Write(LogLevel level, string message, Exception? exception)
    {
        string line = OwnLogLine.ForFile(_time.GetLocalNow(), level, message, exception);
        bool written = _file?.Write(line) ?? false;
        if (_standardError is null || (written && _isJournal && level < LogLevel.Warning)) return;
        if (_isJournal) line = OwnLogLine.ForJournal(level, message, exception);
        try
        {
            _standardError.Write(Encoding.UTF8.GetBytes(line));
        }
        catch (IOException)
        {
            // Whoever read standard error has gone; the file has the line.
        }
    }

    private sealed class Category(OwnLogProvider owner, LogLevel least) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) =>
            logLevel != LogLevel.None && logLevel >= owner._level && logLevel >= least;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) owner.Write(logLevel, formatter(state, exception), exception);
        }
    }
}
