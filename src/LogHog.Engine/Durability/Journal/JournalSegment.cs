using System.Buffers.Binary;
using System.Runtime.InteropServices;
using LogHog.Engine.Diagnostics;

namespace LogHog.Engine.Durability.Journal;

/// <summary>
/// One file of the journal: a header block, then records. It keeps its size for life and is overwritten in place, so that a sync
/// of it is the data alone and changes nothing in the file system.
/// </summary>
internal sealed class JournalSegment : IDisposable
{
    /// <summary>A block of its own, so that a torn write of a record cannot reach it.</summary>
    public const int HeaderBytes = 4096;

    private const int HeaderUsedBytes = 64;
    private const int ZerosBytes = 1 << 20;
    private static readonly byte[] Magic = "LHJSEG01"u8.ToArray();

    private readonly DurableFile _file;

    private JournalSegment(DurableFile file, string name, SegmentHeader header)
    {
        _file = file;
        Name = name;
        Header = header;
        Position = HeaderBytes;
        LastLsn = header.FirstLsn - 1;
    }

    public string Name { get; }

    public SegmentHeader Header { get; }

    /// <summary>Where the next record goes.</summary>
    public int Position { get; private set; }

    /// <summary>The last record in it; one less than its first when it has none.</summary>
    public long LastLsn { get; private set; }

    public bool Fits(int recordBytes) => recordBytes <= Header.SizeBytes - Position;

    /// <summary>
    /// Makes a spare file, not yet a segment. Filled with zeros (not only allocated: the first write into allocated space changes
    /// the file's map, which each sync would then have to bring to the disk too; and where ext4 has stopped after an error such a
    /// sync says "done" although the map, and with it the data, is lost), synced with its name.
    /// </summary>
    public static void Prepare(RootedFolder folder, string name, int sizeBytes)
    {
        using DurableFile file = folder.CreateNew(name);
        try
        {
            Fill(folder, file, sizeBytes);
        }
        catch
        {
            folder.Delete(name); // a full disk must not be filled further with halves
            throw;
        }
    }

    private static void Fill(RootedFolder folder, DurableFile file, int sizeBytes)
    {
        file.Allocate(0, sizeBytes);
        byte[] zeros = new byte[ZerosBytes];
        for (int at = 0; at < sizeBytes; at += zeros.Length)
            file.WriteAt(at, zeros.AsSpan(0, Math.Min(zeros.Length, sizeBytes - at)));
        file.Sync();
        folder.SyncFolder();
    }

    /// <summary>Begins a segment in a spare file. Its header becomes durable with the first sync.</summary>
    public static JournalSegment Begin(RootedFolder folder, string name, SegmentHeader header)
    {
        DurableFile file = folder.OpenReadWrite(name, create: false);
        try
        {
            if (file.Length != header.SizeBytes)
                file.Truncate(header.SizeBytes); // cut, or of another configuration
            Span<byte> block = stackalloc byte[HeaderBytes];
            WriteHeader(block, header);
            file.WriteAt(0, block);
            return new JournalSegment(file, name, header);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <param name="records">Whole records; they fit.</param>
    /// <param name="lastLsn">The number of the last.</param>
    public void Write(ReadOnlySpan<byte> records, long lastLsn)
    {
        _file.WriteAt(Position, records);
        Position += records.Length;
        LastLsn = lastLsn;
    }

    public void Sync()
    {
        Failpoints.Hit("journal.sync");
        _file.DataSync();
    }

    /// <summary>Numbers that were given out for it, whether or not they got here, when it is given up.</summary>
    public void CountTo(long lsn) => LastLsn = Math.Max(LastLsn, lsn);

    public void Dispose() => _file.Dispose();

    public static bool TryReadHeader(ReadOnlySpan<byte> block, out SegmentHeader header)
    {
        header = default;
        if (block.Length < HeaderUsedBytes || !block.StartsWith(Magic)
            || BinaryPrimitives.ReadUInt32LittleEndian(block[(HeaderUsedBytes - 4)..]) != Crc32C.Of(block[..(HeaderUsedBytes - 4)]))
            return false;
        header = new SegmentHeader(
            BinaryPrimitives.ReadUInt32LittleEndian(block[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(block[12..]),
            BinaryPrimitives.ReadUInt64LittleEndian(block[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(block[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(block[32..]),
            new Guid(block.Slice(40, 16)));
        return true;
    }

    /// <summary><c>magic 8 · sequence 4 · size 4 · salt 8 · first lsn 8 · checkpoint 8 · boot id 16 · zeros 4 · crc 4</c>.</summary>
    private static void WriteHeader(Span<byte> block, SegmentHeader header)
    {
        block.Clear();
        Magic.CopyTo(block);
        BinaryPrimitives.WriteUInt32LittleEndian(block[8..], header.Sequence);
        BinaryPrimitives.WriteInt32LittleEndian(block[12..], header.SizeBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(block[16..], header.Salt);
        BinaryPrimitives.WriteInt64LittleEndian(block[24..], header.FirstLsn);
        BinaryPrimitives.WriteInt64LittleEndian(block[32..], header.CheckpointLsn);
        header.BootId.TryWriteBytes(block[40..]);
        uint crc = Crc32C.Of(block[..(HeaderUsedBytes - 4)]);
        BinaryPrimitives.WriteUInt32LittleEndian(block[(HeaderUsedBytes - 4)..], crc);
    }
}

/// <param name="Sequence">The segment's number in the journal, from 1; never used twice.</param>
/// <param name="SizeBytes">The file's length: a shorter one has been cut.</param>
/// <param name="Salt">The store's secret, in each of its records.</param>
/// <param name="FirstLsn">The number of its first record.</param>
/// <param name="CheckpointLsn">The checkpoint when it was begun: what to trust when both slots of it are damaged.</param>
/// <param name="BootId">The boot of the machine: the same one = nothing but the process was lost.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SegmentHeader(
    uint Sequence, int SizeBytes, ulong Salt, long FirstLsn, long CheckpointLsn, Guid BootId)
{
    /// <summary>This boot of this machine; random, hence never the same, where the kernel does not tell.</summary>
    public static Guid CurrentBoot { get; } = ReadBoot();

    private static Guid ReadBoot()
    {
        try
        {
            return Guid.Parse(File.ReadAllText("/proc/sys/kernel/random/boot_id"));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or FormatException)
        {
            return Guid.NewGuid();
        }
    }
}
