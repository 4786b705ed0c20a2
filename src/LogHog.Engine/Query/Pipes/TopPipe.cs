using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Pipes;

/// <summary><c>top [n] [by] (a, b) [hits as h] [rank as r]</c>: the most frequent values or combinations of values.</summary>
internal sealed class TopPipe(long rows, IReadOnlyList<string> by, string hits, string rank) : Pipe
{
    private long Rows { get; } = rows;

    private IReadOnlyList<string> By { get; } = by;

    private string Hits { get; } = hits;

    private string Rank { get; } = rank;

    private const int DefaultRows = 10;

    internal override WeightUse Weights => WeightUse.Takes;

    internal override IPipeProcessor Start(PipeContext context, IPipeProcessor next) => new Processor(this, context, next);

    internal override void NarrowFields(NeededFields needed)
    {
        needed.Clear();
        needed.Add(By);
    }

    public override string ToString() => $"top{(Rows == DefaultRows ? "" : " " + PipeSyntax.Count(Rows))} by ({Keywords.QuoteAll(By)})"
        + (Hits == PipeSyntax.FreeName("hits", By) ? "" : $" hits as {Keywords.Quote(Hits)}")
        + (Rank.Length == 0 ? "" : Rank == "rank" ? " rank" : $" rank as {Keywords.Quote(Rank)}");

    public static Pipe Parse(TokenReader reader, string name)
    {
        bool counted = !reader.Current.IsQuoted && reader.Current.Text.Length > 0 && char.IsAsciiDigit(reader.Current.Text[0]);
        long rows = counted ? PipeSyntax.ReadCount(reader, name) : DefaultRows;
        reader.Skip("by");
        if (reader.AtPartEnd || reader.Is("rank") || reader.Is("hits"))
        {
            throw reader.Unexpected("the fields of top");
        }

        List<string> by = PipeSyntax.ReadFields(reader, "after top");
        string hits = PipeSyntax.FreeName("hits", by);
        string rank = "";
        while (!reader.AtPartEnd)
        {
            if (reader.Skip("hits"))
            {
                hits = PipeSyntax.ReadResult(reader);
            }
            else if (reader.Is("rank"))
            {
                rank = SortSyntax.ReadRank(reader);
            }
            else
            {
                throw reader.Unexpected("'hits as …', 'rank' or the end of top");
            }
        }

        return new TopPipe(rows, by, hits, rank);
    }

    private sealed class Processor(TopPipe pipe, PipeContext context, IPipeProcessor next) : IPipeProcessor
    {
        private readonly RowGroups<long> _groups = new(context.Budget);

        public bool Process(RowBatch batch)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                _groups.StartKey();
                foreach (string field in pipe.By)
                {
                    _groups.AddToKey(batch[i].Get(field));
                }

                _groups.Get(static () => 0, out _) += batch[i].Weight;
            }

            return true;
        }

        public void Flush()
        {
            var emitter = new Emitter(next, context.Cancellation);
            List<KeyValuePair<ReadOnlyMemory<byte>, long>> sorted = [.. _groups.All];
            sorted.Sort(static (x, y) => x.Value != y.Value ? y.Value.CompareTo(x.Value) : RowGroups<long>.Compare(x.Key, y.Key));
            for (int i = 0; i < sorted.Count && i < pipe.Rows; i++)
            {
                Row row = emitter.Add();
                List<ReadOnlyMemory<byte>> values = RowGroups<long>.Split(sorted[i].Key);
                for (int f = 0; f < values.Count; f++)
                {
                    row.Set(pipe.By[f], values[f]);
                }

                row.Set(pipe.Hits, Utf8.Encode(PipeSyntax.Count(sorted[i].Value)));
                if (pipe.Rank.Length > 0)
                {
                    row.Set(pipe.Rank, Utf8.Encode(PipeSyntax.Count(i + 1)));
                }

                emitter.Pass();
            }

            emitter.Flush();
        }
    }
}
