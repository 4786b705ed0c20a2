using LogHog.Engine.Index;

namespace LogHog.Engine.Search;

/// <summary>The values of one field in a run of events of a chunk: distinct ones, and which event has which.</summary>
internal sealed class ChunkColumn
{
    private readonly List<ReadOnlyMemory<byte>> _made = [];
    private DictionaryColumn? _stored;
    private ushort[] _ids = [];
    private int _idsFrom;
    private int _idCount;

    /// <summary>The field's name; shapes have none.</summary>
    public string Field { get; private set; } = "";

    /// <summary>Distinct values; 1 = all events have the same.</summary>
    public int Count => _stored?.Count ?? _made.Count;

    /// <summary>Made of other columns: it has only the values of the run.</summary>
    public bool IsMade => _stored is null;

    public void Begin(string field, DictionaryColumn stored)
    {
        Field = field;
        _stored = stored;
        _idCount = 0;
    }

    /// <summary>A column of values that follow from others: see <see cref="AddMade"/>.</summary>
    public void BeginMade(string field)
    {
        Field = field;
        _stored = null;
        _made.Clear();
        _idCount = 0;
    }

    /// <summary>Adds a value; returns its id.</summary>
    public ushort AddMade(ReadOnlyMemory<byte> value)
    {
        _made.Add(value);
        return (ushort)(_made.Count - 1);
    }

    public ReadOnlyMemory<byte> Value(int id) => _stored is null ? _made[id] : _stored.Value(id);

    /// <summary>Events of the whole chunk with this value; not for made ones.</summary>
    public int EventsWith(int id) => _stored!.EventsWith(id);

    /// <summary>The ids of a run of events; not needed when there is only one.</summary>
    public ReadOnlySpan<ushort> Ids(int first, int count)
    {
        if ((_idsFrom != first || _idCount < count) && _stored is not null)
            _stored.ReadIds(first, Room(first, count));
        return _ids.AsSpan(0, count);
    }

    /// <summary>Where the ids of a made column are to be put.</summary>
    public Span<ushort> Room(int first, int count)
    {
        if (_ids.Length < count)
            _ids = new ushort[count];
        (_idsFrom, _idCount) = (first, count);
        return _ids.AsSpan(0, count);
    }
}
