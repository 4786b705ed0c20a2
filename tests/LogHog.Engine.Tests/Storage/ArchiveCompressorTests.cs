using LogHog.Engine.Configuration;
using LogHog.Engine.Durability;
using LogHog.Engine.Storage;
using LogHog.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace LogHog.Engine.Tests.Storage;

public sealed class ArchiveCompressorTests : IDisposable
{
    private const string Plain = "app/web.log.2026-11-20-00-00-00-000000";
    private const string Packed = Plain + ".zst";

    private static readonly CompressorSettings Zstd = new() { Format = CompressionFormat.Zstd, Level = 1 };

    private readonly TempFolder _temp = new();
    private readonly RootedFolder _folder;
    private readonly byte[] _text = LogText.Create(SeededRandom.Create(nameof(ArchiveCompressorTests)), 1_200_000);

    public ArchiveCompressorTests()
    {
        _folder = RootedFolder.Open(_temp.Path, create: false);
        _folder.CreateFolders("app");
    }

    [Fact]
    public void A_kill_in_front_of_any_step_loses_nothing_and_the_next_start_finishes()
    {
        List<string> steps = Steps();
        Assert.Equal(["create", "write", "write", "sync", "rename", "sync folder", "delete", "done"], steps);
        for (int killAt = 0; killAt < steps.Count; killAt++)
        {
            WritePlain();
            int step = 0;
            Assert.Throws<Killed>(() => Compress(_ =>
            {
                if (step++ == killAt)
                    throw new Killed();
            }));
            if (File.Exists(_temp[Packed]))
                Assert.Equal(_text, Tools.Run("zstdcat", _temp[Packed]));
            else
                Assert.Equal(_text, File.ReadAllBytes(_temp[Plain]));

            using ArchiverBench bench = new(_folder, Zstd);
            bench.Archiver.DoWhatIsDue();
            Assert.Equal([Path.GetFileName(Packed)], _folder.List("app"));
            Assert.Equal(_text, Tools.Run("zstdcat", _temp[Packed]));
            File.Delete(_temp[Packed]);
        }
    }

    [Fact]
    public void Time_and_mode_of_the_archive_are_kept()
    {
        WritePlain();
        DateTime time = new(2026, 3, 4, 5, 6, 7, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(_temp[Plain], time);
        Assert.Equal(CompressionOutcome.Compressed, Compress());
        Assert.Equal(time, File.GetLastWriteTimeUtc(_temp[Packed]));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(_temp[Packed]));
    }

    [Fact]
    public void What_is_there_under_the_name_is_never_overwritten()
    {
        WritePlain();
        File.WriteAllText(_temp[Plain + ".xz"], "something else");
        Assert.Equal(CompressionOutcome.NameTaken, Compress());
        Assert.Equal("something else", File.ReadAllText(_temp[Plain + ".xz"]));
        Assert.Equal(_text, File.ReadAllBytes(_temp[Plain]));
    }

    [Fact]
    public void A_compressed_form_that_lacks_a_part_does_not_count()
    {
        WritePlain();
        Assert.Equal(CompressionOutcome.Compressed, Compress());
        using (ArchiveReader reader = ArchiveReader.Open(_folder, Packed))
            File.WriteAllBytes(_temp[Packed], File.ReadAllBytes(_temp[Packed])[..(int)reader.Frames[0].Bytes]);
        WritePlain();
        Assert.Equal(CompressionOutcome.NameTaken, Compress());
        Assert.True(File.Exists(_temp[Plain]));
    }

    [Fact]
    public void A_disk_that_refuses_leaves_the_plain_archive_and_no_litter()
    {
        WritePlain();
        Assert.Equal(CompressionOutcome.Failed, Compress(step =>
        {
            if (step == "sync")
                throw new DiskException(Errno.EIO, "write", Plain);
        }));
        Assert.Equal([Path.GetFileName(Plain)], _folder.List("app"));
        Assert.Equal(CompressionOutcome.Compressed, Compress());
    }

    [Fact]
    public void A_stop_gives_up_at_the_next_frame_and_leaves_the_plain_archive()
    {
        WritePlain();
        using CancellationTokenSource stop = new();
        ArchiveCompressor compressor = new(_folder, NullLogger.Instance, _ => stop.Cancel());
        Assert.Throws<OperationCanceledException>(() => compressor.Compress(Plain, Zstd, stop.Token));
        Assert.Equal([Path.GetFileName(Plain)], _folder.List("app"));
    }

    [Fact]
    public void An_archive_that_is_gone_is_no_error() =>
        Assert.Equal(CompressionOutcome.Gone, Compress());

    [Fact]
    public void A_link_is_not_followed()
    {
        File.WriteAllText(_temp["secret"], "secret\n");
        File.CreateSymbolicLink(_temp[Plain], _temp["secret"]);
        Assert.Equal(CompressionOutcome.Gone, Compress());
        Assert.Equal([Path.GetFileName(Plain)], _folder.List("app"));
    }

    public void Dispose()
    {
        _folder.Dispose();
        _temp.Dispose();
    }

    private void WritePlain() => File.WriteAllBytes(_temp[Plain], _text);

    private CompressionOutcome Compress(Action<string>? step = null) =>
        new ArchiveCompressor(_folder, NullLogger.Instance, step).Compress(Plain, Zstd, CancellationToken.None);

    private List<string> Steps()
    {
        List<string> steps = [];
        WritePlain();
        Compress(steps.Add);
        File.Delete(_temp[Packed]);
        return steps;
    }

    private sealed class Killed : Exception;
}
