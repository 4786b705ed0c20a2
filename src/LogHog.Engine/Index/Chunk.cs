using System.Buffers;
using LogHog.Engine.Durability;
using LogHog.Engine.Durability.Journal;

namespace LogHog.Engine.Index;

/// <summary>
/// One chunk of an index, opened for reading: its header is in memory, its sections are read when they are asked for, and checked then.
/// It never changes, so that several threads may read it, each with a scratch of its own.
/// </summary>
/// <remarks>
/// Every method may throw <see cref="IndexDamageException"/> (then the text is searched instead) and <see cref="DiskException"/>.
/// </remarks>
internal sealed class Chunk
{
    private readonly DurableFile _file;
    private readonly long _sections;
    private readonly ChunkHeader _header;

    private Chunk(DurableFile file, long offset, int headerBytes, ChunkHeader header)
    {
        _file = file;
        _sections = offset + headerBytes;
        _header = header;
        RecordBytes = (long)headerBytes + header.SectionBytes;
        Fields = [.. header.Fields.Select(static field => field.Field)];
    }

    /// <summary>Where the chunk's text begins, in bytes of the file's text.</summary>
    public long TextOffset => _header.TextOffset;

    /// <summary>More than 0.</summary>
    public int TextBytes => _header.TextBytes;

    /// <summary>Empty lines are none; there may be no event at all.</summary>
    public int Events => _header.Events;

    /// <summary>
    /// The least and the greatest time of the events, without those that have the file's; nanoseconds since 1970. If there is none,
    /// the least is more than the greatest.
    /// </summary>
    public long MinTime => _header.MinTime;

    /// <inheritdoc cref="MinTime"/>
    public long MaxTime => _header.MaxTime;

    /// <summary>
    /// So many events, the first of the chunk, have no time of their own and no event before them in the file that has one: their time
    /// is the file's (<see cref="Search.SearchFile.NewestAt"/>).
    /// </summary>
    public int FileTimeEvents => _header.FileTimeEvents;

    public bool HasFileTime => FileTimeEvents > 0;

    /// <summary>The time of the event before the chunk, see <see cref="Search.EventReader.CarriedTime"/>.</summary>
    public long? TimeBefore => _header.TimeBefore;

    /// <summary>The same behind the chunk: for the chunk that follows, or for searching what is not indexed yet.</summary>
    public long? TimeAfter => _header.TimeAfter;

    /// <summary>
    /// The fields that any event has, but <c>_time</c>, <c>_stream</c> and <c>_stream_id</c>. A field that is not listed is empty in
    /// the whole chunk, if <see cref="FieldsAreComplete"/>.
    /// </summary>
    public IReadOnlyList<IndexedField> Fields { get; }

    /// <summary>False: there were too many names of fields. Of one that is not listed nothing is known.</summary>
    public bool FieldsAreComplete => _header.FieldsAreComplete;

    /// <summary>The length of the chunk's record in the index.</summary>
    public long RecordBytes { get; }

    /// <summary>Opens the chunk whose record begins at an offset of a file.</summary>
    /// <exception cref="IndexDamageException">No whole chunk begins there.</exception>
    public static Chunk Open(DurableFile file, long offset)
    {
        const int usualBytes = 2048;
        byte[] bytes = new byte[usualBytes];
        int read = file.Read(offset, bytes);
        int length = ChunkHeader.LengthOf(bytes.AsSpan(0, read));
        if (length > read && read == usualBytes)
        {
            Array.Resize(ref bytes, length);
            read += file.Read(offset + read, bytes.AsSpan(read));
        }

        if (length > read)
            throw new IndexDamageException("a chunk's header ends too early");
        ChunkHeader header = ChunkHeader.Read(bytes.AsSpan(0, length));
        return offset + length + header.SectionBytes <= file.Length
            ? new Chunk(file, offset, length, header)
            : throw new IndexDamageException("a chunk ends too early");
    }

    /// <summary>The listing of a field; null = no event has it, if <see cref="FieldsAreComplete"/>.</summary>
    public IndexedField? Find(string field)
    {
        foreach (IndexedField one in Fields)
        {
            if (string.Equals(one.Name, field, StringComparison.Ordinal))
                return one;
        }

        return null;
    }

    /// <summary>At least one, at most 64. They lie in the scratch and hold until its next use for blocks.</summary>
    public ReadOnlySpan<BlockInfo> Blocks(IndexScratch scratch)
    {
        var reader = new SectionReader(Read(_header.BlockSection, scratch).Span);
        (int offset, int events) = (0, 0);
        for (int i = 0; i < _header.Blocks; i++)
        {
            int bytes = reader.Int32(TextBytes - offset);
            int count = reader.Int32(Events - events);
            scratch.Blocks[i] = new BlockInfo(offset, bytes, events, count, reader.Int64(), reader.Int64(), reader.Time());
            offset += bytes;
            events += count;
        }

        return offset == TextBytes && events == Events && reader.Left == 0
            ? scratch.Blocks.AsSpan(0, _header.Blocks)
            : throw new IndexDamageException("the blocks do not make up the chunk");
    }

    /// <summary>
    /// Bit b: block b may hold an event with the word (<see cref="WordHash"/>), in any field but <c>_time</c>, <c>_stream</c>,
    /// <c>_stream_id</c>, <c>app</c>, <c>module</c>, <c>host</c>, <c>level</c> and <c>received</c>. It may be wrong about 0.2 % of
    /// the blocks that do not; never about one that does.
    /// </summary>
    public ulong BlocksWithWord(ulong wordHash, IndexScratch scratch)
    {
        WordFilterLayout layout = _header.Words;
        int number = layout.PageOf(wordHash);
        Span<byte> page = scratch.Page.AsSpan(0, layout.PageBytes);
        if (_file.Read(_sections + _header.WordsOffset + ((long)number * layout.PageBytes), page) != page.Length
            || !WordPage.IsWhole(page, number, _header.PageSeed))
            throw new IndexDamageException("the checksum of a page of words is wrong");
        return WordPage.BlocksWith(page, wordHash, layout);
    }

    /// <summary>The column of a field; null: there is none (see <see cref="Fields"/> whether any event has the field).</summary>
    public DictionaryColumn? Column(string field, IndexScratch scratch)
    {
        foreach ((IndexedField one, Section column) in _header.Fields)
        {
            if (one.HasColumn && string.Equals(one.Name, field, StringComparison.Ordinal))
                return DictionaryColumn.Read(Read(column, scratch), Events);
        }

        return null;
    }

    /// <summary>The shapes of the messages (<see cref="MessageShape"/>) as a column; null: there were too many.</summary>
    public DictionaryColumn? Shapes(IndexScratch scratch) =>
        _header.ShapeSection.Bytes == 0 ? null : DictionaryColumn.Read(Read(_header.ShapeSection, scratch), Events);

    /// <summary>The times of a run of events, exact; <see cref="long.MinValue"/> for the first <see cref="FileTimeEvents"/>.</summary>
    public void ReadTimes(int firstEvent, Span<long> unixNs, IndexScratch scratch)
    {
        if (scratch.Times is not { } times || times.Chunk != this)
        {
            Section section = _header.TimeSection;
            int headBytes = Math.Min(TimeSection.HeadBytes(Events), section.Bytes);
            ReadOnlyMemory<byte> heads = Read(section with { Bytes = headBytes }, scratch);
            scratch.Times = times = (this, TimeSection.Read(heads.Span, section.Bytes, Events));
        }

        (int start, int bytes) = times.Section.PlaceOf(firstEvent, unixNs.Length);
        byte[] packed = ArrayPool<byte>.Shared.Rent(bytes);
        try
        {
            if (_file.Read(_sections + _header.TimeSection.Offset + start, packed.AsSpan(0, bytes)) != bytes)
                throw new IndexDamageException("the times end too early");
            times.Section.Read(packed.AsSpan(0, bytes), firstEvent, unixNs);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(packed);
        }

        for (int i = 0; i < unixNs.Length && firstEvent + i < FileTimeEvents; i++)
            unixNs[i] = long.MinValue;
    }

    /// <summary>How large its parts are, for people: <c>words</c>, <c>times</c>, <c>blocks</c>, <c>shapes</c>, and each column.</summary>
    public IEnumerable<(string Part, int Bytes)> SectionBytes() =>
    [
        ("words", _header.Words.Bytes), ("times", _header.TimeSection.Bytes), ("blocks", _header.BlockSection.Bytes),
        ("shapes", _header.ShapeSection.Bytes),
        .. _header.Fields.Where(static field => field.Field.HasColumn).Select(static field => ("column " + field.Field.Name, field.Column.Bytes)),
    ];

    private ReadOnlyMemory<byte> Read(Section section, IndexScratch scratch)
    {
        Memory<byte> bytes = scratch.Rent(section.Bytes);
        if (_file.Read(_sections + section.Offset, bytes.Span) != section.Bytes || Crc32C.Of(bytes.Span) != section.Checksum)
            throw new IndexDamageException("the checksum of a section is wrong");
        return bytes;
    }
}
