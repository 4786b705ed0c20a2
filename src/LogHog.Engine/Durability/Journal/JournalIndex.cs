using System.Runtime.InteropServices;

namespace LogHog.Engine.Durability.Journal;

/// <summary>What the segments hold, read once from front to back: where each batch is, where it was put, what does not count.</summary>
internal sealed class JournalIndex
{
    private readonly RootedFolder _folder;
    private readonly ulong _salt;
    private readonly NameTable _names = new();
    private readonly List<BatchPlace> _batches = [];
    private readonly Dictionary<(long Lsn, int Part), PlacementIntent> _intents = [];
    private readonly Dictionary<FileId, List<PlacementIntent>> _byFile = [];
    private readonly HashSet<(long Lsn, int Part)> _settled = [];
    private readonly List<(long First, long Last)> _voids = [];
    private readonly List<long> _lsns = [];
    private readonly HashSet<long> _repairStarts = [];
    private long _highestDurable;
    private long _unreadable;

    private JournalIndex(RootedFolder folder, ulong salt)
    {
        _folder = folder;
        _salt = salt;
    }

    /// <summary>In the order of their numbers; without those that were answered "failed".</summary>
    public IReadOnlyList<BatchPlace> Batches => _batches;

    /// <summary>The segments that hold something, oldest first, with the last number in each.</summary>
    public List<(string Name, long LastLsn)> Used { get; } = [];

    public uint LastSequence { get; private set; }

    public long LastLsn { get; private set; }

    /// <summary>All of it was written in this boot: it is all there, in the page cache or on the disk.</summary>
    public bool IsSameBoot { get; private set; } = true;

    public long Damaged { get; private set; }

    public long Torn { get; private set; }

    public int LeftOut { get; private set; }

    public long UnreadableBytes { get; private set; }

    /// <param name="folder">The journal's folder.</param>
    /// <param name="segments">Its segments, as <see cref="SegmentFiles"/> sorted them.</param>
    /// <param name="salt">The store's.</param>
    /// <param name="fromLsn">What ends at or before it is of no interest.</param>
    /// <param name="checkpointLsn">Gaps up to it are of no interest.</param>
    public static JournalIndex Read(
        RootedFolder folder, IReadOnlyList<SegmentFile> segments, ulong salt, long fromLsn, long checkpointLsn)
    {
        JournalIndex index = new(folder, salt) { LastLsn = Math.Max(fromLsn, checkpointLsn) };
        byte[] room = [];
        for (int n = 0; n < segments.Count; n++)
        {
            bool isOld = n + 1 < segments.Count && segments[n + 1].Header is { } next && next.FirstLsn <= fromLsn + 1;
            if (!isOld)
                index.ReadSegment(segments[n], checkpointLsn, ref room);
            index.LastSequence = Math.Max(index.LastSequence, segments[n].Sequence);
        }
        index._batches.Sort((a, b) => a.Lsn.CompareTo(b.Lsn));
        index.LeftOut = index._batches.RemoveAll(b => index._voids.Exists(v => v.First <= b.Lsn && b.Lsn <= v.Last));
        index.CountGaps(checkpointLsn);
        return index;
    }

    /// <summary>Every intent can be read: a part without one was not written.</summary>
    public bool IsComplete => IsSameBoot && Damaged == 0 && Torn == 0 && UnreadableBytes == 0;

    /// <summary>Where the part was put; null when nothing says so.</summary>
    public PlacementIntent? IntentOf(long lsn, int part) =>
        _intents.TryGetValue((lsn, part), out PlacementIntent intent) && intent.Length > 0 ? intent : null;

    /// <summary>It is in a file that was synced and archived.</summary>
    public bool IsSettled(long lsn, int part) => _settled.Contains((lsn, part));

    /// <summary>For the batches of this index.</summary>
    public SegmentReader OpenReader() => new(_folder);

    private void ReadSegment(SegmentFile segment, long checkpointLsn, ref byte[] room)
    {
        IsSameBoot &= segment.Header?.BootId == SegmentHeader.CurrentBoot;
        using DurableFile file = _folder.OpenRead(segment.Name);
        ReadOnlyMemory<byte> bytes = SegmentScan.ReadAll(file, ref room, out int unreadable);
        UnreadableBytes += unreadable + Math.Max(0, (segment.Header?.SizeBytes ?? 0) - bytes.Length);
        long last = (segment.Header?.FirstLsn ?? 1) - 1;
        foreach ((int offset, JournalRecord record) in SegmentScan.Records(bytes, _salt, segment.Sequence))
        {
            if (record.Kind == RecordKind.None)
            {
                if (last >= checkpointLsn)
                    _unreadable++;
                continue;
            }
            Take(segment, record, offset + JournalRecord.HeaderBytes, bytes.Slice(offset + JournalRecord.HeaderBytes, record.PayloadLength));
            last = Math.Max(last, record.Lsn);
        }
        LastLsn = Math.Max(LastLsn, last);
        Used.Add((segment.Name, last));
    }

    private void Take(SegmentFile segment, JournalRecord record, int offset, ReadOnlyMemory<byte> payload)
    {
        _lsns.Add(record.Lsn);
        _highestDurable = Math.Max(_highestDurable, record.DurableLsn);
        switch (record.Kind)
        {
            case RecordKind.Batch:
                if (BatchCodec.TryRead(payload.Span, record.Lsn, segment.Name, offset, _names, out BatchPlace batch))
                    _batches.Add(batch);
                break;
            case RecordKind.Intents:
                foreach (PlacementIntent intent in NoteCodec.ReadIntents(payload.Span, _names))
                    Take(intent);
                break;
            case RecordKind.Closed:
                Close(NoteCodec.ReadClosed(payload.Span));
                break;
            case RecordKind.Void:
                _voids.AddRange(NoteCodec.ReadVoid(payload.Span));
                if (segment.Header is { } header)
                    _repairStarts.Add(header.FirstLsn);
                break;
        }
    }

    /// <summary>The last word on a part counts; and what a later part was put over is no longer where it was.</summary>
    private void Take(PlacementIntent intent)
    {
        _intents[(intent.Lsn, intent.Part)] = intent;
        if (intent.Length == 0)
            return;
        ref List<PlacementIntent>? placed = ref CollectionsMarshal.GetValueRefOrAddDefault(_byFile, intent.Id, out _);
        placed ??= [];
        while (placed.Count > 0 && placed[^1] is var before && before.Offset + before.Length > intent.Offset)
        {
            placed.RemoveAt(placed.Count - 1);
            if ((before.Lsn, before.Part) != (intent.Lsn, intent.Part) && _intents[(before.Lsn, before.Part)] == before)
                _intents.Remove((before.Lsn, before.Part));
        }
        placed.Add(intent);
    }

    private void Close(FileId id)
    {
        if (!_byFile.Remove(id, out List<PlacementIntent>? placed))
            return;
        foreach (PlacementIntent intent in placed)
        {
            if (_intents[(intent.Lsn, intent.Part)] == intent)
                _settled.Add((intent.Lsn, intent.Part));
        }
    }

    private void CountGaps(long checkpointLsn)
    {
        _lsns.Sort();
        long expected = checkpointLsn + 1;
        foreach (long lsn in _lsns)
        {
            if (lsn > expected && !_repairStarts.Contains(lsn))
            {
                long damaged = Math.Max(0, Math.Min(lsn - 1, _highestDurable) - expected + 1);
                Damaged += damaged;
                Torn += lsn - expected - damaged;
            }
            expected = Math.Max(expected, lsn + 1);
        }
        Damaged += Math.Max(0, _highestDurable - expected + 1);
        Torn += Math.Max(0, _unreadable - Damaged - Torn); // begun behind the last one that can be read
    }
}
