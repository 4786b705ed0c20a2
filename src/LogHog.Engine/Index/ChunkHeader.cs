using LogHog.Engine.Durability.Journal;
using System.Runtime.InteropServices;

namespace LogHog.Engine.Index;

/// <summary>
/// The start of a chunk's record: what it covers, where its sections lie, and which fields there are. Little-endian; its last four
/// bytes are the CRC-32C of all before. The sections follow it.
/// </summary>
internal sealed class ChunkHeader
{
    /// <summary>"LHchunk" and the version of the format.</summary>
    public const long Magic = 0x01_6b6e7568_63484c;

    /// <summary>Behind the magic number and the header's own length.</summary>
    public const int StartBytes = 8 + 4;

    /// <summary>All fields that are listed, with names of <see cref="NameBytesMax"/> together, need less.</summary>
    public const int BytesMax = 256 << 10;

    public const int FieldsMax = 4096;

    /// <summary>Of the names of the fields of a chunk together.</summary>
    public const int NameBytesMax = 64 << 10;

    public long TextOffset { get; init; }

    public int TextBytes { get; init; }

    public int Events { get; init; }

    /// <summary>The first events, which have the time of the file.</summary>
    public int FileTimeEvents { get; init; }

    public long MinTime { get; init; }

    public long MaxTime { get; init; }

    public long? TimeBefore { get; init; }

    public long? TimeAfter { get; init; }

    public bool FieldsAreComplete { get; init; }

    public int Blocks { get; init; }

    public WordFilterLayout Words { get; init; }

    public int WordsOffset { get; init; }

    public Section BlockSection { get; init; }

    public Section TimeSection { get; init; }

    /// <summary>Of length 0: there is none.</summary>
    public Section ShapeSection { get; init; }

    /// <summary>All sections together.</summary>
    public int SectionBytes { get; init; }

    public IReadOnlyList<(IndexedField Field, Section Column)> Fields { get; init; } = [];

    /// <summary>The pages of the filter tell with it whose they are.</summary>
    public ulong PageSeed => SeedOf(TextOffset, TextBytes, Events);

    public static ulong SeedOf(long textOffset, int textBytes, int events) =>
        ((ulong)textOffset * 0xD1B54A32D192ED03) ^ ((ulong)(uint)textBytes << 32) ^ (uint)events;

    public void Write(SectionWriter into)
    {
        int start = into.Length;
        into.Int64(Magic);
        int lengthAt = into.Length;
        into.Int32(0);
        into.Int64(TextOffset);
        into.Int32(TextBytes);
        into.Int32(Events);
        into.Int32(FileTimeEvents);
        into.Int64(MinTime);
        into.Int64(MaxTime);
        into.Time(TimeBefore);
        into.Time(TimeAfter);
        into.Int32(Blocks);
        into.Int32(Words.Pages);
        into.Int32(Words.PageBytes);
        into.Byte((byte)Words.RowBitsLog2);
        into.Int32(WordsOffset);
        BlockSection.Write(into);
        TimeSection.Write(into);
        ShapeSection.Write(into);
        into.Int32(SectionBytes);
        into.Byte(FieldsAreComplete ? (byte)1 : (byte)0);
        into.Number(Fields.Count);
        foreach ((IndexedField field, Section column) in Fields)
        {
            into.Text(field.Name);
            into.Number(field.EventsWithValue);
            into.Byte(field.HasColumn ? (byte)1 : (byte)0);
            if (field.HasColumn)
                column.Write(into);
        }

        into.SetInt32(lengthAt, into.Length + 4 - start);
        into.UInt32(Crc32C.Of(into.Written[start..]));
    }

    /// <summary>The whole header's length, of what begins with <see cref="StartBytes"/> of it.</summary>
    public static int LengthOf(ReadOnlySpan<byte> start)
    {
        var reader = new SectionReader(start);
        return reader.Int64() == Magic ? reader.Int32(BytesMax) : throw new IndexDamageException("no chunk of this version begins here");
    }

    /// <exception cref="IndexDamageException">It is not as it was written.</exception>
    public static ChunkHeader Read(ReadOnlySpan<byte> header)
    {
        if (header.Length < StartBytes + 4 || Crc32C.Of(header[..^4]) != new SectionReader(header[^4..]).UInt32())
            throw new IndexDamageException("the checksum of a chunk's header is wrong");
        var reader = new SectionReader(header[StartBytes..^4]);
        int events;
        var read = new ChunkHeader
        {
            TextOffset = reader.Int64(),
            TextBytes = reader.Int32(int.MaxValue),
            Events = events = reader.Int32(DictionaryColumn.ValuesMax),
            FileTimeEvents = reader.Int32(events),
            MinTime = reader.Int64(),
            MaxTime = reader.Int64(),
            TimeBefore = reader.Time(),
            TimeAfter = reader.Time(),
            Blocks = reader.Int32(WordFilterLayout.BlocksMax),
            Words = new WordFilterLayout(reader.Int32(int.MaxValue), reader.Int32(WordFilterLayout.PageBytesMax), reader.Byte()),
            WordsOffset = reader.Int32(int.MaxValue),
            BlockSection = Section.Read(ref reader),
            TimeSection = Section.Read(ref reader),
            ShapeSection = Section.Read(ref reader),
            SectionBytes = reader.Int32(int.MaxValue),
            FieldsAreComplete = reader.Byte() != 0,
            Fields = ReadFields(ref reader, events),
        };
        return read.IsConsistent() ? read : throw new IndexDamageException("a chunk's header contradicts itself");
    }

    private static (IndexedField, Section)[] ReadFields(ref SectionReader reader, int events)
    {
        var fields = new (IndexedField, Section)[reader.Number(FieldsMax)];
        for (int i = 0; i < fields.Length; i++)
        {
            string name = reader.Text(NameBytesMax);
            int with = reader.Number(events);
            bool hasColumn = reader.Byte() != 0;
            fields[i] = (new IndexedField(name, with, hasColumn), hasColumn ? Section.Read(ref reader) : default);
        }

        return fields;
    }

    private bool IsConsistent() =>
        TextOffset >= 0 && TextBytes > 0 && Blocks > 0 && Words.IsValid(Blocks)
        && WordsOffset + ((long)Words.Pages * Words.PageBytes) <= SectionBytes
        && IsWithin(BlockSection) && IsWithin(TimeSection) && IsWithin(ShapeSection) && Fields.All(field => IsWithin(field.Column));

    private bool IsWithin(Section section) => (long)section.Offset + section.Bytes <= SectionBytes;
}

/// <summary>A part of a chunk, behind its header.</summary>
/// <param name="Offset">From the end of the header.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Checksum">CRC-32C of its bytes; of the times, of the heads of their frames.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Section(int Offset, int Bytes, uint Checksum)
{
    public void Write(SectionWriter into)
    {
        into.Int32(Offset);
        into.Int32(Bytes);
        into.UInt32(Checksum);
    }

    public static Section Read(ref SectionReader reader) =>
        new(reader.Int32(int.MaxValue), reader.Int32(int.MaxValue), reader.UInt32());
}
