namespace LogHog.Engine.Durability.Journal;

/// <summary>Reads lines of batches whose places an index knows; the segment stays open, the memory is used again.</summary>
internal sealed class SegmentReader(RootedFolder folder) : IDisposable
{
    private const int RoomBytesMin = 1 << 20;

    private DurableFile? _segment;
    private string _name = "";
    private byte[] _room = [];

    /// <summary>The index has checked them just before.</summary>
    /// <returns>Good until the next call.</returns>
    /// <exception cref="DiskException">The disk refused, or they are gone.</exception>
    public ReadOnlySpan<byte> Read(string segment, int offset, int length)
    {
        if (_room.Length < length)
            _room = new byte[Math.Max(length, RoomBytesMin)];
        Span<byte> bytes = _room.AsSpan(0, length);
        DurableFile file = Open(segment);
        return file.Read(offset, bytes) == length ? bytes : throw new DiskException(Errno.EIO, "read again", file.Path);
    }

    public void Dispose() => _segment?.Dispose();

    private DurableFile Open(string name)
    {
        if (_segment is not null && string.Equals(_name, name, StringComparison.Ordinal))
            return _segment;
        _segment?.Dispose();
        _segment = null;
        _segment = folder.OpenRead(name);
        _name = name;
        return _segment;
    }
}
