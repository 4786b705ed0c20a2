using LogHog.Engine.Query.Parsing;

namespace LogHog.Engine.Query.Pipes;

/// <summary><c>sort by (a, b desc) [desc] [partition by (c)] [offset n] [limit m] [rank as r]</c>, <c>order …</c>.</summary>
internal sealed record SortOrder(IReadOnlyList<SortKey> Keys, bool IsDescending, IReadOnlyList<string> Partition, long Offset, long Limit, string Rank)
{
    /// <summary>So many rows from the newest on (or, below 0, the oldest) are all that can come out; null = others can, too.</summary>
    public long? RowsByTime => Keys is [{ Field: "_time" } key] && Partition.Count == 0 && Limit > 0 && Offset <= int.MaxValue && Limit <= int.MaxValue
        ? (key.IsDescending != IsDescending ? 1 : -1) * (Offset + Limit)
        : null;
}

internal sealed class SortPipe(SortOrder order) : Pipe
{
    public SortOrder Order { get; } = order;

    internal override IPipeProcessor Start(PipeContext context, IPipeProcessor next) => new SortProcessor(Order, context, next);

    internal override Pipe? TryJoin(Pipe next)
    {
        if (Order.Partition.Count > 0 || Order.Rank.Length > 0)
        {
            return null;
        }

        return next switch
        {
            OffsetPipe offset when Order.Limit == 0 => new SortPipe(Order with { Offset = Order.Offset + offset.Rows }),
            LimitPipe { Rows: > 0 } limit => new SortPipe(Order with { Limit = Order.Limit == 0 ? limit.Rows : Math.Min(Order.Limit, limit.Rows) }),
            _ => null,
        };
    }

    internal override void NarrowFields(NeededFields needed)
    {
        if (Order.Rank.Length > 0)
        {
            needed.Remove(Order.Rank);
        }

        if (Order.Keys.Count == 0)
        {
            needed.AddAll();
        }

        needed.Add(Order.Keys.Select(key => key.Field));
        needed.Add(Order.Partition);
    }

    public override string ToString() => "sort" + SortSyntax.Text(Order.Keys) + (Order.IsDescending ? " desc" : "")
        + SortSyntax.PartitionText(Order.Partition) + (Order.Offset > 0 ? " offset " + PipeSyntax.Count(Order.Offset) : "")
        + (Order.Limit > 0 ? " limit " + PipeSyntax.Count(Order.Limit) : "") + SortSyntax.RankText(Order.Rank);

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
