namespace LogHog.Engine.Durability.Journal;

/// <summary>
/// The payload of a batch: <c>sequence 8 · source · client · part count 2</c>, then per part
/// <c>file · events 4 · length 4 · lines</c>; texts are two bytes of length and UTF-8.
/// </summary>
internal static class BatchCodec
{
    public static int Measure(JournalBatch batch)
    {
        long size = sizeof(long) + PayloadWriter.TextBytes(batch.Source) + PayloadWriter.TextBytes(batch.Client) + sizeof(ushort);
        foreach (JournalPart part in batch.Parts)
            size += PayloadWriter.TextBytes(part.File) + (2 * sizeof(int)) + part.Lines.Length;
        return (int)Math.Min(size, int.MaxValue);
    }

    public static void Write(JournalBatch batch, Span<byte> payload)
    {
        PayloadWriter writer = new(payload);
        writer.Int64(batch.Sequence);
        writer.Text(batch.Source);
        writer.Text(batch.Client);
        writer.UInt16(batch.Parts.Count);
        foreach (JournalPart part in batch.Parts)
        {
            writer.Text(part.File);
            writer.Int32(part.Events);
            writer.Int32(part.Lines.Length);
            writer.Bytes(part.Lines.Span);
        }
    }

    /// <summary>Reads a payload; the parts' lines are slices of it.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> payload, out JournalBatch batch)
    {
        PayloadReader reader = new(payload.Span);
        long sequence = reader.Int64();
        string source = reader.Text();
        string client = reader.Text();
        JournalPart[] parts = new JournalPart[reader.UInt16()];
        for (int n = 0; n < parts.Length && reader.IsGood; n++)
        {
            string file = reader.Text();
            int events = reader.Int32();
            int length = reader.Int32();
            int start = reader.Position;
            reader.Take(length);
            if (reader.IsGood)
                parts[n] = new JournalPart(file, events, payload.Slice(start, length));
        }
        batch = new JournalBatch(source, parts) { Client = client, Sequence = sequence };
        return reader.IsGood;
    }
}
