using LogHog.Engine.Query.Parsing;

namespace LogHog.Engine.Query.Pipes;

/// <summary><c>sample n</c>: about one row in n, at random.</summary>
internal sealed class SamplePipe(long every) : RowPipe
{
    public override bool KeepsRows => false;

    public override bool CanTail => true;

    internal override WeightUse Weights => WeightUse.Refuses;

    internal override bool Changes(string field) => false;

    protected override bool Apply(Row row) => Random.Shared.NextInt64(every) == 0;

    internal override void NarrowFields(NeededFields needed)
    {
    }

    public override string ToString() => $"sample {PipeSyntax.Count(every)}";

    public static Pipe Parse(TokenReader reader, string name)
    {
        int at = reader.Position;
        long every = PipeSyntax.ReadCount(reader, name);
        return every > 0 ? new SamplePipe(every) : throw new LogsQlException("sample needs a number above 0", at);
    }
}
