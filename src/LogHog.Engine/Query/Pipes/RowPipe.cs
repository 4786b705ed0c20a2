
namespace LogHog.Engine.Query.Pipes;

/// <summary>A pipe that looks at one row at a time and changes it or, if it says so, drops it.</summary>
internal abstract class RowPipe : Pipe
{
    public override bool KeepsRows => true;

    internal override WeightUse Weights => WeightUse.Passes;

    /// <summary>Changes a row; false drops it.</summary>
    protected abstract bool Apply(Row row);

    internal override IPipeProcessor Start(PipeContext context, IPipeProcessor next) => new Processor(this, next);

    private sealed class Processor(RowPipe pipe, IPipeProcessor next) : IPipeProcessor
    {
        public bool Process(RowBatch batch)
        {
            batch.Keep(pipe, static (pipe, row) => pipe.Apply(row));
            return batch.Count == 0 || next.Process(batch);
        }

        public void Flush() => next.Flush();
    }
}
