using System.Buffers;
using LogHog.Engine.Formats;
using LogHog.Engine.Formats.Python;
using LogHog.Engine.Search;

namespace LogHog.Engine.Index;

/// <summary>Text to the records of chunks. One a thread, used for file after file; knows nothing of disks.</summary>
/// <remarks>Memory is bounded whatever the text says: that of an event, and some 64 MiB if it is made to cost as much.</remarks>
/// <param name="zone">Of times that name none.</param>
/// <param name="formats">The Python formats of the folder's files; null = none are known.</param>
internal sealed class ChunkBuilder(TimeZoneInfo zone, FolderFormats? formats = null)
{
    /// <summary>A chunk ends before the event that would make it larger, unless that is its first.</summary>
    public const int TextBytesMax = 8 << 20;

    /// <summary>A number of an event is 16 bits.</summary>
    public const int EventsMax = DictionaryColumn.ValuesMax;

    /// <summary>A block ends behind the event with which it has so many: so a chunk has 64 at most.</summary>
    public const int BlockBytes = TextBytesMax / WordFilterLayout.BlocksMax;

    private readonly EventReader _events = new(zone, formats);
    private readonly EventFields _values = new();
    private readonly ChunkFields _fields = new();
    private readonly WordFilterBuilder _words = new();
    private readonly ChunkWriter _writer = new();
    private readonly ColumnBuilder _shapes = new();
    private readonly List<BlockInfo> _blocks = [];
    private readonly ShapeCutter _cutter = new();
    private long[] _times = new long[4096];
    private int _eventCount;
    private int _fileTimeEvents;
    private int _blockStart;
    private int _blockFirstEvent;
    private long _blockMinTime;
    private long _blockMaxTime;
    private long? _blockTimeBefore;

    /// <summary>See <see cref="EventReader.CarriedTime"/>: set it when the file is gone on with after a restart.</summary>
    public long? CarriedTime
    {
        get => _events.CarriedTime;
        set => _events.CarriedTime = value;
    }

    /// <summary>The chunks that follow are of this file, from its start unless <see cref="CarriedTime"/> is set after this.</summary>
    public void BeginFile(SearchFile file) => _events.Begin(file);

    /// <summary>Makes the next chunk of the file: of all whole events in the text, as far as the limits of a chunk go.</summary>
    /// <param name="text">
    /// Begins where an event does. Where a chunk ends does not depend on how much text is given, if it is more than
    /// <see cref="TextBytesMax"/> or all there is.
    /// </param>
    /// <param name="textOffset">Where it begins in the text of the file.</param>
    /// <param name="isEnd">Nothing follows the text. Otherwise its last event may go on, and is left for the next call.</param>
    /// <param name="record">Gets the chunk.</param>
    /// <returns>The bytes of text that the chunk covers; 0 = there is no whole event, more text is needed.</returns>
    public int Build(ReadOnlyMemory<byte> text, long textOffset, bool isEnd, IBufferWriter<byte> record)
    {
        Begin();
        int taken = 0;
        while (taken < text.Length && _eventCount < EventsMax)
        {
            int length = EventLines.NextLength(text.Span[taken..], isEnd);
            if (length == 0 || (taken > 0 && taken + (long)length > TextBytesMax))
                break;
            if (text.Span[taken] != '\n' || length > 1)
                AddEvent(text.Slice(taken, length));
            taken += length;
            if (taken - _blockStart >= BlockBytes)
                EndBlock(taken);
        }

        if (taken == 0)
            return 0;
        if (taken > _blockStart)
            EndBlock(taken);
        _writer.Write(textOffset, taken, _times.AsSpan(0, _eventCount), _fileTimeEvents, CarriedTime, _blocks, _fields, _shapes, _words, record);
        return taken;
    }

    private void Begin()
    {
        _fields.Begin();
        _words.Begin();
        _shapes.Begin(ChunkWriter.ShapesMax, ChunkWriter.ShapeBytesMax);
        _blocks.Clear();
        _eventCount = _fileTimeEvents = 0;
        BeginBlock(0);
    }

    private void AddEvent(ReadOnlyMemory<byte> text)
    {
        _events.Read(text);
        AddTime(_events.Event.TimeUnixNs, _events.HasFileTime);
        _values.Read(_events.Event);
        foreach ((FieldKey key, ReadOnlyMemory<byte> value) in _values.Values)
            AddValue(key, value.Span);
        _eventCount++;
    }

    private void AddTime(long time, bool isFileTime)
    {
        if (_eventCount == _times.Length)
            Array.Resize(ref _times, Math.Min(2 * _times.Length, EventsMax));
        _times[_eventCount] = time;
        if (isFileTime)
        {
            _fileTimeEvents++;
            return;
        }

        _blockMinTime = Math.Min(_blockMinTime, time);
        _blockMaxTime = Math.Max(_blockMaxTime, time);
    }

    // The words of what came in the block before are in its filter.
    private void AddValue(FieldKey key, ReadOnlySpan<byte> value)
    {
        ChunkField? field = _fields.Of(key);
        if (field is null)
        {
            if (ChunkField.HasWordsName(key.Name))
                WordScanner.Scan(value, _words);
            return;
        }

        field.EventsWithValue++;
        bool isRepeated = field.Column?.Set(_eventCount, value, _blocks.Count) == true;
        if (field.IsMessage)
            AddMessage(value, isRepeated);
        else if (field.HasWords && !isRepeated)
            WordScanner.Scan(value, _words);
    }

    private void AddMessage(ReadOnlySpan<byte> message, bool isRepeated)
    {
        if (_shapes.IsGivenUp || !MessageShape.IsKnown(message))
        {
            _shapes.Set(_eventCount, MessageShape.Unknown, _blocks.Count);
            if (!isRepeated)
                WordScanner.Scan(message, _words);
            return;
        }

        bool isOfKnownWords = _shapes.Set(_eventCount, _cutter.Cut(message), _blocks.Count);
        if (isRepeated)
            return;
        if (isOfKnownWords)
            _cutter.AddVariableWords(message, _words);
        else
            WordScanner.Scan(message, _words);
    }

    private void BeginBlock(int textOffset)
    {
        _blockStart = textOffset;
        _blockFirstEvent = _eventCount;
        _blockMinTime = long.MaxValue;
        _blockMaxTime = long.MinValue;
        _blockTimeBefore = CarriedTime;
    }

    private void EndBlock(int end)
    {
        _blocks.Add(new BlockInfo(
            _blockStart, end - _blockStart, _blockFirstEvent, _eventCount - _blockFirstEvent, _blockMinTime, _blockMaxTime, _blockTimeBefore));
        _words.EndBlock();
        BeginBlock(end);
    }
}
