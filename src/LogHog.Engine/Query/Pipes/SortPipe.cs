using LogHog.Engine.Query.Parsing;

namespace LogHog.Engine.Query.Pipes;

/// <summary><c>sort by (a, b desc) [desc] [partition by (c)] [offset n] [limit m] [rank as r]</c>, <c>order …</c>.</summary>
internal sealed record SortOrder(IReadOnlyList<SortKey> Keys, bool IsDescending, IReadOnlyList<string> Partition, long Offset, long Limit, string Rank);

internal sealed class SortPipe(SortOrder order) : Pipe
{
    internal override IPipeProcessor Start(PipeContext context, IPipeProcessor next) => new SortProcessor(order, context, next);

    internal override Pipe? TryJoin(Pipe next)
    {
        if (order.Partition.Count > 0 || order.Rank.Length > 0)
        {
            return null;
        }

        return next switch
        {
            OffsetPipe offset when order.Limit == 0 => new SortPipe(order with { Offset = order.Offset + offset.Rows }),
            LimitPipe { Rows: > 0 } limit => new SortPipe(order with { Limit = order.Limit == 0 ? limit.Rows : Math.Min(order.Limit, limit.Rows) }),
            _ => null,
        };
    }

    internal override void NarrowFields(NeededFields needed)
    {
        if (order.Rank.Length > 0)
        {
            needed.Remove(order.Rank);
        }

        if (order.Keys.Count == 0)
        {
            needed.AddAll();
        }

        needed.Add(order.Keys.Select(key => key.Field));
        needed.Add(order.Partition);
    }

    public override string ToString() => "sort" + SortSyntax.Text(order.Keys) + (order.IsDescending ? " desc" : "")
        + SortSyntax.PartitionText(order.Partition) + (order.Offset > 0 ? " offset " + PipeSyntax.Count(order.Offset) : "")
        + (order.Limit > 0 ? " limit " + PipeSyntax.Count(order.Limit) : "") + SortSyntax.RankText(order.Rank);

    public static Pipe Parse(TokenReader reader, string name)
    {
        bool by = reader.Skip("by");
        List<SortKey> keys = by || reader.Is("(") ? SortSyntax.ReadKeys(reader) : [];
        bool descending = reader.Skip("desc") || (reader.Skip("asc") && false);
        var order = new SortOrder(keys, descending, [], 0, 0, "");
        int start = reader.Position;
        bool hasOffset = false;
        bool hasLimit = false;
        while (!reader.AtPartEnd)
        {
            if (reader.Is("offset") && !hasOffset)
            {
                reader.Next();
                hasOffset = true;
                order = order with { Offset = PipeSyntax.ReadCount(reader, "offset") };
            }
            else if (reader.Is("limit") && !hasLimit)
            {
                reader.Next();
                hasLimit = true;
                order = order with { Limit = PipeSyntax.ReadCount(reader, "limit") };
            }
            else if (reader.Is("partition") && order.Partition.Count == 0)
            {
                order = order with { Partition = SortSyntax.ReadPartition(reader) };
            }
            else if (reader.Is("rank") && order.Rank.Length == 0)
            {
                order = order with { Rank = SortSyntax.ReadRank(reader) };
            }
            else
            {
                throw reader.Unexpected("offset, limit, partition by, rank or the end of sort");
            }
        }

        return order.Partition.Count > 0 && order.Limit == 0
            ? throw new LogsQlException("'partition by' needs a limit", start)
            : new SortPipe(order);
    }
}
