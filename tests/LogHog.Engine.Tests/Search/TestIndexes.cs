using System.Buffers;
using LogHog.Engine.Durability;
using LogHog.Engine.Index;
using LogHog.Engine.Search;
using LogHog.Engine.Storage;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Search;

/// <summary>How much of a file's index there is.</summary>
internal enum IndexState
{
    None,
    Whole,

    /// <summary>As while a live file is written: up to some chunk.</summary>
    Partial,

    /// <summary>Some bytes of it are not as they were written.</summary>
    Damaged,
}

/// <summary>Indexes of the files of a folder, of many small chunks, made for one search each.</summary>
internal sealed class TestIndexes : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly RootedFolder _logs;
    private readonly RootedFolder _indexes;
    private readonly Random _random;
    private readonly Func<SearchFile, IndexState> _state;
    private int _made;

    public TestIndexes(RootedFolder logs, Random random, Func<SearchFile, IndexState> state)
    {
        (_logs, _random, _state) = (logs, random, state);
        _indexes = RootedFolder.Open(_folder.Path, create: false);
    }

    public int Chunks { get; private set; }

    public FileIndex? Find(SearchFile file)
    {
        IndexState state = _state(file);
        if (state == IndexState.None)
            return null;
        byte[] text = TextOf(file, out List<TextFrame>? frames);
        var record = new ArrayBufferWriter<byte>();
        List<int> starts = Build(file, text, record);
        byte[] bytes = record.WrittenSpan.ToArray();
        string name = $"{_made++}.index";
        File.WriteAllBytes(_folder[name], bytes);
        DurableFile opened = _indexes.OpenReadWrite(name, create: false);
        List<Chunk> chunks = [.. starts.Select(start => Chunk.Open(opened, start))];
        if (state == IndexState.Partial && frames is null)
            chunks = [.. chunks.Take(_random.Next(chunks.Count + 1))];
        if (state == IndexState.Damaged && bytes.Length > 0)
            Damage(opened, starts, bytes.Length);
        Chunks += chunks.Count;
        long indexed = chunks.Count == 0 ? 0 : chunks[^1].TextOffset + chunks[^1].TextBytes;
        return new FileIndex(null!, chunks, indexed, frames, static _ => { });
    }

    public void Dispose()
    {
        _indexes.Dispose();
        _folder.Dispose();
    }

    private List<int> Build(SearchFile file, byte[] text, ArrayBufferWriter<byte> record)
    {
        var builder = new ChunkBuilder(TimeZoneInfo.Local);
        builder.BeginFile(file);
        List<int> starts = [];
        int window = _random.Next(4) == 0 ? text.Length : _random.Next(500, 60_000);
        for (int at = 0; at < text.Length;)
        {
            int given = Math.Min(window, text.Length - at);
            int start = record.WrittenCount;
            int taken = builder.Build(text.AsMemory(at, given), at, at + given == text.Length, record);
            if (taken == 0)
            {
                window *= 2;
                continue;
            }

            starts.Add(start);
            at += taken;
        }

        return starts;
    }

    /// <summary>Bytes behind the headers, which have been read.</summary>
    private void Damage(DurableFile file, List<int> starts, int length)
    {
        for (int i = _random.Next(1, 6); i > 0; i--)
        {
            int offset = _random.Next(starts[0], length);
            Span<byte> one = [(byte)_random.Next(256)];
            file.WriteAt(offset, one);
        }
    }

    private byte[] TextOf(SearchFile file, out List<TextFrame>? frames)
    {
        using var text = new MemoryStream();
        using ArchiveReader reader = ArchiveReader.Open(_logs, file.Path);
        frames = reader.Format is null ? null : [];
        foreach (ArchiveFrame frame in reader.Frames)
        {
            long before = text.Length;
            using ArchiveTextStream stream = reader.OpenText(frame);
            stream.CopyTo(text);
            frames?.Add(new TextFrame(before, text.Length - before, frame.Offset, frame.Bytes));
        }

        return text.ToArray();
    }
}
