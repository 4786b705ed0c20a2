using LogHog.Engine.Search;

namespace LogHog.Engine.Index;

/// <summary>The fields of a chunk that is being made, in the order in which they came.</summary>
internal sealed class ChunkFields
{
    /// <summary>A column costs memory, and events have a few dozen fields.</summary>
    private const int ColumnsMax = 256;

    /// <summary>Column builders that are kept for the next chunk.</summary>
    private const int SpareMax = 48;

    private const int ValuesMax = 4096;
    private const int ValueBytesMax = 64 << 10;
    private const int VitalValueBytesMax = 512 << 10;

    private readonly Dictionary<string, ChunkField> _byName = new(StringComparer.Ordinal);
    private readonly List<ChunkField> _all = [];
    private readonly Stack<ColumnBuilder> _spare = new();
    private (FieldKey? Key, ChunkField? Field)[] _byNumber = new (FieldKey?, ChunkField?)[64];
    private int _columns;
    private int _nameBytes;

    public IReadOnlyList<ChunkField> All => _all;

    /// <summary>False: there were too many names, and not all are listed.</summary>
    public bool AreComplete { get; private set; }

    public void Begin()
    {
        foreach (ChunkField field in _all)
        {
            if (field.Column is { } column && _spare.Count < SpareMax)
                _spare.Push(column);
        }

        _byName.Clear();
        _all.Clear();
        Array.Clear(_byNumber);
        _columns = _nameBytes = 0;
        AreComplete = true;
    }

    /// <summary>The field of a name; null = there are too many of them.</summary>
    public ChunkField? Of(FieldKey key)
    {
        if (key.Number < _byNumber.Length && ReferenceEquals(_byNumber[key.Number].Key, key))
            return _byNumber[key.Number].Field;
        if (!_byName.TryGetValue(key.Name, out ChunkField? field))
            field = Add(key);
        if (key.Number >= _byNumber.Length && key.Number < ChunkHeader.FieldsMax)
            Array.Resize(ref _byNumber, Math.Max(2 * _byNumber.Length, key.Number + 1));
        if (key.Number < _byNumber.Length)
            _byNumber[key.Number] = (key, field);
        return field;
    }

    private ChunkField? Add(FieldKey key)
    {
        // Three bytes of UTF-8 at most for each char, and three for the length.
        int nameBytes = (3 * key.Name.Length) + 3;
        if (_all.Count == ChunkHeader.FieldsMax || nameBytes > ChunkHeader.NameBytesMax - _nameBytes)
        {
            AreComplete = false;
            return null;
        }

        var field = new ChunkField(key, _columns < ColumnsMax ? NewColumn(ChunkField.IsVitalName(key.Name)) : null);
        _columns++;
        _nameBytes += nameBytes;
        _byName.Add(key.Name, field);
        _all.Add(field);
        return field;
    }

    private ColumnBuilder NewColumn(bool isVital)
    {
        ColumnBuilder column = _spare.Count > 0 ? _spare.Pop() : new ColumnBuilder();
        column.Begin(isVital ? DictionaryColumn.ValuesMax - 1 : ValuesMax, isVital ? VitalValueBytesMax : ValueBytesMax);
        return column;
    }
}
