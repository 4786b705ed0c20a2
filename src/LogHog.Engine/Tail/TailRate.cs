using LogHog.Engine.Query;

namespace LogHog.Engine.Tail;

/// <summary>
/// Lets so many rows a second through, spread over the second, and counts the others: a person cannot read more, and a browser
/// cannot show them.
/// </summary>
/// <param name="rowsPerSecondMax">0 = no bound.</param>
/// <param name="time">The clock.</param>
/// <param name="next">Gets what passes.</param>
internal sealed class TailRate(int rowsPerSecondMax, TimeProvider time, IPipeProcessor next) : IPipeProcessor
{
    // Ten times a second, so that what comes late in a second has its share too.
    private const int SlotsPerSecond = 10;

    private long _slotStart = time.GetTimestamp();
    private int _slotRows;

    /// <summary>Off while the history is given: that was asked for.</summary>
    public bool IsOn { get; set; }

    /// <summary>Rows that did not pass, since <see cref="TakeLeftOut"/> was last called.</summary>
    private long LeftOut { get; set; }

    public long TakeLeftOut()
    {
        long leftOut = LeftOut;
        LeftOut = 0;
        return leftOut;
    }

    public bool Process(RowBatch batch)
    {
        if (!IsOn || rowsPerSecondMax == 0)
            return next.Process(batch);
        if (time.GetElapsedTime(_slotStart) >= TimeSpan.FromSeconds(1.0 / SlotsPerSecond))
            (_slotStart, _slotRows) = (time.GetTimestamp(), 0);
        int room = Math.Max(0, Math.Max(1, rowsPerSecondMax / SlotsPerSecond) - _slotRows);
        LeftOut += Math.Max(0, batch.Count - room);
        batch.Truncate(room);
        _slotRows += batch.Count;
        return batch.Count == 0 || next.Process(batch);
    }

    public void Flush() => next.Flush();
}
