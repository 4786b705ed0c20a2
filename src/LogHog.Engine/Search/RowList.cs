using LogHog.Engine.Query;

namespace LogHog.Engine.Search;

/// <summary>Keeps the rows of an answer that is small by its nature, such as a statistic.</summary>
/// <param name="bytesMax">What they may take in memory together.</param>
public sealed class RowList(long bytesMax) : IPipeProcessor
{
    private readonly List<Row> _rows = [];
    private long _bytes;

    public IReadOnlyList<Row> Rows => _rows;

    /// <exception cref="LogsQlException">They are too many.</exception>
    public bool Process(RowBatch batch)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            _bytes += batch[i].CopyBytes();
            if (_bytes > bytesMax)
                throw new LogsQlException($"the answer is larger than {bytesMax >> 20} MiB; ask for fewer groups, larger steps or a shorter time, or put a limit on it");
            _rows.Add(batch[i].Copy());
        }

        return true;
    }

    public void Flush()
    {
    }
}
