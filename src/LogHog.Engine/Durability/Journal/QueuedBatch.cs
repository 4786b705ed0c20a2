using System.Buffers;

namespace LogHog.Engine.Durability.Journal;

/// <summary>A batch on its way to the journal: encoded on its sender's core, with room for the header; owns a rented buffer.</summary>
internal sealed class QueuedBatch
{
    private readonly byte[] _record;

    private QueuedBatch(JournalBatch batch, byte[] record, int payloadLength, uint payloadCrc)
    {
        _record = record;
        Parts = batch.Parts.Count;
        Client = batch.Client;
        Sequence = batch.Sequence;
        PayloadLength = payloadLength;
        PayloadCrc = payloadCrc;
    }

    public int Parts { get; }

    public string Client { get; }

    public long Sequence { get; }

    public int PayloadLength { get; }

    public uint PayloadCrc { get; }

    public int RecordBytes => JournalRecord.TotalBytesOf(PayloadLength);

    public Span<byte> Record => _record.AsSpan(0, RecordBytes);

    /// <summary>Given by the journal when it is written.</summary>
    public long Lsn { get; set; }

    public TaskCompletionSource<long> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static QueuedBatch Encode(JournalBatch batch, int payloadLength)
    {
        byte[] record = ArrayPool<byte>.Shared.Rent(JournalRecord.TotalBytesOf(payloadLength));
        Span<byte> payload = record.AsSpan(JournalRecord.HeaderBytes, payloadLength);
        BatchCodec.Write(batch, payload);
        record.AsSpan(JournalRecord.HeaderBytes + payloadLength, JournalRecord.TotalBytesOf(payloadLength) - JournalRecord.HeaderBytes - payloadLength).Clear();
        return new QueuedBatch(batch, record, payloadLength, Crc32C.Of(payload));
    }

    /// <summary>Once, after the last look at the record.</summary>
    public void Return() => ArrayPool<byte>.Shared.Return(_record);
}
