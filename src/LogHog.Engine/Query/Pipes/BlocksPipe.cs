using LogHog.Engine.Query.Filters;
using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Pipes;

/// <summary><c>blocks_count [as r]</c>: how many blocks of rows came; <c>block_stats</c>: what fields each held.</summary>
internal sealed class BlocksPipe(bool stats, string result) : Pipe
{
    internal override IPipeProcessor Start(PipeContext context, IPipeProcessor next) => new Processor(stats, result, context, next);

    public override string ToString() => stats ? "block_stats" : result == "blocks_count" ? "blocks_count" : $"blocks_count as {Keywords.Quote(result)}";

    public static Pipe Parse(TokenReader reader, string name) => name == "block_stats"
        ? new BlocksPipe(stats: true, "")
        : new BlocksPipe(stats: false, reader.AtPartEnd ? "blocks_count" : PipeSyntax.ReadResult(reader));

    private sealed class Processor(bool stats, string result, PipeContext context, IPipeProcessor next) : IPipeProcessor
    {
        private readonly Emitter _emitter = new(next, context.Cancellation);
        private long _blocks;

        public bool Process(RowBatch batch)
        {
            _blocks++;
            return !stats || Describe(batch);
        }

        /// <summary>A row for each field: its name, the kind of its first value, the bytes of its values, the rows of the block.</summary>
        private bool Describe(RowBatch batch)
        {
            Dictionary<string, (string Type, long Bytes)> fields = [];
            for (int i = 0; i < batch.Count; i++)
            {
                for (int f = 0; f < batch[i].Count; f++)
                {
                    ReadOnlySpan<byte> value = batch[i].ValueAt(f).Span;
                    (string type, long bytes) = fields.GetValueOrDefault(batch[i].NameAt(f), (ValueTypeFilter.TypeOf(value), 0));
                    fields[batch[i].NameAt(f)] = (type, bytes + value.Length);
                }
            }

            foreach ((string field, (string type, long bytes)) in fields)
            {
                Row row = _emitter.Add();
                row.Set("field", Utf8.Encode(field));
                row.Set("type", Utf8.Encode(type));
                row.Set("values_bytes", Utf8.Encode(PipeSyntax.Count(bytes)));
                row.Set("rows", Utf8.Encode(PipeSyntax.Count(batch.Count)));
            }

            return _emitter.Pass();
        }

        public void Flush()
        {
            if (!stats)
            {
                _emitter.Add().Set(result, Utf8.Encode(PipeSyntax.Count(_blocks)));
            }

            _emitter.Flush();
        }
    }
}
