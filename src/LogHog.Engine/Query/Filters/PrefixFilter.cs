using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Filters;

/// <summary><c>pre*</c>: a word of the value starts so. <c>*</c> alone: the value is not empty.</summary>
internal sealed class PrefixFilter(string field, string prefix) : FieldFilter(field)
{
    private readonly Phrase _prefix = new(prefix);

    public override WordCondition Words => WordCondition.Of(Field, _prefix.WholeWords(openEnd: true));

    public override bool MatchesValue(ReadOnlySpan<byte> value) => _prefix.IsPrefixIn(value);

    private protected override string Condition => _prefix.Text.Length == 0 ? "*" : Keywords.Quote(_prefix.Text) + "*";
}
