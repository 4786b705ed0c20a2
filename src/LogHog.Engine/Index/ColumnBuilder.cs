using System.Runtime.InteropServices;

namespace LogHog.Engine.Index;

/// <summary>Collects the values of a field in a chunk; becomes a <see cref="DictionaryColumn"/>, unless there are too many of them.</summary>
internal sealed class ColumnBuilder
{
    private const int SlotsMin = 64;

    /// <summary>If so many of the first values differ, there will be more than can be kept, or hardly any comes twice.</summary>
    private const int ProbeEvents = 1024;
    private const int ProbeValuesMax = ProbeEvents * 15 / 16;

    /// <summary>So many bytes, and their number, are a key.</summary>
    private const int ShortBytesMax = 7;

    /// <summary>In the key of a value that is longer than that.</summary>
    private const ulong LongValue = 1UL << 63;

    /// <summary>Differs from run to run, so that nobody can write values that all want the same place.</summary>
    private static readonly ulong Salt = (ulong)Random.Shared.NextInt64() | 1;

    private readonly (ushort Least, byte Width, ushort Packed)[] _frames = new (ushort, byte, ushort)[DictionaryColumn.ValuesMax / DictionaryColumn.FrameEvents];
    private ushort[] _ids = [];
    private Entry[] _entries = new Entry[SlotsMin / 2];
    private int[] _slots = new int[SlotsMin];
    private byte[] _values = new byte[1024];
    private int _events;
    private int _entryCount;
    private int _last;
    private int _shift;
    private int _valueBytes;
    private int _valuesMax;
    private int _bytesMax;

    [StructLayout(LayoutKind.Auto)]
    private struct Entry
    {
        /// <summary>Of a short value, the value itself and its length; of a longer one, its hash.</summary>
        public ulong Key;

        public int Start;
        public int Length;
        public int Events;

        /// <summary>Of the last event that has it.</summary>
        public int Block;
    }

    /// <summary>There were too many values, or too long ones: there is no column.</summary>
    public bool IsGivenUp { get; private set; }

    /// <summary>Different values, the empty one left out.</summary>
    public int Values => _entryCount;

    public int EventsWithValue { get; private set; }

    /// <param name="valuesMax">So many different values, the empty one left out, are kept.</param>
    /// <param name="bytesMax">So many bytes of different values are kept.</param>
    public void Begin(int valuesMax, int bytesMax)
    {
        _valuesMax = valuesMax;
        _bytesMax = bytesMax;
        _events = _entryCount = _valueBytes = _last = 0;
        _shift = 64 - int.Log2(_slots.Length);
        EventsWithValue = 0;
        IsGivenUp = false;
        Array.Clear(_slots);
    }

    /// <summary>Sets the value of an event; events come in order, and those between have none.</summary>
    /// <param name="number">Of the event in the chunk.</param>
    /// <param name="value">Its value, not empty.</param>
    /// <param name="block">In which it is; not less than that of the event before.</param>
    /// <returns>True: an event before it in the block has the same.</returns>
    public bool Set(int number, ReadOnlySpan<byte> value, int block)
    {
        if (IsGivenUp)
            return false;
        int id = IdOf(value);
        if (id < 0)
        {
            IsGivenUp = true;
            return false;
        }

        if (number >= _ids.Length)
            Array.Resize(ref _ids, Math.Max(number + 1, Math.Min(Math.Max(2 * _ids.Length, 1024), DictionaryColumn.ValuesMax)));
        _ids.AsSpan(_events, number - _events).Clear();
        _ids[number] = (ushort)(id + 1);
        _events = number + 1;
        ref Entry entry = ref _entries[id];
        bool isRepeated = entry.Events++ > 0 && entry.Block == block;
        entry.Block = block;
        if (++EventsWithValue == ProbeEvents && _entryCount > ProbeValuesMax && _valuesMax < DictionaryColumn.ValuesMax - 1)
            IsGivenUp = true;
        return isRepeated;
    }

    /// <summary>Once all events have their values: how many bytes the column takes.</summary>
    /// <param name="events">Of the chunk.</param>
    public int Finish(int events)
    {
        if (_ids.Length < events)
            Array.Resize(ref _ids, events);
        _ids.AsSpan(_events, events - _events).Clear();
        _events = events;
        int bytes = _valueBytes + SectionWriter.PackedPadding + 3;
        for (int id = 0; id < _entryCount; id++)
            bytes += NumberBytes(_entries[id].Length) + NumberBytes(_entries[id].Events);
        for (int frame = 0; frame * DictionaryColumn.FrameEvents < events; frame++)
            bytes += FinishFrame(frame, hasEmpty: EventsWithValue < events);
        return bytes;
    }

    /// <summary>Chooses whether each event has an id, or only those that have a value.</summary>
    private int FinishFrame(int frame, bool hasEmpty)
    {
        const int headBytes = 5;
        ReadOnlySpan<ushort> ids = FrameIds(frame);
        (int least, int most, int withValue) = (int.MaxValue, 0, 0);
        foreach (ushort id in ids)
        {
            if (id == 0)
                continue;
            (least, most) = (Math.Min(least, id), Math.Max(most, id));
            withValue++;
        }

        int shift = hasEmpty ? 0 : 1;
        if (withValue == 0)
        {
            _frames[frame] = default;
            return headBytes;
        }

        int width = PackedBits.Width((ulong)(most - least));
        int widthOfAll = withValue == ids.Length ? width : PackedBits.Width((ulong)most);
        int bytesOfAll = PackedBits.Bytes(ids.Length, widthOfAll);
        int bytesOfSome = PackedBits.Bytes(ids.Length, 1) + PackedBits.Bytes(withValue, width);
        if (withValue < ids.Length && bytesOfSome < bytesOfAll)
        {
            _frames[frame] = ((ushort)least, (byte)width, (ushort)withValue);
            return headBytes + bytesOfSome;
        }

        _frames[frame] = ((ushort)(withValue == ids.Length ? least - shift : 0), (byte)widthOfAll, (ushort)ids.Length);
        return headBytes + bytesOfAll;
    }

    /// <summary>After <see cref="Finish"/>.</summary>
    public void Write(SectionWriter into)
    {
        int empty = _events - EventsWithValue;
        into.Number(_entryCount + (empty > 0 ? 1 : 0));
        if (empty > 0)
        {
            into.Number(0);
            into.Number(empty);
        }

        for (int id = 0; id < _entryCount; id++)
        {
            into.Number(_entries[id].Length);
            into.Number(_entries[id].Events);
        }

        int frames = (_events + DictionaryColumn.FrameEvents - 1) / DictionaryColumn.FrameEvents;
        for (int frame = 0; frame < frames; frame++)
        {
            into.UInt16(_frames[frame].Least);
            into.Byte(_frames[frame].Width);
            into.UInt16(_frames[frame].Packed);
        }

        into.Bytes(_values.AsSpan(0, _valueBytes));
        for (int frame = 0; frame < frames; frame++)
            WriteFrame(into, frame, empty > 0 ? 0 : 1);
        into.Take(SectionWriter.PackedPadding).Clear();
    }

    private void WriteFrame(SectionWriter into, int frame, int shift)
    {
        (ushort least, byte width, ushort packed) = _frames[frame];
        ReadOnlySpan<ushort> ids = FrameIds(frame);
        if (packed == 0)
            return;
        if (packed < ids.Length)
        {
            Span<byte> bitmap = into.Take(PackedBits.Bytes(ids.Length, 1));
            bitmap.Clear();
            for (int i = 0; i < ids.Length; i++)
                bitmap[i >> 3] |= (byte)((ids[i] != 0 ? 1 : 0) << (i & 7));
        }

        Span<ulong> steps = stackalloc ulong[DictionaryColumn.FrameEvents];
        int count = 0;
        foreach (ushort id in ids)
        {
            steps[count] = (ulong)(id - shift - least);
            count += packed == ids.Length || id != 0 ? 1 : 0;
        }

        PackedBits.Write(into, steps[..packed], width);
    }

    private ReadOnlySpan<ushort> FrameIds(int frame)
    {
        int start = frame * DictionaryColumn.FrameEvents;
        return _ids.AsSpan(start, Math.Min(DictionaryColumn.FrameEvents, _events - start));
    }

    private int IdOf(ReadOnlySpan<byte> value)
    {
        bool isShort = value.Length <= ShortBytesMax;
        // Many fields hardly ever change from event to event.
        if (!isShort && _last < _entryCount && IsValue(in _entries[_last], value))
            return _last;
        ulong key = isShort ? WordMask.UpToEight(value) | ((ulong)value.Length << 56) : WordHash.Of(value) | LongValue;
        int at = Slot(key);
        for (int id; (id = _slots[at] - 1) >= 0; at = (at + 1) & (_slots.Length - 1))
        {
            ref readonly Entry entry = ref _entries[id];
            if (entry.Key == key && (isShort || IsValue(in entry, value)))
                return _last = id;
        }

        if (_entryCount >= _valuesMax || value.Length > _bytesMax - _valueBytes)
            return -1;
        _slots[at] = _entryCount + 1;
        Add(key, value);
        return _last = _entryCount - 1;
    }

    private bool IsValue(in Entry entry, ReadOnlySpan<byte> value) => value.SequenceEqual(_values.AsSpan(entry.Start, entry.Length));

    private void Add(ulong key, ReadOnlySpan<byte> value)
    {
        if (_values.Length - _valueBytes < value.Length)
            Array.Resize(ref _values, Math.Max(2 * _values.Length, _valueBytes + value.Length));
        value.CopyTo(_values.AsSpan(_valueBytes));
        _entries[_entryCount++] = new Entry { Key = key, Start = _valueBytes, Length = value.Length };
        _valueBytes += value.Length;
        if (_entryCount == _entries.Length)
            Grow();
    }

    private void Grow()
    {
        Array.Resize(ref _entries, 2 * _entries.Length);
        _slots = new int[2 * _slots.Length];
        _shift--;
        for (int id = 0; id < _entryCount; id++)
        {
            int at = Slot(_entries[id].Key);
            while (_slots[at] != 0)
                at = (at + 1) & (_slots.Length - 1);
            _slots[at] = id + 1;
        }
    }

    private int Slot(ulong key) => (int)((key * Salt) >> _shift);

    private static int NumberBytes(int value) => value < 1 << 7 ? 1 : value < 1 << 14 ? 2 : value < 1 << 21 ? 3 : value < 1 << 28 ? 4 : 5;
}
