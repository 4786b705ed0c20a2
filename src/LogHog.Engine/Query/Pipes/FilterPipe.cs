using LogHog.Engine.Query.Filters;
using LogHog.Engine.Query.Parsing;

namespace LogHog.Engine.Query.Pipes;

/// <summary><c>filter …</c>, <c>where …</c>: a filter on what the pipes before have made.</summary>
internal sealed class FilterPipe(Filter filter) : RowPipe
{
    public Filter Filter { get; } = filter;

    public override bool KeepsRows => false;

    public override bool CanTail => true;

    internal override bool Changes(string field) => false;

    protected override bool Apply(Row row) => Filter.Matches(row);

    internal override Pipe? TryJoin(Pipe next) => next is FilterPipe other ? new FilterPipe(FilterLogic.And([Filter, other.Filter])) : null;

    internal override void NarrowFields(NeededFields needed) => needed.Add(Filter);

    internal override Pipe MapFilters(Func<Filter, Filter> map) => new FilterPipe(map(Filter));

    public override string ToString() => $"filter {Filter}";

    public static Pipe Parse(TokenReader reader, string name)
    {
        if (reader.AtPartEnd || (!reader.Current.IsQuoted && !reader.IsNext(":") && QueryVocabulary.IsName(reader.Current.Text)))
        {
            throw reader.Unexpected("a filter (words that are names of pipes stand in quotes)");
        }

        return new FilterPipe(FilterParser.Parse(reader));
    }
}
