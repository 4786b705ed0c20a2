using LogHog.Engine.Durability;

namespace LogHog.Engine.Index;

/// <summary>What one sidecar file holds, as far as it is whole: read from the headers alone.</summary>
internal sealed class SidecarMap
{
    private const int PlaceBytesMax = 32 << 20;

    private readonly List<SidecarRecord> _chunks = [];
    private readonly List<FilePlace> _places = [];

    private SidecarMap(SidecarHeader header) => Header = header;

    public SidecarHeader Header { get; }

    /// <summary>The chunks that count, without a gap. A later record stands for those that begin at its text or behind it.</summary>
    public IReadOnlyList<SidecarRecord> Chunks => _chunks;

    public IReadOnlyList<FilePlace> Places => _places;

    /// <summary>Where the next record goes; what lies behind it is torn.</summary>
    public long End { get; private set; } = SidecarHeader.Bytes;

    /// <summary>Bytes of chunks that a later one stands for.</summary>
    public long DeadBytes { get; private set; }

    /// <returns>Null: no sidecar, or damaged at its beginning.</returns>
    /// <exception cref="DiskException">It cannot be read.</exception>
    public static SidecarMap? Read(DurableFile file)
    {
        Span<byte> bytes = stackalloc byte[SidecarHeader.Bytes];
        if (!SidecarHeader.TryRead(bytes[..file.Read(0, bytes)], out SidecarHeader header))
            return null;
        var map = new SidecarMap(header);
        map.ReadRecords(file, file.Length);
        return map;
    }

    /// <summary>The same with what was appended to the file since.</summary>
    /// <exception cref="DiskException">It cannot be read.</exception>
    public SidecarMap Refresh(DurableFile file)
    {
        var map = new SidecarMap(Header) { End = End, DeadBytes = DeadBytes };
        map._chunks.AddRange(_chunks);
        map._places.AddRange(_places);
        map.ReadRecords(file, file.Length);
        return map;
    }

    /// <summary>Takes over a record that was written at <see cref="End"/>.</summary>
    public void Appended(SidecarRecord record, FilePlace? place)
    {
        SidecarRecord placed = record with { PayloadAt = End + SidecarRecord.HeaderBytes };
        if (place is not null)
            _places.Add(place);
        else if (!TryAddChunk(placed))
            throw new InvalidOperationException("a chunk that does not follow the one before it");
        End = placed.PayloadAt + placed.PayloadBytes;
    }

    private void ReadRecords(DurableFile file, long length)
    {
        Span<byte> header = stackalloc byte[SidecarRecord.HeaderBytes];
        while (SidecarRecord.TryRead(header[..file.Read(End, header)], End, out SidecarRecord record)
            && record.PayloadBytes <= length - record.PayloadAt
            && (record.Kind == RecordKind.Chunk ? TryAddChunk(record) : TryAddPlace(file, record)))
            End = record.PayloadAt + record.PayloadBytes;
    }

    private bool TryAddChunk(SidecarRecord record)
    {
        if (_chunks.Count > 0 && record.TextOffset > _chunks[^1].TextEnd)
            return false;
        int kept = _chunks.FindIndex(chunk => chunk.TextOffset >= record.TextOffset) is >= 0 and var found ? found : _chunks.Count;
        if (kept > 0 && _chunks[kept - 1].TextEnd != record.TextOffset)
            return false;
        DeadBytes += _chunks.Skip(kept).Sum(static chunk => chunk.PayloadBytes + SidecarRecord.HeaderBytes);
        _chunks.RemoveRange(kept, _chunks.Count - kept);
        _chunks.Add(record);
        return true;
    }

    private bool TryAddPlace(DurableFile file, SidecarRecord record)
    {
        if (record.Kind != RecordKind.Place || record.PayloadBytes > PlaceBytesMax)
            return false;
        byte[] payload = new byte[record.PayloadBytes];
        if (file.Read(record.PayloadAt, payload) < payload.Length || FilePlace.Decode(payload, record.Hash) is not { } place)
            return false;
        _places.Add(place);
        return true;
    }
}
