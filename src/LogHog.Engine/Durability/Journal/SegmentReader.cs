namespace LogHog.Engine.Durability.Journal;

/// <summary>Reads batches again, one after the other, from segments that an index knows: the segment of the last one stays open, its memory is used again.</summary>
internal sealed class SegmentReader(RootedFolder folder) : IDisposable
{
    private const int RoomBytesMin = 1 << 20;

    private DurableFile? _segment;
    private string _name = "";
    private byte[] _room = [];

    /// <summary>Reads and checks a batch.</summary>
    /// <returns>Its lines are good until the next call; null when it cannot be read any more.</returns>
    /// <exception cref="DiskException">The segment cannot be opened.</exception>
    public JournalBatch? Load(BatchPlace place)
    {
        Memory<byte> payload = Room(place.PayloadLength);
        try
        {
            return Open(place.Segment).Read(place.Offset, payload.Span) == payload.Length && Crc32C.Of(payload.Span) == place.PayloadCrc
                && BatchCodec.TryRead(payload, out JournalBatch batch) ? batch : null;
        }
        catch (DiskException failure) when (failure.Operation == "pread")
        {
            return null;
        }
    }

    /// <summary>Reads bytes that were checked before.</summary>
    /// <returns>They are good until the next call.</returns>
    /// <exception cref="DiskException">The disk refused, or they are gone.</exception>
    public ReadOnlyMemory<byte> Read(string segment, int offset, int length)
    {
        Memory<byte> bytes = Room(length);
        DurableFile file = Open(segment);
        return file.Read(offset, bytes.Span) == length ? bytes : throw new DiskException(Errno.EIO, "read again", file.Path);
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

    private Memory<byte> Room(int bytes)
    {
        if (_room.Length < bytes)
            _room = new byte[Math.Max(bytes, RoomBytesMin)];
        return _room.AsMemory(0, bytes);
    }
}
