namespace LogHog.Engine.Certificates;

/// <summary>
/// What some files hold, as an object: read again when one of them was changed or replaced. Files that cannot be used leave the object
/// as it was.
/// </summary>
/// <param name="paths">The files.</param>
/// <param name="load">Makes the object of them; throws <see cref="IOException"/> when it cannot.</param>
/// <param name="time">When to look again.</param>
/// <exception cref="IOException">They cannot be used from the start.</exception>
internal sealed class WatchedFiles<T>(IReadOnlyList<string> paths, Func<T> load, TimeProvider time)
    where T : class
{
    // A handshake costs a thousand times what a look at a file does; once a second is for whoever floods.
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    // Before the files are read: what changes between the two is seen by the next look.
    private FileStamp[] _seen = Stamps(paths);
    private long _lookedAt = time.GetTimestamp();
    private volatile T _current = load();

    public T Current => _current;

    /// <summary>Looks whether the files have changed, at most once a second unless it is to be now.</summary>
    /// <param name="now">Read them in any case.</param>
    /// <param name="takenOver">Hears of a new object.</param>
    /// <param name="refused">Hears why changed files cannot be used, once for each change.</param>
    /// <returns>Null when what is in the files is in force as far as anybody looked, else why not.</returns>
    public string? Look(bool now, Action<T> takenOver, Action<string> refused)
    {
        lock (_lock)
        {
            if (!now && time.GetElapsedTime(_lookedAt) < LookInterval)
                return null;
            _lookedAt = time.GetTimestamp();
            FileStamp[] stamps = Stamps(paths);
            bool isChanged = !stamps.AsSpan().SequenceEqual(_seen);
            if (!isChanged && !now)
                return null;
            _seen = stamps;
            try
            {
                _current = load();
                takenOver(_current);
                return null;
            }
            catch (Exception failure) when (failure is IOException or System.Security.Cryptography.CryptographicException)
            {
                if (isChanged)
                    refused(failure.Message);
                return failure.Message;
            }
        }
    }

    private static FileStamp[] Stamps(IReadOnlyList<string> paths) => [.. paths.Select(FileStamp.Of)];
}
