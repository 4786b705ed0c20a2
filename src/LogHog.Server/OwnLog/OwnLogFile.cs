using System.Globalization;
using System.Text;

namespace LogHog.Server.OwnLog;

/// <summary>
/// The file of the daemon's own log: rotates at its scheduled moments and keeps <c>backup_count</c> old files. Its troubles
/// never reach who logs: what cannot be written is counted and goes to standard error.
/// </summary>
internal sealed class OwnLogFile : IDisposable
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly int _backupCount;
    private readonly Func<DateTimeOffset, DateTimeOffset?> _nextRotation;
    private readonly TimeProvider _time;
    private DateTimeOffset? _rotateAt;
    private FileStream? _file;

    /// <param name="path">Its folder is there.</param>
    /// <param name="backupCount">Rotated files to keep.</param>
    /// <param name="nextRotation">The first scheduled moment after the given one; null = never.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be opened.</exception>
    public OwnLogFile(string path, int backupCount, Func<DateTimeOffset, DateTimeOffset?> nextRotation, TimeProvider time)
    {
        _path = path;
        _backupCount = backupCount;
        _nextRotation = nextRotation;
        _time = time;
        _file = OpenFile();
        // A file from before the last scheduled moment is due now, not at the next one.
        DateTimeOffset since = _file.Length == 0 ? time.GetLocalNow() : TimeZoneInfo.ConvertTime(
            new DateTimeOffset(File.GetLastWriteTimeUtc(path)), time.LocalTimeZone);
        _rotateAt = nextRotation(since);
    }

    /// <returns>False when it did not reach the file.</returns>
    public bool Write(string line)
    {
        lock (_gate)
        {
            try
            {
                DateTimeOffset now = _time.GetLocalNow();
                if (_rotateAt is { } due && now >= due) Rotate(due, now);
                _file ??= OpenFile();
                _file.Write(Encoding.UTF8.GetBytes(line));
                return true;
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ObjectDisposedException)
            {
                return false;
            }
        }
    }

    /// <summary>Opens the file by its name again, for those who moved it away (SIGUSR1).</summary>
    public void Reopen()
    {
        lock (_gate)
        {
            _file?.Dispose();
            _file = null;
        }
    }

    public void Dispose()
    {
        lock (_gate) _file?.Dispose();
    }

    // No buffer of its own: a line is in the file when Write returns, also when the process dies.
    private FileStream OpenFile() => new(_path, new FileStreamOptions
    {
        Mode = FileMode.Append,
        Access = FileAccess.Write,
        Share = FileShare.ReadWrite | FileShare.Delete,
        BufferSize = 0,
        UnixCreateMode = Mode,
    });

    private void Rotate(DateTimeOffset due, DateTimeOffset now)
    {
        _rotateAt = _nextRotation(now);
        if (_file is { Length: 0 }) return;
        _file?.Dispose();
        _file = null;
        string archive = $"{_path}.{due.ToString("yyyy-MM-dd-HH-mm-ss-ffffff", CultureInfo.InvariantCulture)}";
        if (File.Exists(_path) && !File.Exists(archive)) File.Move(_path, archive);
        foreach (string old in Archives().SkipLast(_backupCount)) File.Delete(old);
    }

    /// <summary>Oldest first: their names sort by time.</summary>
    private IOrderedEnumerable<string> Archives() => Directory
        .EnumerateFiles(Path.GetDirectoryName(_path)!, Path.GetFileName(_path) + ".????-??-??-??-??-??-??????")
        .Order(StringComparer.Ordinal);
}
