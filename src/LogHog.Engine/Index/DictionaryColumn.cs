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

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Frame(int Least, int Width, int Start);

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
        ReadOnlySpan<byte> packed = _packed.Span;
        int most = 0;
        for (int i = 0; i < ids.Length;)
        {
            Frame frame = _frames[(firstEvent + i) / FrameEvents];
            ReadOnlySpan<byte> run = packed[frame.Start..];
            int at = (firstEvent + i) % FrameEvents;
            int end = Math.Min(FrameEvents, at + ids.Length - i);
            for (; at < end; at++, i++)
            {
                int id = frame.Least + (int)PackedBits.Read(run, at, frame.Width);
                most = Math.Max(most, id);
                ids[i] = (ushort)id;
            }
        }

        if (!ids.IsEmpty && most >= Count)
            throw new IndexDamageException("an event has a value that is not in the dictionary");
    }

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
            int least = reader.UInt16();
            int width = reader.Byte();
            if (width > 16)
                throw new IndexDamageException("a frame of a column is odd");
            frames[i] = new Frame(least, width, start);
            start += PackedBits.Bytes(Math.Min(FrameEvents, events - (i * FrameEvents)), width);
        }

        if (reader.Left != end + start + SectionWriter.PackedPadding)
            throw new IndexDamageException("a column has another length");
        int values = reader.Position;
        return new DictionaryColumn(section.Slice(values, end), ends, eventsWith, section[(values + end)..], frames, events);
    }
}
