using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Filters;

/// <summary><c>in(a, b)</c>: the value is one of them; <c>in(query | fields f)</c>: one of those that a query gives.</summary>
public sealed class InFilter : FieldFilter
{
    private readonly ValueList _list;
    private readonly HashSet<KeptKey>.AlternateLookup<ReadOnlySpan<byte>> _values;
    private readonly Lazy<HashSet<KeptKey>.AlternateLookup<ReadOnlySpan<byte>>> _shapes;

    private InFilter(string field, ValueList list)
        : base(field)
    {
        _list = list;
        _values = list.Values.ToSet();
        _shapes = new Lazy<HashSet<KeptKey>.AlternateLookup<ReadOnlySpan<byte>>>(
            () => KeptTexts.Of(Values.Select(static value => ShapePhrase.ShapeOf(value.ToArray()))).ToSet());
    }

    /// <summary>The values, some perhaps twice; none as long as a sub-query has not run.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Values => _list.AllBytes;

    public override WordCondition Words => IsOpen
        ? WordCondition.True
        : WordCondition.Any(Values.Select(value => WordCondition.Of(Field, new Phrase(value.ToArray()).WholeWords())));

    /// <summary>The values are not known yet.</summary>
    internal bool IsOpen => _list.Query is not null;

    public override bool MatchesValue(ReadOnlySpan<byte> value) => _values.Contains(value);

    internal override ShapeVerdict MatchesShape(ReadOnlySpan<byte> shape) => _shapes.Value.Contains(shape) ? ShapeVerdict.Maybe : ShapeVerdict.No;

    internal override (LogsQuery Query, string Field)? SubQuery => _list.Query is null ? null : (_list.Query, _list.QueryField);

    internal override Filter WithValues(IReadOnlyList<byte[]> values) => new InFilter(Field, ValueList.Of(values));

    private protected override string Condition => $"in({_list})";

    internal static Filter Parse(TokenReader reader, string name, string field) =>
        ValueList.Read(reader, name) is { } list ? new InFilter(field, list) : new AllFilter();
}
