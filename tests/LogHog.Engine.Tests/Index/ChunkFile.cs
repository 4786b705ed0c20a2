using System.Buffers;
using LogHog.Engine.Configuration;
using LogHog.Engine.Durability;
using LogHog.Engine.Formats;
using LogHog.Engine.Index;
using LogHog.Engine.Search;
using LogHog.Protocols.Events;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Index;

/// <summary>Text, the chunks that were made of it, in a real file, and what a search without them would find.</summary>
internal sealed class ChunkFile : IDisposable
{
    public static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    private readonly TempFolder _temp = new();
    private readonly RootedFolder _folder;

    public ChunkFile(byte[] text, string logPath = "shop/web.log")
    {
        Log = SearchFile.Of(logPath, new FileStatus(FileKind.File, text.Length, text.Length, default, DateTimeOffset.UnixEpoch.AddYears(50), 1));
        Text = text;
        Record = Build(text, Log);
        _folder = RootedFolder.Open(_temp.Path, create: false);
        Write(Record);
    }

    public SearchFile Log { get; }

    public byte[] Text { get; }

    /// <summary>All chunks.</summary>
    public byte[] Record { get; }

    public DurableFile File { get; private set; } = null!;

    public List<Chunk> Open()
    {
        List<Chunk> chunks = [];
        for (long at = 0; at < File.Length; at += chunks[^1].RecordBytes)
            chunks.Add(Chunk.Open(File, at));
        return chunks;
    }

    /// <summary>Puts other bytes in the place of the index.</summary>
    public void Write(ReadOnlySpan<byte> record)
    {
        File?.Dispose();
        File = _folder.OpenReadWrite("index", create: true);
        File.Truncate(0);
        File.WriteAt(0, record);
    }

    public static byte[] Build(ReadOnlyMemory<byte> text, SearchFile file)
    {
        var builder = new ChunkBuilder(Zone);
        builder.BeginFile(file);
        var record = new ArrayBufferWriter<byte>();
        for (int at = 0; at < text.Length;)
        {
            int taken = builder.Build(text[at..], at, isEnd: true, record);
            Assert.InRange(taken, 1, text.Length - at);
            at += taken;
        }

        return record.WrittenSpan.ToArray();
    }

    /// <summary>Random events as lines of a format, with lines of none and empty ones between.</summary>
    public static byte[] RandomText(Random random, LineFormatKind kind, int events)
    {
        var output = new ArrayBufferWriter<byte>();
        var made = new RandomEvents(random);
        ILineFormat format = LineFormats.CreateFormat(kind, Zone);
        var logEvent = new LogEvent();
        for (int i = 0; i < events; i++)
        {
            if (random.Next(20) == 0)
                output.Write(random.Next(3) switch { 0 => "\n"u8, 1 => "no time, but 42 words: \u00e9t\u00e9\n"u8, _ => "\t{stray\n"u8 });
            made.Fill(logEvent);
            format.Write(logEvent, output, new LineContext("shop"u8.ToArray()));
        }

        return output.WrittenSpan.ToArray();
    }

    public void Dispose()
    {
        File.Dispose();
        _folder.Dispose();
        _temp.Dispose();
    }
}
