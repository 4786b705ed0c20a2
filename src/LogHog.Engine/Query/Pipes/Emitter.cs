namespace LogHog.Engine.Query.Pipes;

/// <summary>Gives the rows that a pipe has made to the next one, in batches.</summary>
internal sealed class Emitter(IPipeProcessor next, CancellationToken cancellation)
{
    private const int BatchRows = 256;

    private readonly RowBatch _batch = new();

    /// <summary>Whether the next pipe takes no more.</summary>
    public bool IsDone { get; private set; }

    /// <summary>An empty row to fill; call <see cref="Pass"/> now and then.</summary>
    public Row Add() => _batch.Add();

    /// <summary>Gives on what has been added, if it is a full batch or <paramref name="all"/> is wanted; false = no more is wanted.</summary>
    public bool Pass(bool all = false)
    {
        if (_batch.Count >= BatchRows || (all && _batch.Count > 0))
        {
            cancellation.ThrowIfCancellationRequested();
            IsDone |= !next.Process(_batch);
            _batch.Clear();
        }

        return !IsDone;
    }

    public void Flush()
    {
        Pass(all: true);
        next.Flush();
    }
}
