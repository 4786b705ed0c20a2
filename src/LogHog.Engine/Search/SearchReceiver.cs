using LogHog.Engine.Query;

namespace LogHog.Engine.Search;

/// <summary>Where all workers of a search hand in their rows: one batch after the other, as receivers want it.</summary>
/// <remarks>A worker waits while another's batch is taken: so nothing is queued, and a slow receiver slows the search.</remarks>
internal sealed class SearchReceiver(IPipeProcessor receiver, long? rowsMax)
{
    private readonly Lock _lock = new();
    private long _rowsLeft = rowsMax ?? long.MaxValue;
    private volatile bool _isFull = rowsMax == 0;

    /// <summary>No more rows are wanted.</summary>
    public bool IsFull => _isFull;

    /// <summary>The batch is the caller's again afterwards.</summary>
    public void Take(RowBatch batch)
    {
        lock (_lock)
        {
            if (_isFull)
                return;
            if (batch.Count > _rowsLeft)
                batch.Truncate((int)_rowsLeft);
            _rowsLeft -= batch.Count;
            try
            {
                _isFull = !receiver.Process(batch) || _rowsLeft <= 0;
            }
            catch
            {
                _isFull = true; // Who has failed gets nothing from the other workers either.
                throw;
            }
        }
    }
}
