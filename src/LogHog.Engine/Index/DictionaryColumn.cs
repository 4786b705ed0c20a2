using System.Numerics;
using System.Runtime.InteropServices;

namespace LogHog.Engine.Index;

/// <summary>
/// The values of a field in all events of a chunk: each different value once, and for each event which it has. Lies in the memory of
/// an <see cref="IndexScratch"/>. An event without the field has the empty value; if there is one such event, its id is 0.
/// </summary>
internal sealed class DictionaryColumn
{
    public const int FrameEvents = 1024;

    /// <summary>An id is 16 bits.</summary>
    public const int ValuesMax = 65_536;

    private readonly ReadOnlyMemory<byte> _values;
    private readonly int[] _ends;
    private readonly int[] _events;
    private readonly ReadOnlyMemory<byte> _packed;
    private readonly Frame[] _frames;
    private readonly int _eventCount;

    private DictionaryColumn(ReadOnlyMemory<byte> values, int[] ends, int[] events, ReadOnlyMemory<byte> packed, Frame[] frames, int eventCount)
    {
        _values = values;
        _ends = ends;
        _events = events;
        _packed = packed;
        _frames = frames;
        _eventCount = eventCount;
    }

    /// <param name="Least">The least id that is packed.</param>
    /// <param name="Width">Bits of how much more than that an id is.</param>
    /// <param name="Packed">
    /// How many ids are packed. If less than the frame's events, the others have no value (id 0), and a bit for each event, before the
    /// ids, says which: a field that a third of the events has takes half of the room.
    /// </param>
    /// <param name="Start">Where the frame begins, in bytes.</param>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Frame(int Least, int Width, int Packed, int Start);

    /// <summary>How many different values; their ids are 0 to one less.</summary>
    public int Count => _ends.Length;

    public ReadOnlyMemory<byte> Value(int id)
    {
        int start = id == 0 ? 0 : _ends[id - 1];
        return _values[start.._ends[id]];
    }

    /// <summary>How many events of the chunk have the value.</summary>
    public int EventsWith(int id) => _events[id];

    /// <summary>Which value each of a run of events has.</summary>
    /// <exception cref="IndexDamageException">One that the dictionary does not have.</exception>
    public void ReadIds(int firstEvent, Span<ushort> ids)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstEvent);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstEvent, _eventCount - ids.Length);
        int most = 0;
        for (int done = 0; done < ids.Length;)
        {
            int frame = (firstEvent + done) / FrameEvents;
            int first = (firstEvent + done) % FrameEvents;
            int count = Math.Min(FrameEvents - first, ids.Length - done);
            most = Math.Max(most, ReadFrame(_frames[frame], EventsOf(frame, _eventCount), first, ids.Slice(done, count)));
            done += count;
        }

        if (!ids.IsEmpty && most >= Count)
            throw new IndexDamageException("an event has a value that is not in the dictionary");
    }

    /// <returns>The greatest id.</returns>
    private int ReadFrame(Frame frame, int events, int first, Span<ushort> ids)
    {
        ReadOnlySpan<byte> run = _packed.Span[frame.Start..];
        if (frame.Packed == events)
            return PackedBits.Read(run, first, frame.Width, frame.Least, ids);
        if (frame.Packed == 0)
        {
            ids.Clear();
            return 0;
        }

        int bitmapBytes = PackedBits.Bytes(events, 1);
        int before = 0;
        for (int i = 0; i < first; i++)
            before += (run[i >> 3] >> (i & 7)) & 1;
        Span<ushort> packed = stackalloc ushort[FrameEvents];
        packed = packed[..Math.Min(ids.Length, frame.Packed - before)];
        int most = PackedBits.Read(run[bitmapBytes..], before, frame.Width, frame.Least, packed);
        int next = 0;
        for (int i = 0; i < ids.Length; i++)
        {
            int bit = first + i;
            ids[i] = (run[bit >> 3] >> (bit & 7) & 1) != 0 ? packed[next++] : (ushort)0;
        }

        return most;
    }

    private static int EventsOf(int frame, int events) => Math.Min(FrameEvents, events - (frame * FrameEvents));

    /// <exception cref="IndexDamageException">It does not fit so many events.</exception>
    public static DictionaryColumn Read(ReadOnlyMemory<byte> section, int events)
    {
        var reader = new SectionReader(section.Span);
        int count = reader.Number(Math.Min(ValuesMax, events));
        int[] ends = new int[count];
        int[] eventsWith = new int[count];
        int end = 0;
        int left = events;
        for (int id = 0; id < count; id++)
        {
            ends[id] = end += reader.Number(section.Length - end);
            left -= eventsWith[id] = reader.Number(left);
        }

        if (left != 0)
            throw new IndexDamageException("a column has another number of events");
        var frames = new Frame[(events + FrameEvents - 1) / FrameEvents];
        int start = 0;
        for (int i = 0; i < frames.Length; i++)
        {
            int inFrame = EventsOf(i, events);
            int least = reader.UInt16();
            int width = reader.Byte();
            int packed = reader.UInt16();
            if (width > 16 || packed > inFrame)
                throw new IndexDamageException("a frame of a column is odd");
            frames[i] = new Frame(least, width, packed, start);
            start += PackedBits.Bytes(packed, width) + (packed == 0 || packed == inFrame ? 0 : PackedBits.Bytes(inFrame, 1));
        }

        if (reader.Left != end + start + SectionWriter.PackedPadding)
            throw new IndexDamageException("a column has another length");
        int values = reader.Position;
        var column = new DictionaryColumn(section.Slice(values, end), ends, eventsWith, section[(values + end)..], frames, events);
        return column.HasAllBits() ? column : throw new IndexDamageException("a frame of a column is odd");
    }

    /// <summary>As many events have a value in a frame as values are packed there.</summary>
    private bool HasAllBits()
    {
        for (int i = 0; i < _frames.Length; i++)
        {
            int events = EventsOf(i, _eventCount);
            if (_frames[i].Packed == 0 || _frames[i].Packed == events)
                continue;
            int bits = 0;
            foreach (byte eight in _packed.Span.Slice(_frames[i].Start, PackedBits.Bytes(events, 1)))
                bits += BitOperations.PopCount(eight);
            if (bits != _frames[i].Packed)
                return false;
        }

        return true;
    }
}
