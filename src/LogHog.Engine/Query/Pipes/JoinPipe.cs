using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Pipes;

/// <summary><c>join by (a, b) (query) [inner] [prefix p]</c>: to each row the fields of those rows of a query that have the same values.</summary>
internal sealed class JoinPipe(IReadOnlyList<string> by, LogsQuery query, bool inner, string prefix) : Pipe
{
    private IReadOnlyList<string> By { get; } = by;

    private LogsQuery Query { get; } = query;

    private bool Inner { get; } = inner;

    private string Prefix { get; } = prefix;

    internal override IPipeProcessor Start(PipeContext context, IPipeProcessor next) => new Processor(this, context, next);

    internal override void NarrowFields(NeededFields needed) => needed.Add(By);

    public override string ToString() =>
        $"join by ({Keywords.QuoteAll(By)}) ({Query}){(Inner ? " inner" : "")}{(Prefix.Length == 0 ? "" : " prefix " + Keywords.Quote(Prefix))}";

    public static Pipe Parse(TokenReader reader, string name)
    {
        if (!reader.Skip("by"))
        {
            reader.Skip("on");
        }

        int at = reader.Position;
        List<string> by = PipeSyntax.ReadBracketedFields(reader, "with the fields to join by");
        if (by.Count == 0)
        {
            throw new LogsQlException("join needs at least one field", at);
        }

        LogsQuery query = QueryParser.ParseInBrackets(reader, "with the query to join");
        bool inner = reader.Skip("inner");
        string prefix = reader.Skip("prefix") ? reader.ReadPhrase("the prefix of the joined fields") : "";
        return new JoinPipe(by, query, inner, prefix);
    }

    private sealed class Processor(JoinPipe pipe, PipeContext context, IPipeProcessor next) : IPipeProcessor
    {
        private readonly Emitter _emitter = new(next, context.Cancellation);
        private Table? _table;

        public bool Process(RowBatch batch)
        {
            _table ??= Load();
            for (int i = 0; i < batch.Count; i++)
            {
                List<Row>? matches = _table.Find(batch[i]);
                if (matches is null && !pipe.Inner)
                {
                    _emitter.Add().Assign(batch[i]);
                }

                foreach (Row match in matches ?? [])
                {
                    Join(_emitter.Add(), batch[i], match);
                    if (!_emitter.Pass())
                    {
                        return false;
                    }
                }
            }

            // What is left points into the batch, which the caller will fill again.
            return _emitter.Pass(all: true);
        }

        private void Join(Row into, Row row, Row match)
        {
            into.Assign(row);
            for (int i = 0; i < match.Count; i++)
            {
                if (!pipe.By.Contains(match.NameAt(i)))
                {
                    into.Set(pipe.Prefix.Length == 0 ? match.NameAt(i) : pipe.Prefix + match.NameAt(i), match.ValueAt(i));
                }
            }
        }

        private Table Load()
        {
            var table = new Table(pipe.By, context.Budget);
            context.RunSubQuery(pipe.Query, table);
            return table;
        }

        public void Flush() => _emitter.Flush();
    }

    /// <summary>The rows of the other query by the values to join by.</summary>
    private sealed class Table(IReadOnlyList<string> by, MemoryBudget budget) : IPipeProcessor
    {
        private readonly Dictionary<byte[], List<Row>> _rows = new(ByteComparer.Instance);

        public List<Row>? Find(Row row) => _rows.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(Key(row), out List<Row>? rows) ? rows : null;

        public bool Process(RowBatch batch)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                budget.Take(batch[i].CopyBytes() + 64);
                byte[] key = Key(batch[i]).ToArray();
                if (!_rows.TryGetValue(key, out List<Row>? rows))
                {
                    _rows[key] = rows = [];
                }

                rows.Add(batch[i].Copy());
            }

            return true;
        }

        public void Flush()
        {
        }

        private ReadOnlySpan<byte> Key(Row row)
        {
            ByteText key = Scratch.Text();
            foreach (string field in by)
            {
                ReadOnlySpan<byte> value = row.Get(field);
                key.Add(value.Length).Add((byte)':').Add(value);
            }

            return key.Span;
        }
    }
}
