namespace LogHog.Engine.Query;

/// <summary>What a query may hold in memory, over all its pipes and sub-queries.</summary>
internal sealed class MemoryBudget(long bytesMax)
{
    private long _bytes;

    /// <exception cref="LogsQlException">The query holds too much.</exception>
    public void Take(long bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) > bytesMax)
        {
            throw new LogsQlException(
                $"the query needs more than {bytesMax >> 20} MiB of memory; narrow its time range or filter, group by fewer values, or put a limit on sort");
        }
    }

    public void Give(long bytes) => Interlocked.Add(ref _bytes, -bytes);
}
