namespace LogHog.Engine.Durability.Journal;

/// <summary>The payloads of the records that are not batches.</summary>
internal static class NoteCodec
{
    private const int IntentFixedBytes = sizeof(long) + sizeof(ushort) + sizeof(int) + (3 * sizeof(long));

    /// <summary>Per intent: <c>lsn 8 · part 2 · length 4 · inode 8 · born 8 · offset 8 · file</c>.</summary>
    public static int Measure(ReadOnlySpan<PlacementIntent> intents)
    {
        int size = sizeof(int);
        foreach (PlacementIntent intent in intents)
            size += IntentFixedBytes + PayloadWriter.TextBytes(intent.File);
        return size;
    }

    public static void Write(ReadOnlySpan<PlacementIntent> intents, Span<byte> payload)
    {
        PayloadWriter writer = new(payload);
        writer.Int32(intents.Length);
        foreach (PlacementIntent intent in intents)
        {
            writer.Int64(intent.Lsn);
            writer.UInt16(intent.Part);
            writer.Int32(intent.Length);
            writer.Int64((long)intent.Id.Inode);
            writer.Int64(intent.Id.BornNs);
            writer.Int64(intent.Offset);
            writer.Text(intent.File);
        }
    }

    public static List<PlacementIntent> ReadIntents(ReadOnlySpan<byte> payload, NameTable names)
    {
        PayloadReader reader = new(payload);
        List<PlacementIntent> intents = [];
        for (int left = reader.Int32(); left > 0 && reader.IsGood; left--)
        {
            long lsn = reader.Int64();
            int part = reader.UInt16();
            int length = reader.Int32();
            FileId id = new((ulong)reader.Int64(), reader.Int64());
            long offset = reader.Int64();
            string file = names.Of(reader.TextBytes());
            if (reader.IsGood && length >= 0 && offset >= 0)
                intents.Add(new PlacementIntent(lsn, part, file, id, offset, length));
        }
        return intents;
    }

    /// <summary><c>inode 8 · born 8 · file · archive</c>.</summary>
    public static int MeasureClosed(string file, string archive) =>
        (2 * sizeof(long)) + PayloadWriter.TextBytes(file) + PayloadWriter.TextBytes(archive);

    public static void WriteClosed(string file, FileId id, string archive, Span<byte> payload)
    {
        PayloadWriter writer = new(payload);
        writer.Int64((long)id.Inode);
        writer.Int64(id.BornNs);
        writer.Text(file);
        writer.Text(archive);
    }

    public static FileId ReadClosed(ReadOnlySpan<byte> payload)
    {
        PayloadReader reader = new(payload);
        return new FileId((ulong)reader.Int64(), reader.Int64());
    }

    /// <summary>Per range: <c>first 8 · last 8</c>.</summary>
    public static void WriteVoid(IReadOnlyList<(long First, long Last)> ranges, Span<byte> payload)
    {
        PayloadWriter writer = new(payload);
        foreach ((long first, long last) in ranges)
        {
            writer.Int64(first);
            writer.Int64(last);
        }
    }

    public static List<(long First, long Last)> ReadVoid(ReadOnlySpan<byte> payload)
    {
        PayloadReader reader = new(payload);
        List<(long, long)> ranges = [];
        for (int left = payload.Length / (2 * sizeof(long)); left > 0; left--)
            ranges.Add((reader.Int64(), reader.Int64()));
        return ranges;
    }
}
