using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace LogHog.Engine.Durability.Journal;

internal enum RecordKind : byte
{
    /// <summary>Not readable.</summary>
    None = 0,

    Batch = 1,
    Intents = 2,

    /// <summary>A file was synced and is about to be archived: what was placed in it is settled.</summary>
    Closed = 3,

    /// <summary>Numbers of batches that were answered "failed": whatever of them is on the disk does not count.</summary>
    Void = 4,
}

/// <summary>
/// A record of the journal: 48 bytes of header, little-endian, then the payload, filled up with zeros to 8 bytes.
/// <c>header crc 4 · payload crc 4 · store salt 8 · segment 4 · payload length 4 · lsn 8 · durable lsn 8 · kind 1 · zeros 7</c>.
/// </summary>
/// <remarks>
/// The salt is random and secret: when a scan has to find its way again after damage, no sender can have put bytes into its own
/// text that pass for a record. The segment's number tells records from what an earlier use of the same file left behind.
/// </remarks>
/// <param name="Kind">What the payload is.</param>
/// <param name="Segment">The segment that it was written to.</param>
/// <param name="Lsn">The number of the record: one more than the record before.</param>
/// <param name="DurableLsn">Up to here everything was synced when this was written: a gap below it is damage, not a torn end.</param>
/// <param name="PayloadLength">Bytes.</param>
/// <param name="PayloadCrc">CRC32C of the payload.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct JournalRecord(
    RecordKind Kind, uint Segment, long Lsn, long DurableLsn, int PayloadLength, uint PayloadCrc)
{
    public const int HeaderBytes = 48;
    public const int Alignment = 8;

    public int TotalBytes => TotalBytesOf(PayloadLength);

    public static int TotalBytesOf(int payloadLength) =>
        (HeaderBytes + payloadLength + Alignment - 1) & ~(Alignment - 1);

    public void WriteHeader(Span<byte> header, ulong salt)
    {
        header[..HeaderBytes].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], PayloadCrc);
        BinaryPrimitives.WriteUInt64LittleEndian(header[8..], salt);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], Segment);
        BinaryPrimitives.WriteInt32LittleEndian(header[20..], PayloadLength);
        BinaryPrimitives.WriteInt64LittleEndian(header[24..], Lsn);
        BinaryPrimitives.WriteInt64LittleEndian(header[32..], DurableLsn);
        header[40] = (byte)Kind;
        BinaryPrimitives.WriteUInt32LittleEndian(header, Crc32C.Of(header[4..HeaderBytes]));
    }

    /// <summary>Reads the record that begins the bytes, header and payload checked.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, ulong salt, out JournalRecord record)
    {
        record = default;
        if (bytes.Length < HeaderBytes
            || BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]) != salt
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Crc32C.Of(bytes[4..HeaderBytes]))
            return false;
        JournalRecord read = new(
            (RecordKind)bytes[40],
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[20..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]));
        if (read.PayloadLength < 0 || read.PayloadLength > bytes.Length - HeaderBytes
            || read.PayloadCrc != Crc32C.Of(bytes.Slice(HeaderBytes, read.PayloadLength)))
            return false;
        record = read;
        return true;
    }
}
