using System.Text;
using LogHog.Engine.Configuration;
using LogHog.Engine.Durability;
using LogHog.Engine.Storage;
using LogHog.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace LogHog.Engine.Tests.Storage;

public sealed class ArchiveFormatTests : IDisposable
{
    private const string Plain = "app/web.log.2026-11-20-00-00-00-000000";

    private readonly TempFolder _temp = new();
    private readonly RootedFolder _folder;

    public ArchiveFormatTests()
    {
        _folder = RootedFolder.Open(_temp.Path, create: false);
        _folder.CreateFolders("app");
    }

    public static TheoryData<CompressionFormat> Formats => [.. Enum.GetValues<CompressionFormat>()];

    [Theory]
    [MemberData(nameof(Formats))]
    public void The_formats_own_tools_read_exactly_the_lines(CompressionFormat format)
    {
        foreach (int bytes in new[] { 0, 1, 2_500_000 })
        {
            byte[] text = bytes == 1 ? "\n"u8.ToArray() : LogText.Create(SeededRandom.Create(), bytes);
            string archive = Compress(text, format, level: 1);
            Tools.Run(Tools.Of(format), "-tq", _temp[archive]);
            Assert.Equal(text, Tools.Run(Tools.CatOf(format), _temp[archive]));
            File.Delete(_temp[archive]);
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Every_level_from_0_to_9_works(CompressionFormat format)
    {
        byte[] text = LogText.Create(SeededRandom.Create(), 5_000);
        for (int level = 0; level <= 9; level++)
        {
            string archive = Compress(text, format, level);
            Tools.Run(Tools.Of(format), "-tq", _temp[archive]);
            Assert.Equal(text, Tools.Run(Tools.CatOf(format), _temp[archive]));
            File.Delete(_temp[archive]);
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Each_frame_begins_with_an_event_and_is_read_alone(CompressionFormat format)
    {
        byte[] text = LogText.Create(SeededRandom.Create(), 2_500_000);
        string archive = Compress(text, format, level: 1);
        using ArchiveReader reader = ArchiveReader.Open(_folder, archive);
        Assert.Equal(3, reader.Frames.Count);
        Assert.Equal(new FileInfo(_temp[archive]).Length, reader.Frames.Sum(frame => frame.Bytes));
        MemoryStream whole = new();
        List<byte[]> pieces = [.. reader.Frames.Reverse().Select(frame => Read(reader, frame, ArchiveStatus.Good)).Reverse()];
        for (int i = 0; i < pieces.Count; i++)
        {
            Assert.Equal((byte)'\n', pieces[i][^1]);
            Assert.Equal((byte)'2', pieces[i][0]);
            Assert.InRange(pieces[i].Length, 1, 1 << 20);
            Assert.True(reader.Frames[i].TextBytes == pieces[i].Length || format == CompressionFormat.Bzip2);
            whole.Write(pieces[i]);
        }
        Assert.Equal(text, whole.ToArray());
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_damaged_frame_does_not_hide_the_others(CompressionFormat format)
    {
        byte[] text = LogText.Create(SeededRandom.Create(), 2_200_000);
        string archive = Compress(text, format, level: 1);
        IReadOnlyList<ArchiveFrame> frames;
        byte[][] good;
        using (ArchiveReader reader = ArchiveReader.Open(_folder, archive))
        {
            frames = reader.Frames;
            good = [.. frames.Select(frame => Read(reader, frame, ArchiveStatus.Good))];
        }
        using (DurableFile file = _folder.OpenReadWrite(archive, create: false))
            file.WriteAt(frames[1].Offset + frames[1].Bytes / 2, new byte[64]);
        using (ArchiveReader reader = ArchiveReader.Open(_folder, archive))
        {
            Assert.Equal(good[0], Read(reader, reader.Frames[0], ArchiveStatus.Good));
            using ArchiveTextStream damaged = reader.OpenText(reader.Frames[1]);
            damaged.CopyTo(Stream.Null);
            Assert.NotEqual(ArchiveStatus.Good, damaged.Status);
            Assert.Equal(good[^1], Read(reader, reader.Frames[^1], ArchiveStatus.Good));
        }
        Assert.NotEqual(0, Tools.TryRun(Tools.Of(format), "-tq", _temp[archive]).ExitCode);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_file_cut_short_gives_what_is_there_and_says_so(CompressionFormat format)
    {
        byte[] text = LogText.Create(SeededRandom.Create(), 1_500_000);
        string archive = Compress(text, format, level: 1);
        byte[] whole = File.ReadAllBytes(_temp[archive]);
        foreach (int length in new[] { whole.Length - 1, whole.Length - 12, whole.Length * 9 / 10, whole.Length / 2, 5 })
        {
            File.WriteAllBytes(_temp[archive], whole[..length]);
            using ArchiveReader reader = ArchiveReader.Open(_folder, archive);
            MemoryStream read = new();
            ArchiveStatus last = ArchiveStatus.Good;
            foreach (ArchiveFrame frame in reader.Frames)
            {
                Assert.Equal(ArchiveStatus.Good, last);
                using ArchiveTextStream stream = reader.OpenText(frame);
                stream.CopyTo(read);
                last = stream.Status;
            }
            Assert.True(last is ArchiveStatus.Truncated or ArchiveStatus.Damaged, $"{format} cut to {length}: {last}");
            Assert.True(text.AsSpan().StartsWith(read.ToArray()));
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Archives_of_the_formats_own_tools_are_read(CompressionFormat format)
    {
        byte[] text = LogText.Create(SeededRandom.Create(), 2_000_000);
        File.WriteAllBytes(_temp["one"], text[..1_200_000]);
        File.WriteAllBytes(_temp["two"], text[1_200_000..]);
        string archive = $"web.log{ArchiveName.SuffixOf(format)}";
        File.WriteAllBytes(_temp[archive], [.. Tools.Run(Tools.Of(format), "-cq", _temp["one"]), .. Tools.Run(Tools.Of(format), "-cq", _temp["two"])]);
        using ArchiveReader reader = ArchiveReader.Open(_folder, archive);
        Assert.Equal(text, reader.Frames.SelectMany(frame => Read(reader, frame, ArchiveStatus.Good)).ToArray());
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void No_more_is_unpacked_than_wanted(CompressionFormat format)
    {
        string archive = Compress(new byte[1_000_000], format, level: 1);
        using ArchiveReader reader = ArchiveReader.Open(_folder, archive);
        using ArchiveTextStream text = reader.OpenText(reader.Frames[0], textBytesMax: 1000);
        using MemoryStream read = new();
        text.CopyTo(read);
        Assert.Equal((1000, ArchiveStatus.LimitReached), ((int)read.Length, text.Status));
    }

    [Fact]
    public void A_plain_archive_is_one_frame()
    {
        File.WriteAllText(_temp[Plain], "one\ntwo\n");
        using ArchiveReader reader = ArchiveReader.Open(_folder, Plain);
        Assert.Equal("one\ntwo\n"u8, Read(reader, Assert.Single(reader.Frames), ArchiveStatus.Good));
    }

    [Fact]
    public void Lines_longer_than_a_frame_are_kept_whole_up_to_a_limit()
    {
        byte[] text = [.. Encoding.UTF8.GetBytes("short\n" + new string('x', 3 << 20) + "\n\tmore\nlast\n"), .. new byte[17_000_000]];
        string archive = Compress(text, CompressionFormat.Zstd, level: 1);
        using ArchiveReader reader = ArchiveReader.Open(_folder, archive);
        List<byte[]> pieces = [.. reader.Frames.Select(frame => Read(reader, frame, ArchiveStatus.Good))];
        Assert.Equal("short\n"u8, pieces[0]);
        Assert.EndsWith("x\n\tmore\nlast\n", Encoding.UTF8.GetString(pieces[1]), StringComparison.Ordinal);
        Assert.Equal(text, pieces.SelectMany(piece => piece).ToArray());
        Assert.Equal(text, Tools.Run("zstdcat", _temp[archive]));
    }

    public void Dispose()
    {
        _folder.Dispose();
        _temp.Dispose();
    }

    private string Compress(byte[] text, CompressionFormat format, int level)
    {
        File.WriteAllBytes(_temp[Plain], text);
        ArchiveCompressor compressor = new(_folder, NullLogger.Instance);
        CompressorSettings settings = new() { Format = format, Level = level };
        Assert.Equal(CompressionOutcome.Compressed, compressor.Compress(Plain, settings, TestContext.Current.CancellationToken));
        return Plain + ArchiveName.SuffixOf(format);
    }

    private static byte[] Read(ArchiveReader reader, ArchiveFrame frame, ArchiveStatus status)
    {
        using ArchiveTextStream stream = reader.OpenText(frame);
        using MemoryStream text = new();
        stream.CopyTo(text);
        Assert.Equal(status, stream.Status);
        return text.ToArray();
    }
}
