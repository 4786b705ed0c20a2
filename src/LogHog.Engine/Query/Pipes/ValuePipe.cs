using LogHog.Engine.Query.Filters;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Pipes;

/// <summary>A pipe that makes one field from another, or changes a field in its place.</summary>
internal abstract class ValuePipe(Filter? condition, string source, string result, ResultPolicy policy = ResultPolicy.Replace) : RowPipe
{
    protected Filter? Condition { get; } = condition;

    protected string Source { get; } = source;

    protected string Result { get; } = result;

    protected ResultPolicy Policy { get; } = policy;

    internal override bool Changes(string field) => field == Result;

    /// <summary>The new value; null leaves the row as it is.</summary>
    protected abstract byte[]? Make(ReadOnlyMemory<byte> value);

    protected override bool Apply(Row row)
    {
        if (Condition is null || Condition.Matches(row))
        {
            byte[]? made = Make(row.GetMemory(Source));
            if (made is not null)
            {
                Policy.Store(row, Result, made);
            }
        }

        return true;
    }

    internal override void NarrowFields(NeededFields needed)
    {
        if (needed.Needs(Result))
        {
            Policy.Narrow(needed, [Result], Condition is not null);
            needed.Add(Source);
            needed.Add(Condition);
        }
    }

    protected static byte[] Text(string text) => Utf8.Encode(text);
}
