using LogHog.Engine.Query;

namespace LogHog.Engine.Search;

/// <summary>Gathers the rows of one worker into batches.</summary>
internal sealed class RowSender(SearchReceiver receiver)
{
    private const int BatchRows = 256;

    /// <summary>Rows of usual size go on in batches of <see cref="BatchRows"/>; large ones as soon as there is so much text.</summary>
    private const int BatchBytesMax = 1 << 20;

    private const int ValueBytes = 64 << 10;

    private readonly RowBatch _batch = new();
    private byte[] _values = [];
    private int _valueBytes;
    private int _batchBytes;

    /// <summary>No more rows are wanted.</summary>
    public bool IsFull => receiver.IsFull;

    /// <summary>A row to fill; its values have to hold until it is sent: see <see cref="Copy"/>.</summary>
    public Row Add()
    {
        if (_batch.Count >= BatchRows || _batchBytes >= BatchBytesMax)
            Send();
        return _batch.Add();
    }

    /// <summary>Takes a row whose values are borrowed.</summary>
    public void Add(Row row)
    {
        Row kept = Add();
        for (int i = 0; i < row.Count; i++)
            kept.Add(row.NameAt(i), Copy(row.ValueAt(i).Span));
    }

    /// <summary>The value for as long as its row waits here.</summary>
    public ReadOnlyMemory<byte> Copy(ReadOnlySpan<byte> value)
    {
        // Rows before keep the array that they point into.
        if (_values.Length - _valueBytes < value.Length)
            (_values, _valueBytes) = (new byte[Math.Max(ValueBytes, value.Length)], 0);
        Memory<byte> copy = _values.AsMemory(_valueBytes, value.Length);
        value.CopyTo(copy.Span);
        _valueBytes += value.Length;
        _batchBytes += value.Length;
        return copy;
    }

    /// <summary>Hands in what has been added.</summary>
    public void Send()
    {
        if (_batch.Count == 0)
            return;
        receiver.Take(_batch);
        _batch.Clear();
        _valueBytes = 0;
        _batchBytes = 0;
    }
}
