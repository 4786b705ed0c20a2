using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Pipes;

/// <summary><c>field_names [as r]</c>: the fields that rows have, and how many rows have each.</summary>
internal sealed class FieldNamesPipe(string result) : Pipe
{
    internal override WeightUse Weights => WeightUse.Takes;

    internal override IPipeProcessor Start(PipeContext context, IPipeProcessor next) => new Processor(result, context, next);

    public override string ToString() => result == "name" ? "field_names" : $"field_names as {Keywords.Quote(result)}";

    public static Pipe Parse(TokenReader reader, string name) => new FieldNamesPipe(reader.AtPartEnd ? "name" : PipeSyntax.ReadResult(reader));

    private sealed class Processor(string result, PipeContext context, IPipeProcessor next) : IPipeProcessor
    {
        private readonly Dictionary<string, long> _hits = [];

        public bool Process(RowBatch batch)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                for (int f = 0; f < batch[i].Count; f++)
                {
                    if (batch[i].ValueAt(f).Length > 0)
                    {
                        Count(batch[i].NameAt(f), batch[i].Weight);
                    }
                }
            }

            return true;
        }

        private void Count(string name, long rows)
        {
            ref long hits = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_hits, name, out bool exists);
            hits += rows;
            if (!exists)
            {
                context.Budget.Take(64 + (name.Length * 2));
            }
        }

        public void Flush()
        {
            var emitter = new Emitter(next, context.Cancellation);
            foreach ((string name, long hits) in _hits)
            {
                Row row = emitter.Add();
                row.Set(result, Utf8.Encode(name));
                row.Set(PipeSyntax.FreeName("hits", [result]), Utf8.Encode(PipeSyntax.Count(hits)));
                if (!emitter.Pass())
                {
                    break;
                }
            }

            emitter.Flush();
        }
    }
}
