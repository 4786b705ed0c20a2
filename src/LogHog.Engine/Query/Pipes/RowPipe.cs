
namespace LogHog.Engine.Query.Pipes;

/// <summary>A pipe that looks at one row at a time and changes it or, if it says so, drops it.</summary>
internal abstract class RowPipe : Pipe
{
    public override bool KeepsRows => true;

    internal override WeightUse Weights => WeightUse.Passes;

    /// <summary>Changes a row; false drops it.</summary>
    protected abstract bool Apply(Row row);

    internal override IPipeProcessor Start(PipeContext context, IPipeProcessor next) => new Processor(this, context, next);

    /// <summary>What rows hold counts while their batch is on its way: a pipe can make them much larger than they were stored.</summary>
    private sealed class Processor(RowPipe pipe, PipeContext context, IPipeProcessor next) : IPipeProcessor
    {
        /// <summary>Batches of usual rows stay below this, and cost no count.</summary>
        private const int CountedBytes = 1 << 20;

        private long _bytes;
        private long _taken;

        public bool Process(RowBatch batch)
        {
            _bytes = _taken = 0;
            try
            {
                batch.Keep(this, static (self, row) => self.Apply(row));
                return batch.Count == 0 || next.Process(batch);
            }
            finally
            {
                context.Budget.Give(_taken);
            }
        }

        public void Flush() => next.Flush();

        private bool Apply(Row row)
        {
            bool isKept = pipe.Apply(row);
            _bytes += row.CopyBytes();
            if (_bytes - _taken > CountedBytes)
            {
                context.Cancellation.ThrowIfCancellationRequested();
                context.Budget.Take(_bytes - _taken);
                _taken = _bytes;
            }

            return isKept;
        }
    }
}
