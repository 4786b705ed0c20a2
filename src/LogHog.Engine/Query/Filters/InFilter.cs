using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Filters;

/// <summary><c>in(a, b)</c>: the value is one of them; <c>in(query | fields f)</c>: one of those that a query gives.</summary>
public sealed class InFilter : FieldFilter
{
    private readonly ValueList _list;
    private readonly HashSet<byte[]> _values;
    private readonly HashSet<byte[]>.AlternateLookup<ReadOnlySpan<byte>> _lookup;
    private readonly Lazy<HashSet<byte[]>> _shapes;

    private InFilter(string field, ValueList list, IEnumerable<byte[]> values)
        : base(field)
    {
        _list = list;
        _values = new HashSet<byte[]>(values, ByteComparer.Instance);
        _lookup = _values.GetAlternateLookup<ReadOnlySpan<byte>>();
        _shapes = new Lazy<HashSet<byte[]>>(() => new HashSet<byte[]>(_values.Select(static value => ShapePhrase.ShapeOf(value)), ByteComparer.Instance));
    }

    /// <summary>The values; empty as long as a sub-query has not run.</summary>
    public IReadOnlyCollection<byte[]> Values => _values;

    public override WordCondition Words => _list.Query is not null && _values.Count == 0
        ? WordCondition.True
        : WordCondition.Any(_values.Select(value => WordCondition.Of(Field, new Phrase(value).WholeWords())));

    public override bool MatchesValue(ReadOnlySpan<byte> value) => _lookup.Contains(value);

    internal override ShapeVerdict MatchesShape(ReadOnlySpan<byte> shape) =>
        _shapes.Value.GetAlternateLookup<ReadOnlySpan<byte>>().Contains(shape) ? ShapeVerdict.Maybe : ShapeVerdict.No;

    internal override (LogsQuery Query, string Field)? SubQuery => _list.Query is null ? null : (_list.Query, _list.QueryField);

    internal override Filter WithValues(IReadOnlyList<byte[]> values) => new InFilter(Field, _list with { Query = null, Values = [.. values.Select(v => Utf8.Decode(v))] }, values);

    private protected override string Condition => $"in({_list})";

    internal static Filter Parse(TokenReader reader, string name, string field) =>
        ValueList.Read(reader, name) is { } list ? new InFilter(field, list, list.Values.Select(Utf8.Encode)) : new AllFilter();
}
