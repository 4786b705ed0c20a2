using System.Buffers.Binary;

namespace LogHog.Engine.Durability.Journal;

/// <summary>
/// The client sequences as a file, written before the segments that tell them are used again: replaced as a whole, so that there
/// is always one. <c>magic 8 · crc 4 · count 4 · salt 8 · lsn 8</c>, then per client <c>name · forgotten below 8 · ranges 2 · (first 8 · last 8)*</c>.
/// </summary>
internal static class ClientSnapshot
{
    private const string Name = "clients";
    private const int HeaderBytes = 32;
    private static readonly byte[] Magic = "LHJCLI01"u8.ToArray();

    /// <returns>The record that it reaches up to.</returns>
    /// <exception cref="DiskException">The old one is still there, or the new one already.</exception>
    public static long Write(RootedFolder folder, ulong salt, ClientSequences sequences)
    {
        (long lsn, var clients) = sequences.Copy();
        int size = HeaderBytes + clients.Sum(c => PayloadWriter.TextBytes(c.Client) + sizeof(long) + sizeof(ushort) + (16 * c.Ranges.Length));
        byte[] bytes = new byte[size];
        PayloadWriter writer = new(bytes);
        writer.Bytes(Magic);
        writer.Int32(0);
        writer.Int32(clients.Count);
        writer.Int64((long)salt);
        writer.Int64(lsn);
        foreach ((string client, long forgottenBelow, (long First, long Last)[] ranges) in clients)
        {
            writer.Text(client);
            writer.Int64(forgottenBelow);
            writer.UInt16(ranges.Length);
            foreach ((long first, long last) in ranges)
            {
                writer.Int64(first);
                writer.Int64(last);
            }
        }
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), Crc32C.Of(bytes.AsSpan(12)));
        folder.Delete(Name + ".new");
        using (DurableFile file = folder.CreateNew(Name + ".new"))
        {
            file.WriteAt(0, bytes);
            file.Sync();
        }
        folder.Rename(Name + ".new", Name, replace: true);
        folder.SyncFolder();
        return lsn;
    }

    /// <returns>The record that it reaches up to; 0 when there is none that is good.</returns>
    public static long Load(RootedFolder folder, ulong salt, ClientSequences sequences)
    {
        if (folder.Status(Name) is not { Kind: FileKind.File })
            return 0;
        using DurableFile file = folder.OpenRead(Name);
        byte[] room = [];
        ReadOnlySpan<byte> bytes = SegmentScan.ReadAll(file, ref room, out _).Span;
        if (bytes.Length < HeaderBytes || !bytes.StartsWith(Magic)
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]) != Crc32C.Of(bytes[12..])
            || BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]) != salt)
            return 0;
        PayloadReader reader = new(bytes[HeaderBytes..]);
        for (int left = BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]); left > 0 && reader.IsGood; left--)
        {
            string client = reader.Text();
            long forgottenBelow = reader.Int64();
            (long, long)[] ranges = new (long, long)[reader.UInt16()];
            for (int n = 0; n < ranges.Length; n++)
                ranges[n] = (reader.Int64(), reader.Int64());
            if (reader.IsGood)
                sequences.Load(client, SequenceRanges.From(forgottenBelow, ranges));
        }
        return BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]);
    }
}
