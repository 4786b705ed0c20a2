using System.Buffers;
using System.Globalization;
using LogHog.Engine.Durability;
using LogHog.Engine.Formats;
using LogHog.Engine.Index;
using LogHog.Engine.Search;
using LogHog.TestKit;

namespace LogHog.Benchmarks;

/// <summary>How fast a core makes an index of text, what the parts of that cost, and how large the index is.</summary>
internal static class IndexFigures
{
    private const int TextBytes = 24 << 20;
    private const int Rounds = 20;

    public static void Print()
    {
        byte[] text = IndexText.Of(TextBytes);
        var log = SearchFile.Of("shop/root.log", new FileStatus(FileKind.File, text.Length, text.Length, default, DateTimeOffset.UnixEpoch, 1));
        int events = text.Count((byte)'\n');
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{events:N0} events of {text.Length / events} bytes, the best of {Rounds} rounds"));
        Measure("read the events", text, () => Read(text, log, static _ => { }));
        var values = new EventFields();
        Measure("... and their fields", text, () => Read(text, log, values.Read));
        Measure("the words of the lines", text, () => ScanWords(text));
        var record = new ArrayBufferWriter<byte>(8 << 20);
        var builder = new ChunkBuilder(TimeZoneInfo.Utc);
        Measure("the whole index", text, () => Build(builder, text, log, record));
        PrintSize(text, record.WrittenSpan);
    }

    private static void Measure(string what, byte[] text, Action run)
    {
        TimeSpan best = TimeSpan.MaxValue;
        for (int i = 0; i < Rounds; i++)
        {
            // The processor's time: what else runs on the machine does not count.
            TimeSpan start = Environment.CpuUsage.TotalTime;
            run();
            TimeSpan taken = Environment.CpuUsage.TotalTime - start;
            best = taken < best ? taken : best;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-24} {text.Length / 1e6 / best.TotalSeconds,8:N0} MB/s"));
    }

    private static void Read(byte[] text, SearchFile log, Action<Protocols.Events.LogEvent> use)
    {
        var reader = new EventReader(TimeZoneInfo.Utc);
        reader.Begin(log);
        for (int at = 0; at < text.Length;)
        {
            int length = EventLines.NextLength(text.AsSpan(at), isEnd: true);
            reader.Read(text.AsMemory(at, length));
            use(reader.Event);
            at += length;
        }
    }

    private static void ScanWords(byte[] text)
    {
        var words = new WordFilterBuilder();
        var sections = new SectionWriter();
        for (int chunk = 0; chunk < text.Length; chunk += ChunkBuilder.TextBytesMax)
        {
            words.Begin();
            int end = Math.Min(text.Length, chunk + ChunkBuilder.TextBytesMax);
            for (int at = chunk; at < end; at += ChunkBuilder.BlockBytes)
            {
                ReadOnlySpan<byte> block = text.AsSpan(at, Math.Min(ChunkBuilder.BlockBytes, end - at));
                foreach (Range line in block.Split((byte)'\n'))
                    WordScanner.Scan(block[line], words);
                words.EndBlock();
            }

            sections.Clear();
            words.Write(sections, end - chunk, 0);
        }
    }

    private static void Build(ChunkBuilder builder, byte[] text, SearchFile log, ArrayBufferWriter<byte> record)
    {
        record.ResetWrittenCount();
        builder.BeginFile(log);
        for (int at = 0; at < text.Length;)
            at += builder.Build(text.AsMemory(at), at, isEnd: true, record);
    }

    private static void PrintSize(byte[] text, ReadOnlySpan<byte> record)
    {
        using var temp = new TempFolder();
        using RootedFolder folder = RootedFolder.Open(temp.Path, create: false);
        using DurableFile file = folder.OpenReadWrite("index", create: true);
        file.WriteAt(0, record);
        var sizes = new Dictionary<string, long>(StringComparer.Ordinal);
        for (long at = 0; at < file.Length;)
        {
            Chunk chunk = Chunk.Open(file, at);
            foreach ((string name, int bytes) in chunk.SectionBytes())
                sizes[name] = sizes.GetValueOrDefault(name) + bytes;
            at += chunk.RecordBytes;
        }

        foreach ((string name, long bytes) in sizes.OrderByDescending(static one => one.Value))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-24} {100.0 * bytes / text.Length,8:N2} % of the text"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"all",-24} {100.0 * record.Length / text.Length,8:N2} % of the text"));
    }
}
