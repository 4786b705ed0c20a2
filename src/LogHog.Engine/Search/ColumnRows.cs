using System.Numerics;
using LogHog.Engine.Query;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Search;

/// <summary>Rows straight from the columns of a chunk, without its text. One per worker.</summary>
internal sealed class ColumnRows(SearchQuery query, RowSender sender)
{
    private static readonly string[] Derived = ["_time", "_stream", "_stream_id"];

    private readonly string[] _names = [.. query.RowFields.Names.Order(FieldOrder.Instance)];
    private readonly WeightedRows _weighted = new(query, sender);
    private readonly EventGroups _groups = new();
    private readonly List<ChunkColumn> _used = [];
    private readonly byte[] _timeText = new byte[Timestamps.FormatBytesMax];
    private ChunkColumn?[] _ofKey = [];
    private ChunkColumns _columns = null!;
    private bool _hasTime;

    /// <summary>Makes ready to send rows of a run. Reads whatever it needs, so that nothing can be found damaged when some are sent.</summary>
    /// <returns>False: only the text has some of the fields.</returns>
    public bool TryBegin(ChunkColumns columns, EventVerdicts verdicts)
    {
        _columns = columns;
        _used.Clear();
        _hasTime = query.RowFields.Needs("_time");
        if (query.RowFields.All || (query.RowFields.Prefixes.Count > 0 && !columns.Chunk.FieldsAreComplete))
            return false;
        foreach (string name in Names(columns))
        {
            if (name == "_time" || !columns.Has(name))
                continue;
            if (columns.Column(name) is not { } column)
                return false;
            _used.Add(column);
        }

        if (_hasTime)
            columns.Times();
        if (!IsCounted(verdicts))
        {
            foreach (ChunkColumn column in _used)
            {
                if (column.Count > 1)
                    columns.Ids(column);
            }
        }

        return true;
    }

    /// <summary>Sends the events for which the condition holds.</summary>
    public void Send(EventVerdicts verdicts)
    {
        if (!query.AllowsWeights || (_hasTime && query.TimeStep is null))
            SendEach(verdicts);
        else
            SendGroups(verdicts);
    }

    /// <summary>Sends one event of the run.</summary>
    public void SendOne(int index) => SendOne(index, weight: 1);

    /// <summary>Sends what was added up over chunks.</summary>
    public void Finish() => _weighted.Send();

    private IEnumerable<string> Names(ChunkColumns columns) => query.RowFields.Prefixes.Count == 0
        ? _names
        : _names.Concat(columns.Chunk.Fields.Select(static field => field.Name)).Concat(Derived).Where(query.RowFields.Needs)
            .Distinct(StringComparer.Ordinal).Order(FieldOrder.Instance);

    private void SendEach(EventVerdicts verdicts)
    {
        Span<ulong> holds = verdicts.Holds;
        for (int word = 0; word < holds.Length && !sender.IsFull; word++)
        {
            for (ulong bits = holds[word]; bits != 0; bits &= bits - 1)
                SendOne((word * 64) + BitOperations.TrailingZeroCount(bits));
        }
    }

    private void SendGroups(EventVerdicts verdicts)
    {
        SetKeyColumns();
        if (IsCounted(verdicts))
        {
            SendCounts();
            return;
        }

        _groups.Begin(verdicts);
        if (_hasTime)
            _groups.SplitByTime(_columns.Times(), query.TimeStep!.Value);
        foreach (ChunkColumn column in _used)
        {
            if (column.Count > 1)
                _groups.SplitBy(_columns.Ids(column), column.Count);
        }

        _groups.Count();
        bool isAddedUp = query.RowFields.Prefixes.Count == 0;
        for (int i = 0; i < _groups.Groups; i++)
        {
            (int index, int events) = _groups[i];
            if (isAddedUp)
                AddUp(index, events);
            else
                SendOne(index, events);
        }
    }

    private void SendOne(int index, int weight)
    {
        Row row = sender.Add();
        row.Weight = weight;
        if (_hasTime)
            row.Add("_time", sender.Copy(_timeText.AsSpan(0, Timestamps.Format(TimeOf(index), _timeText))));
        AddValues(row, index);
    }

    /// <summary>Whether the dictionary of the only column that varies says it all.</summary>
    private bool IsCounted(EventVerdicts verdicts) => query.AllowsWeights && !_hasTime && query.RowFields.Prefixes.Count == 0
        && _columns.IsWholeChunk && verdicts.IsAlways && _used.TrueForAll(static column => !column.IsMade || column.Count == 1)
        && _used.FindAll(static column => column.Count > 1).Count <= 1;

    private void SendCounts()
    {
        ChunkColumn? varying = _used.Find(static column => column.Count > 1);
        for (int id = 0; id < (varying?.Count ?? 1); id++)
        {
            int events = varying?.EventsWith(id) ?? _columns.Count;
            if (events == 0)
                continue;
            _weighted.StartKey(0);
            foreach (ChunkColumn? column in _ofKey)
                _weighted.AddToKey(column is null ? default : column.Value(ReferenceEquals(column, varying) ? id : 0).Span);
            _weighted.Add(events);
        }
    }

    private void AddUp(int index, int events)
    {
        _weighted.StartKey(_hasTime ? TimeOf(index) : 0);
        foreach (ChunkColumn? column in _ofKey)
            _weighted.AddToKey(column is null ? default : ValueOf(column, index).Span);
        _weighted.Add(events);
    }

    private void SetKeyColumns()
    {
        ReadOnlySpan<string> names = _weighted.Names;
        if (_ofKey.Length != names.Length)
            _ofKey = new ChunkColumn?[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            string name = names[i];
            _ofKey[i] = _used.Find(column => column.Field == name);
        }
    }

    private void AddValues(Row row, int index)
    {
        foreach (ChunkColumn column in _used)
        {
            ReadOnlySpan<byte> value = ValueOf(column, index).Span;
            if (!value.IsEmpty)
                row.Add(column.Field, sender.Copy(value));
        }
    }

    private long TimeOf(int index) => query.TimeStep is { } step ? step.Floor(_columns.Times()[index]) : _columns.Times()[index];

    private ReadOnlyMemory<byte> ValueOf(ChunkColumn column, int index) =>
        column.Value(column.Count == 1 ? 0 : _columns.Ids(column)[index]);
}
