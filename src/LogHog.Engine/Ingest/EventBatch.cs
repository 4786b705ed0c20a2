using System.Buffers;
using System.Runtime.InteropServices;
using LogHog.Engine.Diagnostics;
using LogHog.Engine.Storage;
using LogHog.Engine.Tail;

namespace LogHog.Engine.Ingest;

/// <summary>
/// What one read of a connection brought: finished lines in the order in which they arrived, and which file gets which of
/// them. Formatted once, on the connection's core; the writers only append. From a pool; lives until every part is settled.
/// </summary>
internal sealed class EventBatch : IBufferWriter<byte>
{
    /// <summary>
    /// Text after which the batch is handed on, in bytes. Reading, formatting and writing one batch then stays within a
    /// core's second-level cache; larger batches were slower when measured, smaller ones cost more hand-overs.
    /// </summary>
    public const int FullBytes = 128 * 1024;

    // A full batch and an event of common size on top.
    private const int TextBytesMin = FullBytes + (64 * 1024);

    // A request is one batch, whatever its size: up to here its memory is worth keeping. What a huge one needs is not.
    private const int TextBytesKept = 1 << 20;

    private readonly Dictionary<FacilityWriter, int> _partOf = [];
    private byte[] _text = new byte[TextBytesMin];
    private int _length;
    private Segment[] _segments = new Segment[16];
    private int _segmentCount;
    private Part[] _parts = new Part[16];
    private int _partCount;
    private int _partsOpen;
    private EventLedger? _ledger;
    private EventBatchPool? _home;
    private IBatchOutcome? _outcome;
    private StoreBarrier.Generation? _generation;
    private long _bytesTaken;

    /// <summary>A run of finished lines for one file; <see cref="Next"/> is the part's next run, or -1.</summary>
    [StructLayout(LayoutKind.Auto)]
    private struct Segment
    {
        public int Start;
        public int Length;
        public int Next;
        public int Part;
    }

    /// <summary>All that one file gets of this batch.</summary>
    [StructLayout(LayoutKind.Auto)]
    private struct Part
    {
        public FacilityWriter Writer;
        public int First;
        public int Last;
        public int Events;
        public int Bytes;
    }

    /// <summary>Tells this filling of the instance from an earlier one; a route remembers its part by it.</summary>
    public long Number { get; private set; }

    public int TextBytes => _length;

    public ReadOnlySpan<byte> Text => _text.AsSpan(0, _length);

    /// <summary>Bytes of memory that its text has.</summary>
    public int TextCapacity => _text.Length;

    public int PartCount => _partCount;

    /// <summary>Runs of lines for one file each, in the order in which they came.</summary>
    public int RunCount => _segmentCount;

    public int Events { get; private set; }

    /// <summary>The journal's number of this batch; 0 = it is not in the journal.</summary>
    public long Lsn { get; private set; }

    public void Begin(EventBatchPool home, EventLedger ledger, long number)
    {
        Invariant.Holds(_partsOpen == 0, "a batch was taken from the pool while a writer still had it");
        _home = home;
        _ledger = ledger;
        Number = number;
        _length = 0;
        _segmentCount = 0;
        _partCount = 0;
        Events = 0;
        Lsn = 0;
    }

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _text.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _text.AsSpan(_length);
    }

    /// <summary>
    /// The part of a file, opened when the batch does not have it yet. Modules that share a file share its part: their lines
    /// stay in the order in which they came.
    /// </summary>
    public int PartOf(FacilityWriter writer)
    {
        ref int known = ref CollectionsMarshal.GetValueRefOrAddDefault(_partOf, writer, out bool exists);
        if (exists)
            return known;
        known = _partCount;
        if (_partCount == _parts.Length)
            Array.Resize(ref _parts, _partCount * 2);
        _parts[_partCount] = new Part { Writer = writer, First = -1, Last = -1 };
        return _partCount++;
    }

    /// <summary>Gives a piece of the text, one event, to a part. What is given to none is in no file.</summary>
    public void Commit(int part, int start, int length)
    {
        ref Part target = ref _parts[part];
        target.Events++;
        target.Bytes += length;
        Events++;
        if (target.Last >= 0 && target.Last == _segmentCount - 1 &&
            _segments[target.Last].Start + _segments[target.Last].Length == start)
        {
            // The event just before went to the same file: the run goes on.
            _segments[target.Last].Length += length;
            return;
        }

        if (_segmentCount == _segments.Length)
            Array.Resize(ref _segments, _segmentCount * 2);
        _segments[_segmentCount] = new Segment { Start = start, Length = length, Next = -1, Part = part };
        if (target.Last >= 0)
            _segments[target.Last].Next = _segmentCount;
        else
            target.First = _segmentCount;
        target.Last = _segmentCount++;
    }

    /// <summary>Hands every part to its writer. The batch is not the caller's any more.</summary>
    /// <param name="gate">Counts its bytes until the last part is settled.</param>
    /// <param name="outcome">Who wants to know; null = nobody.</param>
    /// <param name="lsn">The journal's number, if it is in there.</param>
    public void Submit(MemoryGate gate, IBatchOutcome? outcome, long lsn = 0)
    {
        _outcome = outcome;
        Lsn = lsn;
        _bytesTaken = _length;
        gate.Take(_bytesTaken);
        TailHub tail = _home!.Tail;
        _generation = tail.Barrier.Enter();
        tail.Observe(this);
        int parts = _partCount;
        // One more than the parts: the batch must not go home while this loop still reads it.
        _partsOpen = parts + 1;
        for (int part = 0; part < parts; part++)
            _parts[part].Writer.Enqueue(this, part);
        Settle(gate);
    }

    /// <summary>Gives up a batch that was never submitted. It is not the caller's any more.</summary>
    public void Drop(DropReason reason)
    {
        _ledger!.Drop(reason, Events);
        _home!.Return(this);
    }

    /// <summary>One of the <see cref="RunCount"/> runs: its part, and where in the <see cref="Text"/> it lies.</summary>
    public (int Part, int Start, int Length) RunAt(int index)
    {
        ref readonly Segment run = ref _segments[index];
        return (run.Part, run.Start, run.Length);
    }

    public int PartEvents(int part) => _parts[part].Events;

    public int PartBytes(int part) => _parts[part].Bytes;

    /// <summary>Whether the part is one run, so that it can be written from where it lies.</summary>
    public bool IsContiguous(int part) => _parts[part].First == _parts[part].Last;

    /// <summary>The text of a part that is one run.</summary>
    public ReadOnlySpan<byte> ContiguousText(int part)
    {
        ref readonly Segment only = ref _segments[_parts[part].First];
        return _text.AsSpan(only.Start, only.Length);
    }

    public FacilityWriter PartWriter(int part) => _parts[part].Writer;

    /// <summary>A part's text as one piece: where it lies, or a copy.</summary>
    /// <param name="part">The part.</param>
    /// <param name="room">Takes the copy at its front and then begins behind it; <see cref="TextBytes"/> are enough for all parts.</param>
    public ReadOnlyMemory<byte> PartText(int part, ref Memory<byte> room)
    {
        ref readonly Part wanted = ref _parts[part];
        if (IsContiguous(part))
            return _text.AsMemory(_segments[wanted.First].Start, wanted.Bytes);
        Memory<byte> copy = room[..wanted.Bytes];
        room = room[wanted.Bytes..];
        CopyPart(part, copy.Span);
        return copy;
    }

    /// <summary>Copies a part's runs, in order; <paramref name="destination"/> has <see cref="PartBytes"/> bytes.</summary>
    public void CopyPart(int part, Span<byte> destination)
    {
        for (int index = _parts[part].First; index >= 0; index = _segments[index].Next)
        {
            ref readonly Segment segment = ref _segments[index];
            _text.AsSpan(segment.Start, segment.Length).CopyTo(destination);
            destination = destination[segment.Length..];
        }
    }

    /// <summary>A writer has the part in its file.</summary>
    public void PartStored(int part, MemoryGate gate)
    {
        _ledger!.Store(_parts[part].Events);
        Settle(gate);
    }

    /// <summary>A writer gave the part up.</summary>
    public void PartDropped(int part, DropReason reason, MemoryGate gate)
    {
        _ledger!.Drop(reason, _parts[part].Events);
        _outcome?.Failed(reason);
        Settle(gate);
    }

    /// <summary>A writer leaves the part to the journal, from which the next start brings it in: it stays pending in this life's account.</summary>
    public void PartKept(MemoryGate gate) => Settle(gate);

    /// <summary>Forgets what it refers to; says whether it is small enough to be kept.</summary>
    public bool Recycle()
    {
        Array.Clear(_parts, 0, _partCount);
        _partOf.Clear();
        _ledger = null;
        _outcome = null;
        _generation = null;
        return _text.Length <= TextBytesKept;
    }

    private void Settle(MemoryGate gate)
    {
        if (Interlocked.Decrement(ref _partsOpen) != 0)
            return;
        gate.Release(_bytesTaken);
        IBatchOutcome? outcome = _outcome;
        StoreBarrier.Generation generation = _generation!;
        _home!.Return(this);
        generation.Leave();
        outcome?.Settled();
    }

    private void Reserve(int sizeHint)
    {
        int free = _text.Length - _length;
        if (free >= Math.Max(sizeHint, 1))
            return;
        Array.Resize(ref _text, Math.Max(checked(_length + sizeHint), _text.Length * 2));
    }
}
