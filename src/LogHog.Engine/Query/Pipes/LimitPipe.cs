using System.Globalization;
using LogHog.Engine.Query.Parsing;

namespace LogHog.Engine.Query.Pipes;

/// <summary><c>limit 10</c>, <c>head 10</c>: the first rows.</summary>
internal sealed class LimitPipe(long rows) : Pipe
{
    public long Rows { get; } = rows;

    internal override IPipeProcessor Start(PipeContext context, IPipeProcessor next) => new Processor(Rows, next);

    internal override void NarrowFields(NeededFields needed)
    {
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"limit {Rows}");

    public static Pipe Parse(TokenReader reader, string name) => new LimitPipe(reader.AtPartEnd ? 10 : PipeSyntax.ReadCount(reader, name));

    private sealed class Processor(long rows, IPipeProcessor next) : IPipeProcessor
    {
        private long _left = rows;

        public bool Process(RowBatch batch)
        {
            if (_left == 0)
            {
                return false;
            }

            batch.Truncate((int)Math.Min(_left, batch.Count));
            _left -= batch.Count;
            return next.Process(batch) && _left > 0;
        }

        public void Flush() => next.Flush();
    }
}
