using LogHog.Engine.Query.Parsing;

namespace LogHog.Engine.Query.Pipes;

/// <summary><c>first [n] by (a) [partition by (b)] [rank as r]</c> and <c>last …</c>: the least and the greatest rows.</summary>
internal sealed class FirstPipe(SortOrder order, bool last) : Pipe
{
    public SortOrder Order { get; } = order;

    internal override IPipeProcessor Start(PipeContext context, IPipeProcessor next) => new SortProcessor(Order, context, next);

    internal override void NarrowFields(NeededFields needed) => new SortPipe(Order).NarrowFields(needed);

    public override string ToString() => (last ? "last" : "first") + (Order.Limit == 1 ? "" : " " + PipeSyntax.Count(Order.Limit))
        + SortSyntax.Text(Order.Keys) + SortSyntax.PartitionText(Order.Partition) + SortSyntax.RankText(Order.Rank);

    public static Pipe Parse(TokenReader reader, string name)
    {
        bool counted = !reader.AtPartEnd && char.IsAsciiDigit(reader.Current.Text.FirstOrDefault());
        long rows = counted ? PipeSyntax.ReadCount(reader, name) : 1;
        List<SortKey> keys = reader.Skip("by") || reader.Is("(") ? SortSyntax.ReadKeys(reader) : [];
        List<string> partition = reader.Is("partition") ? SortSyntax.ReadPartition(reader) : [];
        string rank = reader.Is("rank") ? SortSyntax.ReadRank(reader) : "";
        return new FirstPipe(new SortOrder(keys, name == "last", partition, 0, rows, rank), name == "last");
    }
}
