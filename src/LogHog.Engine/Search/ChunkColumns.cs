using LogHog.Engine.Index;
using LogHog.Engine.Query;

namespace LogHog.Engine.Search;

/// <summary>
/// What a chunk of an index says of a run of its events. One per worker; what it gives holds until the next chunk, ids and times until
/// the next run.
/// </summary>
internal sealed class ChunkColumns
{
    private readonly IndexScratch _scratch = new();
    private readonly Dictionary<string, ChunkColumn?> _columns = new(StringComparer.Ordinal);
    private readonly Dictionary<ulong, ulong> _blocksWith = [];
    private readonly Stack<ChunkColumn> _free = new();
    private readonly StreamColumns _streams = new();
    private long[] _times = [];
    private BlockInfo[] _blocks = [];
    private ChunkColumn? _shapes;
    private bool _hasShapes;
    private bool _hasTimes;
    private bool _hasBlocks;
    private long _fileUnixNs;

    public Chunk Chunk { get; private set; } = null!;

    /// <summary>The first event of the run.</summary>
    public int First { get; private set; }

    /// <summary>How many events the run has.</summary>
    public int Count { get; private set; }

    public bool IsWholeChunk => Count == Chunk.Events;

    /// <summary>A bit for each block of the run, or more bits.</summary>
    public ulong BlocksOfRun { get; private set; }

    public ReadOnlySpan<BlockInfo> Blocks
    {
        get
        {
            if (!_hasBlocks)
                _blocks = Chunk.Blocks(_scratch).ToArray();
            _hasBlocks = true;
            return _blocks;
        }
    }

    /// <exception cref="IndexDamageException">The chunk is not to be used.</exception>
    public void Begin(Chunk chunk, long fileUnixNs)
    {
        Clear();
        Chunk = chunk;
        _fileUnixNs = fileUnixNs;
        SetRun(0, chunk.Events);
    }

    public void SetRun(int first, int count)
    {
        (First, Count) = (first, count);
        _hasTimes = false;
        BlocksOfRun = IsWholeChunk ? ulong.MaxValue : 0;
        for (int i = 0; !IsWholeChunk && i < Blocks.Length; i++)
        {
            if (_blocks[i].FirstEvent < first + count && _blocks[i].FirstEvent + _blocks[i].Events > first)
                BlocksOfRun |= 1UL << i;
        }

        foreach (ChunkColumn? column in _columns.Values)
        {
            if (column is { IsMade: true })
                _streams.Fill(column, this);
        }
    }

    /// <summary>Lets go of the chunk.</summary>
    public void Clear()
    {
        foreach (ChunkColumn? column in _columns.Values)
        {
            if (column is not null)
                _free.Push(column);
        }

        if (_shapes is not null)
            _free.Push(_shapes);
        (_shapes, _hasShapes, _hasTimes, _hasBlocks) = (null, false, false, false);
        _columns.Clear();
        _blocksWith.Clear();
        _scratch.Clear();
    }

    /// <summary>Whether any event of the chunk may have the field; those that follow from the others are had by all.</summary>
    public bool Has(string field) =>
        !Chunk.FieldsAreComplete || field is "_time" or "_stream" or "_stream_id" || Chunk.Find(field) is not null;

    /// <summary>Null = only the text has its values.</summary>
    public ChunkColumn? Column(string field)
    {
        if (_columns.TryGetValue(field, out ChunkColumn? known))
            return known;
        ChunkColumn? column = null;
        if (field is "_stream" or "_stream_id")
        {
            column = Free();
            column.BeginMade(field);
            if (!_streams.Fill(column, this))
            {
                _free.Push(column);
                column = null;
            }
        }
        else if (Chunk.Column(field, _scratch) is { } stored)
        {
            column = Free();
            column.Begin(field, stored);
        }

        _columns[field] = column;
        return column;
    }

    /// <summary>The shapes of the messages; null = there are too many.</summary>
    public ChunkColumn? Shapes()
    {
        if (!_hasShapes && Chunk.Shapes(_scratch) is { } stored)
        {
            _shapes = Free();
            _shapes.Begin("", stored);
        }

        _hasShapes = true;
        return _shapes;
    }

    /// <summary>The ids of the run's events in a column.</summary>
    public ReadOnlySpan<ushort> Ids(ChunkColumn column) => column.Ids(First, Count);

    /// <summary>The times of the run's events.</summary>
    public ReadOnlySpan<long> Times()
    {
        if (_times.Length < Count)
            _times = new long[Count];
        Span<long> times = _times.AsSpan(0, Count);
        if (_hasTimes)
            return times;
        Chunk.ReadTimes(First, times, _scratch);
        if (Chunk.HasFileTime)
            times.Replace(long.MinValue, _fileUnixNs);
        _hasTimes = true;
        return times;
    }

    /// <summary>The span of the chunk's times.</summary>
    public static TimeBounds Time(Chunk chunk, long fileUnixNs)
    {
        var own = new TimeBounds(chunk.MinTime, chunk.MaxTime);
        return chunk.HasFileTime ? own.Cover(new TimeBounds(fileUnixNs, fileUnixNs)) : own;
    }

    /// <summary>Whether all times of the chunk lie within a span, or none; null = some do.</summary>
    public bool? IsWithin(TimeBounds bounds)
    {
        TimeBounds own = Time(Chunk, _fileUnixNs);
        return bounds.Contains(own.FromUnixNs) && bounds.Contains(own.ToUnixNs) ? true : bounds.Intersect(own).IsEmpty ? false : null;
    }

    /// <summary>A bit for each block that may hold an event with the words.</summary>
    public ulong BlocksOf(WordCondition words)
    {
        return words switch
        {
            WordCondition.Word word when RawWords.IsDerived(word.Field) => ulong.MaxValue,
            WordCondition.Word word => Has(word.Field) ? BlocksWith(WordHash.Of(word.Text.Span)) : 0,
            WordCondition.AllOf all => BlocksOfAll(all),
            WordCondition.AnyOf any => BlocksOfAny(any),
            _ => ulong.MaxValue,
        };
    }

    /// <summary>Excludes the events of the run that lie in no block of these.</summary>
    public void ExcludeOthers(EventVerdicts verdicts, ulong blocks)
    {
        if (blocks == ulong.MaxValue)
            return;
        for (int i = 0; i < Blocks.Length; i++)
        {
            int from = Math.Max(0, _blocks[i].FirstEvent - First);
            int to = Math.Min(Count, _blocks[i].FirstEvent - First + _blocks[i].Events);
            if ((blocks & (1UL << i)) == 0 && from < to)
                verdicts.Exclude(from, to);
        }
    }

    private ulong BlocksWith(ulong word)
    {
        if (!_blocksWith.TryGetValue(word, out ulong blocks))
        {
            blocks = Chunk.BlocksWithWord(word, _scratch);
            _blocksWith.Add(word, blocks);
        }

        return blocks;
    }

    private ulong BlocksOfAll(WordCondition.AllOf all)
    {
        ulong blocks = ulong.MaxValue;
        for (int i = 0; i < all.Parts.Count && blocks != 0; i++)
            blocks &= BlocksOf(all.Parts[i]);
        return blocks;
    }

    private ulong BlocksOfAny(WordCondition.AnyOf any)
    {
        ulong blocks = 0;
        for (int i = 0; i < any.Parts.Count && blocks != ulong.MaxValue; i++)
            blocks |= BlocksOf(any.Parts[i]);
        return blocks;
    }

    private ChunkColumn Free() => _free.TryPop(out ChunkColumn? column) ? column : new ChunkColumn();
}
