using System.Numerics;
using System.Text;
using LogHog.Engine.Configuration;
using LogHog.Engine.Formats;
using LogHog.Engine.Index;
using LogHog.Engine.Query;
using LogHog.Engine.Query.Values;
using LogHog.Engine.Search;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Index;

/// <summary>What a chunk says of a text is what a search of the text finds.</summary>
public sealed class ChunkTests
{
    [Theory]
    [InlineData(LineFormatKind.Standard, 3000, "shop/web.log")]
    [InlineData(LineFormatKind.Standard, 300, "other.txt")]
    [InlineData(LineFormatKind.Json, 3000, "shop/db01-web.log")]
    [InlineData(LineFormatKind.Classic, 1000, "shop/web.log")]
    [InlineData(LineFormatKind.Standard, 1, "shop/web.log")]
    public void Agrees_with_the_rows_of_random_events(LineFormatKind kind, int events, string path)
    {
        Random random = SeededRandom.Create();
        using var file = new ChunkFile(ChunkFile.RandomText(random, kind, events), path);

        Check(file);
    }

    [Theory]
    [InlineData("\n\n\n")]
    [InlineData("no event\n")]
    [InlineData("no event, and no end of the line")]
    [InlineData("\tstray\n\n2026-11-20T12:18:36Z - web: INFO Hello {a=1}\nnone\n\n")]
    [InlineData("one\ntwo\n2026-11-20T12:18:36Z - web: INFO Hello {a=1}\n")]
    public void Agrees_with_the_rows_of_odd_texts(string text)
    {
        using var file = new ChunkFile(Encoding.UTF8.GetBytes(text));

        Check(file);
    }

    [Fact]
    public void Cuts_large_files_into_chunks_of_64_blocks()
    {
        var text = new StringBuilder();
        for (int i = 0; text.Length < 9 << 20; i++)
            text.Append($"2026-11-20T12:18:36.{i % 1_000_000:D6}Z web{i % 7} web: INFO order {i} of customer {i % 5000} is {new string('x', i % 300)} {{status={i % 9}}}\n");
        using var file = new ChunkFile(Encoding.UTF8.GetBytes(text.ToString()));

        List<Chunk> chunks = file.Open();

        Assert.Equal(2, chunks.Count);
        Assert.Equal(64, chunks[0].Blocks(new IndexScratch()).Length);
        Assert.InRange(chunks[0].TextBytes, ChunkBuilder.TextBytesMax - 1000, ChunkBuilder.TextBytesMax);
        int wrong = Enumerable.Range(0, 2000).Sum(i => BitOperations.PopCount(chunks[0].BlocksWithWord(WordHash.Of(Encoding.ASCII.GetBytes($"absent{i}")), new IndexScratch())));
        Assert.InRange(wrong, 0, 2000 * 64 / 200);
        Assert.InRange(file.Record.Length, 0, file.Text.Length / 10);
        Check(file);
    }

    [Fact]
    public void Cuts_files_of_tiny_events_at_65536_of_them()
    {
        using var file = new ChunkFile(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 70_000).Select(static i => $"{i % 10}\n"))));

        Assert.Equal([65_536, 70_000 - 65_536], file.Open().Select(static chunk => chunk.Events));
        Check(file);
    }

    private static void Check(ChunkFile file)
    {
        var reader = new EventReader(ChunkFile.Zone);
        reader.Begin(file.Log);
        var rows = new EventRows(new NeededFields());
        var scratch = new IndexScratch();
        int at = 0;
        foreach (Chunk chunk in file.Open())
        {
            Assert.Equal(at, chunk.TextOffset);
            Assert.Equal(reader.CarriedTime, chunk.TimeBefore);
            at = CheckChunk(file, chunk, reader, rows, scratch, at);
            Assert.Equal(reader.CarriedTime, chunk.TimeAfter);
            scratch.Clear();
        }

        Assert.Equal(file.Text.Length, at);
    }

    private static int CheckChunk(ChunkFile file, Chunk chunk, EventReader reader, EventRows rows, IndexScratch scratch, int at)
    {
        int start = at;
        var check = new ColumnCheck(chunk, scratch);
        long[] times = new long[chunk.Events];
        chunk.ReadTimes(0, times, scratch);
        var row = new Row();
        int number = 0;
        BlockInfo[] blocks = chunk.Blocks(scratch).ToArray();
        for (int b = 0; b < blocks.Length; b++)
        {
            BlockInfo block = blocks[b];
            Assert.Equal((at - start, number, reader.CarriedTime), (block.TextOffset, block.FirstEvent, block.TimeBefore));
            (long min, long max) = (long.MaxValue, long.MinValue);
            int end = at + block.TextBytes;
            while (at < end)
            {
                int length = EventLines.NextLength(file.Text.AsSpan(at), isEnd: true);
                ReadOnlyMemory<byte> text = file.Text.AsMemory(at, length);
                at += length;
                if (text.Span is [(byte)'\n'])
                    continue;
                reader.Read(text);
                rows.Fill(row, reader.Event);
                Assert.Equal(reader.HasFileTime, number < chunk.FileTimeEvents);
                Assert.Equal(reader.HasFileTime ? long.MinValue : reader.Event.TimeUnixNs, times[number]);
                if (!reader.HasFileTime)
                    (min, max) = (Math.Min(min, times[number]), Math.Max(max, times[number]));
                check.Check(row, number, b);
                number++;
            }

            Assert.Equal((end, min, max, number), (at, block.MinTime, block.MaxTime, block.FirstEvent + block.Events));
        }

        Assert.Equal(number, chunk.Events);
        Assert.Equal(blocks.Min(static block => block.MinTime), chunk.MinTime);
        Assert.Equal(blocks.Max(static block => block.MaxTime), chunk.MaxTime);
        check.End();
        return at;
    }

    /// <summary>The columns, the field list and the words of a chunk, beside its rows.</summary>
    private sealed class ColumnCheck
    {
        private static readonly HashSet<string> Derived = ["_time", "_stream", "_stream_id"];
        private static readonly HashSet<string> Wordless = [.. Derived, "app", "module", "host", "level", "received"];

        private readonly Chunk _chunk;
        private readonly IndexScratch _scratch;
        private readonly Dictionary<string, (DictionaryColumn Column, ushort[] Ids, int[] Events)> _columns = [];
        private readonly Dictionary<string, int> _events = [];
        private readonly DictionaryColumn? _shapes;
        private readonly ushort[] _shapeIds;
        private readonly Dictionary<ulong, ulong> _blocksOfWords = [];

        public ColumnCheck(Chunk chunk, IndexScratch scratch)
        {
            _chunk = chunk;
            _scratch = scratch;
            foreach (IndexedField field in chunk.Fields)
            {
                DictionaryColumn? column = chunk.Column(field.Name, scratch);
                Assert.Equal(field.HasColumn, column is not null);
                if (column is null)
                    continue;
                ushort[] ids = new ushort[chunk.Events];
                column.ReadIds(0, ids);
                _columns.Add(field.Name, (column, ids, new int[column.Count]));
            }

            _shapes = chunk.Shapes(scratch);
            _shapeIds = new ushort[chunk.Events];
            _shapes?.ReadIds(0, _shapeIds);
        }

        public void Check(Row row, int number, int block)
        {
            for (int i = 0; i < row.Count; i++)
            {
                string name = row.NameAt(i);
                Assert.False(row.ValueAt(i).IsEmpty);
                if (!Derived.Contains(name))
                    _events[name] = _events.GetValueOrDefault(name) + 1;
                if (Wordless.Contains(name))
                    continue;
                foreach (Range word in Words.Split(row.ValueAt(i).Span))
                    AssertHasWord(row.ValueAt(i).Span[word], block);
            }

            foreach ((string name, (DictionaryColumn column, ushort[] ids, int[] events)) in _columns)
            {
                Assert.Equal(row.Get(name), column.Value(ids[number]).Span);
                events[ids[number]]++;
            }

            if (_shapes is not null)
                Assert.Equal(Shape(row.Get("_msg")), _shapes.Value(_shapeIds[number]).ToArray());
        }

        public void End()
        {
            if (_chunk.FieldsAreComplete)
                Assert.Equal(_events.OrderBy(static one => one.Key, StringComparer.Ordinal), _chunk.Fields.Select(static field => KeyValuePair.Create(field.Name, field.EventsWithValue)).OrderBy(static one => one.Key, StringComparer.Ordinal));
            foreach ((DictionaryColumn column, _, int[] events) in _columns.Values)
                Assert.Equal(events, Enumerable.Range(0, column.Count).Select(column.EventsWith));
        }

        private static byte[] Shape(ReadOnlySpan<byte> message)
        {
            if (!MessageShape.IsKnown(message))
                return MessageShape.Unknown.ToArray();
            List<byte> shape = [];
            int taken = 0;
            foreach (Range word in Words.Split(message))
            {
                if (!message[word].ContainsAnyInRange((byte)'0', (byte)'9'))
                    continue;
                shape.AddRange(message[taken..word.Start.Value]);
                shape.Add(MessageShape.Variable);
                taken = word.End.Value;
            }

            shape.AddRange(message[taken..]);
            return [.. shape];
        }

        private void AssertHasWord(ReadOnlySpan<byte> word, int block)
        {
            ulong hash = WordHash.Of(word);
            if (!_blocksOfWords.TryGetValue(hash, out ulong blocks))
                _blocksOfWords.Add(hash, blocks = _chunk.BlocksWithWord(hash, _scratch));
            if ((blocks >> block & 1) == 0)
                Assert.Fail($"'{Encoding.UTF8.GetString(word)}' is missing in block {block}");
        }
    }
}
