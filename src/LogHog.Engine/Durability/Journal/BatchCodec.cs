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

    /// <summary>Reads a payload but for the lines: where they are.</summary>
    /// <param name="payload">As it was written.</param>
    /// <param name="lsn">The batch's number.</param>
    /// <param name="segment">The file that it is in.</param>
    /// <param name="offset">Where in the file the payload begins.</param>
    /// <param name="names">Texts that were there before, to be used again.</param>
    /// <param name="batch">What it says.</param>
    public static bool TryRead(ReadOnlySpan<byte> payload, long lsn, string segment, int offset, NameTable names, out BatchPlace batch)
    {
        PayloadReader reader = new(payload);
        long sequence = reader.Int64();
        reader.SkipText();
        string client = names.Of(reader.TextBytes());
        PartPlace[] parts = new PartPlace[reader.UInt16()];
        for (int n = 0; n < parts.Length && reader.IsGood; n++)
        {
            string file = names.Of(reader.TextBytes());
            int events = reader.Int32();
            int length = reader.Int32();
            parts[n] = new PartPlace(file, events, offset + reader.Position, length);
            reader.Take(length);
        }
        batch = new BatchPlace(lsn, segment, client, sequence, parts);
        return reader.IsGood;
    }
}
