using LogHog.Engine.Query;

namespace LogHog.Engine.Tests.Search;

/// <summary>Events without the time of receipt, which a server notes and no expected answer can know.</summary>
internal sealed class WithoutReceived(IRowSource source) : IRowSource
{
    public void Scan(QueryRequirements requirements, IPipeProcessor receiver, CancellationToken cancellation) =>
        source.Scan(requirements, new Remover(receiver), cancellation);

    private sealed class Remover(IPipeProcessor next) : IPipeProcessor
    {
        public bool Process(RowBatch batch)
        {
            for (int i = 0; i < batch.Count; i++)
                batch[i].Remove("received");
            return next.Process(batch);
        }

        public void Flush() => next.Flush();
    }
}

/// <summary>A new source for each query, as a server has it.</summary>
internal sealed class EverySource(Func<IRowSource> create) : IRowSource
{
    public void Scan(QueryRequirements requirements, IPipeProcessor receiver, CancellationToken cancellation) =>
        create().Scan(requirements, receiver, cancellation);
}
