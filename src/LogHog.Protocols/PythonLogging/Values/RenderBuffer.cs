using LogHog.Protocols.PythonLogging.Pickle;

namespace LogHog.Protocols.PythonLogging.Values;

/// <summary>
/// The texts that a record's values become, one behind the other in one array. What does not fit sets <see cref="IsFull"/> and is
/// not written; whoever writes in a loop looks at it. The limit counts what was written and taken back, too, so it bounds the
/// time as well.
/// </summary>
internal sealed class RenderBuffer(MemoryBudget budget, int bytesMax)
{
    // The numbers of a usual record, and its few texts that are spelled anew.
    private const int BytesMin = 1024;

    private readonly PooledArray<byte> _bytes = new(budget, BytesMin);
    private long _spentBytes;

    public int Length { get; private set; }

    /// <summary>Something did not fit: the limit, or the budget, is reached.</summary>
    public bool IsFull { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.Items.AsSpan(0, Length);

    /// <summary>The array; another one after the next write.</summary>
    public byte[] Array => _bytes.Items;

    public void Clear(int retainedMax)
    {
        _bytes.Shrink(retainedMax);
        Length = 0;
        _spentBytes = 0;
        IsFull = false;
    }

    public void Release()
    {
        Clear(0);
        _bytes.Release();
    }

    public void Write(byte value)
    {
        if (!TryReserve(1))
            return;
        _bytes.Items[Length] = value;
        Commit(1);
    }

    public void Write(ReadOnlySpan<byte> text)
    {
        if (!TryReserve(text.Length))
            return;
        text.CopyTo(_bytes.Items.AsSpan(Length));
        Commit(text.Length);
    }

    /// <summary>Room for at least so many bytes behind what is written; empty when there is none. <see cref="Commit"/> keeps its beginning.</summary>
    public Span<byte> Reserve(int bytes) => TryReserve(bytes) ? _bytes.Items.AsSpan(Length) : default;

    public void Commit(int bytes)
    {
        Length += bytes;
        _spentBytes += bytes;
    }

    /// <summary>Counts work as if so many bytes had been written.</summary>
    public void Charge(int bytes)
    {
        _spentBytes += bytes;
        IsFull |= _spentBytes > bytesMax;
    }

    /// <summary>Asks before so many bytes are allocated on the way to a text. False = there is no memory for that.</summary>
    public bool TrySpend(long bytes)
    {
        bool isSpent = budget.TrySpend(bytes);
        IsFull |= !isSpent;
        return isSpent;
    }

    /// <summary>Puts a character so many times before what stands from a place on.</summary>
    public void Insert(int at, int count, byte value)
    {
        if (count <= 0 || !TryReserve(count))
            return;
        Span<byte> all = _bytes.Items;
        all[at..Length].CopyTo(all[(at + count)..]);
        all.Slice(at, count).Fill(value);
        Commit(count);
    }

    /// <summary>Takes back what stands from a place on.</summary>
    public void Truncate(int length) => Length = length;

    private bool TryReserve(int bytes)
    {
        if (_spentBytes + bytes <= bytesMax && _bytes.TryReserve(Length + bytes))
            return true;
        IsFull = true;
        return false;
    }
}
