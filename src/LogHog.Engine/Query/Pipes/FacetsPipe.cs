using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Pipes;

/// <summary><c>facets [n] [max_values_per_field m] [max_value_len l] [keep_const_fields]</c>: the most frequent values of every field.</summary>
internal sealed class FacetsPipe(FacetsPipe.Bounds bounds) : Pipe
{
    /// <summary>The defaults are the reference's: fields with more or longer values say little as facets.</summary>
    internal sealed record Bounds(long Values = 10, long MaxValuesPerField = 1000, long MaxValueLength = 128, bool KeepConstFields = false);

    internal override WeightUse Weights => WeightUse.Takes;

    internal override IPipeProcessor Start(PipeContext context, IPipeProcessor next) => new Processor(bounds, context, next);

    public override string ToString()
    {
        var defaults = new Bounds();
        return "facets" + (bounds.Values == defaults.Values ? "" : " " + PipeSyntax.Count(bounds.Values))
            + (bounds.MaxValuesPerField == defaults.MaxValuesPerField ? "" : " max_values_per_field " + PipeSyntax.Count(bounds.MaxValuesPerField))
            + (bounds.MaxValueLength == defaults.MaxValueLength ? "" : " max_value_len " + PipeSyntax.Count(bounds.MaxValueLength))
            + (bounds.KeepConstFields ? " keep_const_fields" : "");
    }

    public static Pipe Parse(TokenReader reader, string name)
    {
        var bounds = new Bounds();
        if (!reader.AtPartEnd && char.IsAsciiDigit(reader.Current.Text.FirstOrDefault()))
        {
            bounds = bounds with { Values = PipeSyntax.ReadCount(reader, name) };
        }

        while (!reader.AtPartEnd)
        {
            bounds = reader.Skip("max_values_per_field") ? bounds with { MaxValuesPerField = PipeSyntax.ReadCount(reader, "max_values_per_field") }
                : reader.Skip("max_value_len") ? bounds with { MaxValueLength = PipeSyntax.ReadCount(reader, "max_value_len") }
                : reader.Skip("keep_const_fields") ? bounds with { KeepConstFields = true }
                : throw reader.Unexpected("max_values_per_field, max_value_len, keep_const_fields or the end of facets");
        }

        return new FacetsPipe(bounds);
    }

    private sealed class Processor(Bounds bounds, PipeContext context, IPipeProcessor next) : IPipeProcessor
    {
        /// <summary>Hits by field and value; null = the field has too many or too long values.</summary>
        private readonly Dictionary<string, Dictionary<byte[], long>?> _fields = [];
        private long _rows;

        public bool Process(RowBatch batch)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                Row row = batch[i];
                _rows += row.Weight;
                for (int f = 0; f < row.Count; f++)
                {
                    if (row.ValueAt(f).Length > 0)
                    {
                        Count(row.NameAt(f), row.ValueAt(f).Span, row.Weight);
                    }
                }
            }

            return true;
        }

        private void Count(string field, ReadOnlySpan<byte> value, long rows)
        {
            if (!_fields.TryGetValue(field, out Dictionary<byte[], long>? values))
            {
                _fields[field] = values = new(ByteComparer.Instance);
            }

            if (values is null)
            {
                return;
            }

            Dictionary<byte[], long>.AlternateLookup<ReadOnlySpan<byte>> lookup = values.GetAlternateLookup<ReadOnlySpan<byte>>();
            ref long hits = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(lookup, value, out bool exists);
            hits += rows;
            if (!exists)
            {
                context.Budget.Take(100 + value.Length);
            }

            if (value.Length > bounds.MaxValueLength || values.Count > bounds.MaxValuesPerField)
            {
                _fields[field] = null;
            }
        }

        public void Flush()
        {
            var emitter = new Emitter(next, context.Cancellation);
            foreach ((string field, Dictionary<byte[], long>? values) in _fields.OrderBy(f => f.Key, StringComparer.Ordinal))
            {
                bool constant = values is { Count: 1 } && values.Values.Single() == _rows;
                if (values is null || (constant && !bounds.KeepConstFields))
                {
                    continue;
                }

                IEnumerable<KeyValuePair<byte[], long>> most = values
                    .OrderByDescending(v => v.Value)
                    .ThenBy(v => v.Key, Comparer<byte[]>.Create(static (x, y) => x.AsSpan().SequenceCompareTo(y)))
                    .Take((int)Math.Min(bounds.Values, int.MaxValue));
                foreach ((byte[] value, long hits) in most)
                {
                    Row row = emitter.Add();
                    row.Set("field_name", Utf8.Encode(field));
                    row.Set("field_value", value);
                    row.Set("hits", Utf8.Encode(PipeSyntax.Count(hits)));
                    emitter.Pass();
                }
            }

            emitter.Flush();
        }
    }
}
