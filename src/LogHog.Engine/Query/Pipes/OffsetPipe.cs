using System.Globalization;
using LogHog.Engine.Query.Parsing;

namespace LogHog.Engine.Query.Pipes;

/// <summary><c>offset 10</c>, <c>skip 10</c>: all but the first rows.</summary>
internal sealed class OffsetPipe(long rows) : Pipe
{
    public long Rows { get; } = rows;

    internal override IPipeProcessor Start(PipeContext context, IPipeProcessor next) => new Processor(Rows, next);

    internal override void NarrowFields(NeededFields needed)
    {
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"offset {Rows}");

    public static Pipe Parse(TokenReader reader, string name) => new OffsetPipe(PipeSyntax.ReadCount(reader, name));

    private sealed class Processor(long rows, IPipeProcessor next) : IPipeProcessor
    {
        private long _left = rows;

        public bool Process(RowBatch batch)
        {
            int skip = (int)Math.Min(_left, batch.Count);
            _left -= skip;
            batch.RemoveFirst(skip);
            return batch.Count == 0 || next.Process(batch);
        }

        public void Flush() => next.Flush();
    }
}
