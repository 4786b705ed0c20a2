using LogHog.Engine.Query.Filters;
using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Pipes;

/// <summary><c>unroll [if (…)] by (a, b)</c>: one row for each element of JSON arrays.</summary>
internal sealed class UnrollPipe(Filter? condition, IReadOnlyList<string> by) : Pipe
{
    public override bool CanTail => true;

    internal override WeightUse Weights => WeightUse.Passes;

    internal override IPipeProcessor Start(PipeContext context, IPipeProcessor next) => new Processor(condition, by, context, next);

    internal override void NarrowFields(NeededFields needed)
    {
        needed.Add(by);
        needed.Add(condition);
    }

    internal override Pipe MapFilters(Func<Filter, Filter> map) => condition is null ? this : new UnrollPipe(map(condition), by);

    public override string ToString() => $"unroll{PipeSyntax.IfText(condition)} by ({Keywords.QuoteAll(by)})";

    public static Pipe Parse(TokenReader reader, string name)
    {
        Filter? condition = PipeSyntax.ReadIf(reader);
        reader.Skip("by");
        return new UnrollPipe(condition, PipeSyntax.ReadFields(reader, "after unroll"));
    }

    private sealed class Processor(Filter? condition, IReadOnlyList<string> by, PipeContext context, IPipeProcessor next) : IPipeProcessor
    {
        private readonly Emitter _emitter = new(next, context.Cancellation);

        public bool Process(RowBatch batch)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                if (condition is null || condition.Matches(batch[i]))
                {
                    Unroll(batch[i]);
                }
                else
                {
                    _emitter.Add().Assign(batch[i]);
                }

                if (!_emitter.Pass())
                {
                    return false;
                }
            }

            // What is left points into the batch, which the caller will fill again.
            return _emitter.Pass(all: true);
        }

        /// <summary>As many rows as the longest array has elements, but at least one; what is no array is empty.</summary>
        private void Unroll(Row row)
        {
            List<List<byte[]>> arrays = [.. by.Select(field => JsonValues.TryReadArray(row.Get(field)) ?? [])];
            int rows = Math.Max(1, arrays.Max(array => array.Count));
            for (int i = 0; i < rows && _emitter.Pass(); i++)
            {
                Row unrolled = _emitter.Add();
                unrolled.Assign(row);
                for (int f = 0; f < by.Count; f++)
                {
                    unrolled.Set(by[f], i < arrays[f].Count ? arrays[f][i] : default);
                }
            }
        }

        public void Flush() => _emitter.Flush();
    }
}
