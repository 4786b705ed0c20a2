using LogHog.Engine.Query.Parsing;

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
        private readonly Row _match = new();
        private Table? _table;

        public bool Process(RowBatch batch)
        {
            _table ??= Load();
            for (int i = 0; i < batch.Count; i++)
            {
                int match = _table.First(batch[i]);
                if (match < 0 && !pipe.Inner)
                {
                    _emitter.Add().Assign(batch[i]);
                }

                for (; match >= 0; match = _table.Next(match))
                {
                    _table.Read(match, _match);
                    Join(_emitter.Add(), batch[i]);
                    if (!_emitter.Pass())
                    {
                        return false;
                    }
                }
            }

            // What is left points into the batch, which the caller will fill again.
            return _emitter.Pass(all: true);
        }

        private void Join(Row into, Row row)
        {
            into.Assign(row);
            for (int i = 0; i < _match.Count; i++)
            {
                string name = _match.NameAt(i);
                if (!pipe.By.Contains(name))
                {
                    into.Set(pipe.Prefix.Length == 0 ? name : pipe.Prefix + name, _match.ValueAt(i));
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
        private const int None = -1;

        private readonly KeptRows _rows = new(budget);

        /// <summary>The rows in their order: where each is, and the next one with the same values.</summary>
        private readonly List<(long Row, int Next)> _places = [];
        private readonly RowGroups<(int First, int Last)> _groups = new(budget);

        /// <returns>The first row with the same values; below 0 = there is none.</returns>
        public int First(Row row)
        {
            MakeKey(row);
            return _groups.TryGet(out (int First, int Last) group) ? group.First : None;
        }

        /// <returns>The next one; below 0 = there is none.</returns>
        public int Next(int place) => _places[place].Next;

        /// <summary>What it fills is borrowed from here.</summary>
        public void Read(int place, Row into) => _rows.Read(_places[place].Row, into);

        public bool Process(RowBatch batch)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                int place = _places.Count;
                _places.Add((_rows.Add(batch[i]), None));
                MakeKey(batch[i]);
                ref (int First, int Last) group = ref _groups.Get(static () => default, out bool isNew);
                if (isNew)
                {
                    group.First = place;
                }
                else
                {
                    _places[group.Last] = (_places[group.Last].Row, place);
                }

                group.Last = place;
            }

            return true;
        }

        public void Flush()
        {
        }

        private void MakeKey(Row row)
        {
            _groups.StartKey();
            foreach (string field in by)
            {
                _groups.AddToKey(row.Get(field));
            }
        }
    }
}
