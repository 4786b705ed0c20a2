using System.Buffers;
using System.Globalization;
using System.Text;
using LogHog.Engine.Configuration;
using LogHog.Engine.Index;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Index;

public sealed class ChunkBuilderTests
{
    [Fact]
    public void Gives_the_same_chunks_however_often_it_was_used_and_goes_on_with_the_time_that_it_is_given()
    {
        Random random = SeededRandom.Create();
        byte[] text = ChunkFile.RandomText(random, LineFormatKind.Standard, 2000);
        using var file = new ChunkFile(text);
        Assert.Equal(file.Record, ChunkFile.Build(text, file.Log));

        // In pieces, each by a builder that has made something else before.
        var builder = new ChunkBuilder(ChunkFile.Zone);
        long? carried = null;
        int events = 0;
        for (int at = 0; at < text.Length;)
        {
            builder.BeginFile(file.Log);
            builder.Build(ChunkFile.RandomText(random, LineFormatKind.Json, 50), 0, isEnd: true, new ArrayBufferWriter<byte>());
            builder.BeginFile(file.Log);
            builder.CarriedTime = carried;
            var record = new ArrayBufferWriter<byte>();
            int taken = 0;
            for (int window = random.Next(100_000, 300_000); taken == 0; window *= 2)
            {
                int end = Math.Min(text.Length, at + window);
                taken = builder.Build(text.AsMemory(at, end - at), at, isEnd: end == text.Length, record);
            }

            using var piece = new ChunkFile(text[at..(at + taken)]);
            piece.Write(record.WrittenSpan);
            Chunk chunk = Assert.Single(piece.Open());
            Assert.Equal((at, taken, carried), (chunk.TextOffset, chunk.TextBytes, chunk.TimeBefore));
            carried = chunk.TimeAfter;
            events += chunk.Events;
            at += taken;
        }

        Assert.Equal(file.Open().Sum(static chunk => chunk.Events), events);
        Assert.Equal(file.Open()[^1].TimeAfter, carried);
    }

    [Fact]
    public void Leaves_an_event_whose_end_is_not_there_yet()
    {
        using var file = new ChunkFile("x\n"u8.ToArray());
        var builder = new ChunkBuilder(ChunkFile.Zone);
        var record = new ArrayBufferWriter<byte>();
        builder.BeginFile(file.Log);

        Assert.Equal(0, builder.Build("2026-11-20T12:18:36Z - web: INFO Hello"u8.ToArray(), 0, isEnd: false, record));
        Assert.Equal(0, builder.Build("2026-11-20T12:18:36Z - web: INFO Hello\n"u8.ToArray(), 0, isEnd: false, record));
        Assert.Equal(0, builder.Build("2026-11-20T12:18:36Z - web: INFO Hello\n\tmore\n"u8.ToArray(), 0, isEnd: false, record));
        Assert.Equal(0, record.WrittenCount);
        Assert.Equal(45, builder.Build("2026-11-20T12:18:36Z - web: INFO Hello\n\tmore\nnext"u8.ToArray(), 0, isEnd: false, record));
    }

    [Fact]
    public void An_event_that_is_larger_than_a_chunk_is_one_of_its_own()
    {
        byte[] large = new byte[9 << 20];
        large.AsSpan().Fill((byte)'x');
        byte[] text = [.. "2026-11-20T12:18:36Z - web: INFO before\n2026-11-20T12:18:37Z - web: INFO "u8, .. large, .. "\n2026-11-20T12:18:38Z - web: INFO after\n"u8];
        using var file = new ChunkFile(text);

        Assert.Equal([1, 1, 1], file.Open().Select(static chunk => chunk.Events));
        Assert.InRange(file.Record.Length, 0, 4000);
    }

    [Fact]
    public void A_million_names_of_fields_make_an_incomplete_list_and_cost_no_memory()
    {
        var text = new StringBuilder();
        for (int i = 0; text.Length < 7_000_000; i++)
            text.Append(CultureInfo.InvariantCulture, $"2026-11-20T12:18:36Z - web: INFO m {{n{i}=1 x{i}=word{i} y{i}=2 z{i}=3 zz{i}=4}}\n");
        byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
        using var file = new ChunkFile(bytes);

        Chunk chunk = file.Open()[0];

        Assert.False(chunk.FieldsAreComplete);
        Assert.Equal(ChunkHeader.FieldsMax, chunk.Fields.Count);
        Assert.InRange(file.Record.Length, 0, bytes.Length / 4);
        Assert.NotEqual(0ul, chunk.BlocksWithWord(WordHash.Of("word60000"u8), new IndexScratch()));
        long before = GC.GetAllocatedBytesForCurrentThread();
        ChunkFile.Build(bytes, file.Log);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 400L << 20);
    }

    [Fact]
    public void An_event_with_a_hundred_thousand_fields_is_one_event()
    {
        var text = new StringBuilder("2026-11-20T12:18:36Z - web: INFO m {a=1");
        for (int i = 0; i < 100_000; i++)
            text.Append(CultureInfo.InvariantCulture, $" f{i}=v{i} a=2");
        using var file = new ChunkFile(Encoding.UTF8.GetBytes(text.Append("}\n").ToString()));
        var scratch = new IndexScratch();

        Chunk chunk = Assert.Single(file.Open());

        Assert.Equal(1, chunk.Events);
        Assert.Equal("1"u8, chunk.Column("a", scratch)!.Value(0).Span);
        Assert.Equal(1ul, chunk.BlocksWithWord(WordHash.Of("v99999"u8), scratch));
    }

    [Fact]
    public void What_has_too_many_values_is_listed_without_a_column()
    {
        var text = new StringBuilder();
        for (int i = 0; i < 20_000; i++)
            text.Append(CultureInfo.InvariantCulture, $"2026-11-20T12:18:36Z - web: INFO m {{id=id{i} few={i % 10}}}\n");
        using var file = new ChunkFile(Encoding.UTF8.GetBytes(text.ToString()));
        var scratch = new IndexScratch();

        Chunk chunk = Assert.Single(file.Open());

        Assert.Equal(new IndexedField("id", 20_000, HasColumn: false), chunk.Find("id"));
        Assert.Null(chunk.Column("id", scratch));
        Assert.Equal(10, chunk.Column("few", scratch)!.Count);
        Assert.Equal(2000, chunk.Column("few", scratch)!.EventsWith(3));
        Assert.Null(chunk.Find("none"));
        Assert.True(chunk.FieldsAreComplete);
    }
}
