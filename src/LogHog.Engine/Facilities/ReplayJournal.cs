using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using LogHog.Engine.Durability;

namespace LogHog.Engine.Facilities;

internal enum ReplayRecordKind
{
    /// <summary>An accepted message.</summary>
    Nonce = 1,

    /// <summary>Messages of an earlier time are refused.</summary>
    Floor = 2,
}

[StructLayout(LayoutKind.Auto)]
internal readonly record struct ReplayRecord(ReplayRecordKind Kind, long TimeUnixNs, UInt128 Nonce);

/// <summary>
/// The file behind a <see cref="ReplayWindow"/>: records one behind the other, each written before its message can be in a log
/// file, so that a killed process forgets none. Many are one write. It is not synced; a power cut may take the last seconds.
/// </summary>
/// <remarks>
/// A record is 32 bytes, little-endian: time (8), nonce (16), kind (4), CRC-32C of these (4). What does not check is passed by.
/// Not for several threads.
/// </remarks>
internal sealed class ReplayJournal(RootedFolder work) : IDisposable
{
    public const string FileName = "replay-v2.nonces";
    private const string NewFileName = FileName + ".new";
    private const int RecordBytes = 32;
    private const int CheckedBytes = 28;
    private const int ChunkRecords = 2048;

    // Rewriting costs as much as the records it keeps; it waits until there are twice as many stale ones, and some more.
    private const long StaleRecordsMin = 64 * 1024;

    private readonly byte[] _gathered = new byte[ChunkRecords * RecordBytes];
    private int _gatheredBytes;
    private DurableFile? _file;
    private long _records;

    /// <summary>Whether <see cref="Write"/> must be called before the next <see cref="Add"/>.</summary>
    public bool IsFull => _gatheredBytes == _gathered.Length;

    /// <summary>Hands over every sound record of the file that an earlier run has left.</summary>
    public void Read(Action<ReplayRecord> take)
    {
        if (work.Status(FileName) is null)
            return;
        using DurableFile file = work.OpenRead(FileName);
        byte[] chunk = new byte[ChunkRecords * RecordBytes];
        long offset = 0;
        int read;
        while ((read = file.Read(offset, chunk)) >= RecordBytes)
        {
            int whole = read - (read % RecordBytes);
            for (int at = 0; at < whole; at += RecordBytes)
            {
                if (TryParse(chunk.AsSpan(at, RecordBytes), out ReplayRecord record))
                    take(record);
            }
            offset += whole;
        }
    }

    /// <summary>Whether most of the file is stale.</summary>
    /// <param name="kept">Records that count.</param>
    public bool NeedsRewriting(int kept) => _records > (3L * kept) + StaleRecordsMin;

    /// <summary>Keeps a record for the next <see cref="Write"/>.</summary>
    public void Add(ReplayRecord record)
    {
        Format(record, _gathered.AsSpan(_gatheredBytes));
        _gatheredBytes += RecordBytes;
    }

    /// <summary>Writes what was added. After a failure too that is forgotten: only <see cref="Rewrite"/> mends the file then.</summary>
    public void Write()
    {
        int bytes = _gatheredBytes;
        _gatheredBytes = 0;
        _file!.Append(_gathered.AsSpan(0, bytes));
        _records += bytes / RecordBytes;
    }

    /// <summary>
    /// Replaces the file by one that holds these records, those that were added among them. A crash at any point leaves the old
    /// one or the new one.
    /// </summary>
    public void Rewrite(IEnumerable<ReplayRecord> records)
    {
        _gatheredBytes = 0;
        work.Delete(NewFileName);
        DurableFile next = work.CreateNewAppend(NewFileName);
        try
        {
            long written = 0;
            foreach (ReplayRecord[] some in records.Chunk(ChunkRecords))
            {
                byte[] chunk = new byte[some.Length * RecordBytes];
                for (int i = 0; i < some.Length; i++)
                    Format(some[i], chunk.AsSpan(i * RecordBytes));
                next.Append(chunk);
                written += some.Length;
            }
            next.DataSync();
            work.Rename(NewFileName, FileName, replace: true);
            _file?.Dispose();
            _file = next;
            _records = written;
        }
        catch
        {
            next.Dispose();
            throw;
        }
    }

    public void Dispose() => _file?.Dispose();

    private static void Format(ReplayRecord record, Span<byte> bytes)
    {
        BinaryPrimitives.WriteInt64LittleEndian(bytes, record.TimeUnixNs);
        BinaryPrimitives.WriteUInt128LittleEndian(bytes[8..], record.Nonce);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[24..], (int)record.Kind);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[CheckedBytes..], Checksum(bytes));
    }

    private static bool TryParse(ReadOnlySpan<byte> bytes, out ReplayRecord record)
    {
        var kind = (ReplayRecordKind)BinaryPrimitives.ReadInt32LittleEndian(bytes[24..]);
        record = new ReplayRecord(
            kind, BinaryPrimitives.ReadInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt128LittleEndian(bytes[8..]));
        return Enum.IsDefined(kind) && BinaryPrimitives.ReadUInt32LittleEndian(bytes[CheckedBytes..]) == Checksum(bytes);
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (uint word in MemoryMarshal.Cast<byte, uint>(bytes[..CheckedBytes]))
            crc = BitOperations.Crc32C(crc, word);
        return ~crc;
    }
}
