using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Pipes;

/// <summary><c>uniq by (a, b) with hits limit 10</c>: the different values, or combinations of values, of some fields.</summary>
internal sealed class UniqPipe(IReadOnlyList<string> by, bool hits, long limit, bool isFieldValues = false) : Pipe
{
    public IReadOnlyList<string> By { get; } = by;

    internal override WeightUse Weights => WeightUse.Takes;

    internal override IPipeProcessor Start(PipeContext context, IPipeProcessor next) => new Processor(this, hits, limit, context, next);

    internal override Pipe? TryJoin(Pipe next) => next is LimitPipe { Rows: > 0 } rows
        ? new UniqPipe(By, hits, limit == 0 ? rows.Rows : Math.Min(limit, rows.Rows), isFieldValues)
        : null;

    internal override void NarrowFields(NeededFields needed)
    {
        needed.Clear();
        needed.Add(By);
    }

    public override string ToString() =>
        (isFieldValues ? $"field_values {Keywords.Quote(By[0])}" : $"uniq by ({Keywords.QuoteAll(By)}){(hits ? " with hits" : "")}")
        + (limit > 0 ? " limit " + PipeSyntax.Count(limit) : "");

    public static Pipe Parse(TokenReader reader, string name)
    {
        reader.Skip("by");
        if (reader.Is("with") || reader.Is("hits") || reader.Is("limit"))
        {
            throw reader.Unexpected("the fields of uniq");
        }

        List<string> by = PipeSyntax.ReadFields(reader, "after uniq");
        bool hits = (reader.Skip("with") && !reader.Is("hits") ? throw reader.Unexpected("'hits' after with") : reader.Skip("hits"));
        long limit = reader.Skip("limit") ? PipeSyntax.ReadCount(reader, "limit") : 0;
        return new UniqPipe(by, hits, limit);
    }

    /// <summary>Counts rows by their values; past the limit hits are no longer true and stand as 0.</summary>
    private sealed class Processor(UniqPipe pipe, bool hits, long limit, PipeContext context, IPipeProcessor next) : IPipeProcessor
    {
        private readonly RowGroups<long> _groups = new(context.Budget);
        private bool _full;

        public bool Process(RowBatch batch)
        {
            for (int i = 0; i < batch.Count && !_full; i++)
            {
                _groups.StartKey();
                foreach (string field in pipe.By)
                {
                    _groups.AddToKey(batch[i].Get(field));
                }

                _groups.Get(static () => 0, out _) += batch[i].Weight;
                _full = limit > 0 && _groups.Count > limit;
            }

            return !_full;
        }

        public void Flush()
        {
            var emitter = new Emitter(next, context.Cancellation);
            long left = limit > 0 ? limit : long.MaxValue;
            foreach ((ReadOnlyMemory<byte> key, long count) in _groups.All)
            {
                if (left-- == 0)
                {
                    break;
                }

                Row row = emitter.Add();
                List<ReadOnlyMemory<byte>> values = RowGroups<long>.Split(key);
                for (int i = 0; i < values.Count; i++)
                {
                    row.Set(pipe.By[i], values[i]);
                }

                if (hits)
                {
                    row.Set(PipeSyntax.FreeName("hits", pipe.By), Utf8.Encode(PipeSyntax.Count(_full ? 0 : count)));
                }

                if (!emitter.Pass())
                {
                    break;
                }
            }

            emitter.Flush();
        }
    }
}
