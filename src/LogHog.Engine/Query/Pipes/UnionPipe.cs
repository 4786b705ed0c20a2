using LogHog.Engine.Query.Parsing;

namespace LogHog.Engine.Query.Pipes;

/// <summary><c>union (query)</c>: after these rows, those of another query.</summary>
internal sealed class UnionPipe(LogsQuery query) : Pipe
{
    internal override IPipeProcessor Start(PipeContext context, IPipeProcessor next) => new Processor(query, context, next);

    internal override void NarrowFields(NeededFields needed)
    {
    }

    public override string ToString() => $"union ({query})";

    public static Pipe Parse(TokenReader reader, string name) => new UnionPipe(QueryParser.ParseInBrackets(reader, "after union"));

    private sealed class Processor(LogsQuery query, PipeContext context, IPipeProcessor next) : IPipeProcessor
    {
        private bool _done;

        public bool Process(RowBatch batch)
        {
            _done |= !next.Process(batch);
            return !_done;
        }

        public void Flush()
        {
            if (_done)
            {
                next.Flush();
            }
            else
            {
                context.RunSubQuery(query, next);
            }
        }
    }
}
