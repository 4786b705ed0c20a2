using System.Buffers;
using System.Runtime.InteropServices;
using LogHog.Engine.Durability.Journal;

namespace LogHog.Engine.Index;

/// <summary>Puts the sections of a chunk together, and leaves out columns that cost more than they can save.</summary>
internal sealed class ChunkWriter
{
    public const int ShapesMax = 4096;
    public const int ShapeBytesMax = 256 << 10;

    /// <summary>All columns together take at most this part of the text.</summary>
    private const int TextPerColumnByte = 16;

    /// <summary>A column may take this part of the text, whatever its values are: one that few events have is still worth it.</summary>
    private const int TextPerSmallColumnByte = 512;

    /// <summary>A column whose values come at least twice may take this part.</summary>
    private const int TextPerLargeColumnByte = 40;

    /// <summary>Of a small file, too, the columns are worth a page.</summary>
    private const int ColumnBytesMin = 4096;
    private const int SmallColumnBytesMin = 64;

    private readonly SectionWriter _sections = new();
    private readonly SectionWriter _header = new();
    private readonly HashSet<ColumnBuilder> _kept = [];
    private readonly List<(ColumnBuilder Column, int Bytes)> _candidates = [];

    public void Write(
        long textOffset, int textBytes, Span<long> times, int fileTimeEvents, long? timeAfter, List<BlockInfo> blocks,
        ChunkFields fields, ColumnBuilder shapes, WordFilterBuilder words, IBufferWriter<byte> record)
    {
        _sections.Clear();
        // They are told by their number: what stands there must only not widen the frame.
        times[..fileTimeEvents].Fill(fileTimeEvents < times.Length ? times[fileTimeEvents] : 0);
        WriteBlocks(blocks);
        Section blockSection = EndSection(0);
        TimeSection.Write(_sections, times, _header);
        // The heads alone: each of them has the checksum of its frame.
        Section timeSection = EndSection(blockSection.Bytes, TimeSection.HeadBytes(times.Length));
        ChooseColumns(fields, shapes, textBytes, times.Length);
        var listed = new List<(IndexedField, Section)>(fields.All.Count);
        foreach (ChunkField field in fields.All)
        {
            ColumnBuilder? column = field.Column is { } made && _kept.Contains(made) ? made : null;
            listed.Add((new IndexedField(field.Name, field.EventsWithValue, column is not null), Write(column)));
        }

        Section shapeSection = Write(_kept.Contains(shapes) ? shapes : null);
        int wordsOffset = _sections.Length;
        WordFilterLayout layout = words.Write(_sections, textBytes, ChunkHeader.SeedOf(textOffset, textBytes, times.Length));
        _header.Clear();
        new ChunkHeader
        {
            TextOffset = textOffset,
            TextBytes = textBytes,
            Events = times.Length,
            FileTimeEvents = fileTimeEvents,
            MinTime = blocks.Min(static block => block.MinTime),
            MaxTime = blocks.Max(static block => block.MaxTime),
            TimeBefore = blocks[0].TimeBefore,
            TimeAfter = timeAfter,
            FieldsAreComplete = fields.AreComplete,
            Blocks = blocks.Count,
            Words = layout,
            WordsOffset = wordsOffset,
            BlockSection = blockSection,
            TimeSection = timeSection,
            ShapeSection = shapeSection,
            SectionBytes = _sections.Length,
            Fields = listed,
        }.Write(_header);
        record.Write(_header.Written);
        record.Write(_sections.Written);
    }

    private Section Write(ColumnBuilder? column)
    {
        if (column is null)
            return default;
        int start = _sections.Length;
        column.Write(_sections);
        return EndSection(start);
    }

    private Section EndSection(int start, int? checkedBytes = null)
    {
        int bytes = _sections.Length - start;
        return new Section(start, bytes, Crc32C.Of(_sections.Written.Slice(start, checkedBytes ?? bytes)));
    }

    private void WriteBlocks(List<BlockInfo> blocks)
    {
        foreach (ref readonly BlockInfo block in CollectionsMarshal.AsSpan(blocks))
        {
            _sections.Int32(block.TextBytes);
            _sections.Int32(block.Events);
            _sections.Int64(block.MinTime);
            _sections.Int64(block.MaxTime);
            _sections.Time(block.TimeBefore);
        }
    }

    /// <summary>The vital ones, and of the others the smallest, as many as there is room for.</summary>
    private void ChooseColumns(ChunkFields fields, ColumnBuilder shapes, int textBytes, int events)
    {
        _kept.Clear();
        _candidates.Clear();
        int left = Math.Max(textBytes / TextPerColumnByte, ColumnBytesMin);
        foreach (ChunkField field in fields.All)
        {
            if (field.Column is not { IsGivenUp: false } column)
                continue;
            int bytes = column.Finish(events);
            if (!field.IsVital)
            {
                AddCandidate(column, bytes, textBytes);
                continue;
            }

            left -= bytes;
            _kept.Add(column);
        }

        if (!shapes.IsGivenUp)
            AddCandidate(shapes, shapes.Finish(events), textBytes);
        foreach ((ColumnBuilder column, int bytes) in _candidates.OrderBy(static one => one.Bytes))
        {
            if (bytes > left)
                break;
            left -= bytes;
            _kept.Add(column);
        }
    }

    private void AddCandidate(ColumnBuilder column, int bytes, int textBytes)
    {
        bool isSmall = bytes <= Math.Max(textBytes / TextPerSmallColumnByte, SmallColumnBytesMin);
        bool repeatsItself = column.Values <= column.EventsWithValue / 2 && bytes <= textBytes / TextPerLargeColumnByte;
        if (isSmall || repeatsItself)
            _candidates.Add((column, bytes));
    }
}
