using LogHog.Engine.Configuration;
using LogHog.Engine.Index;
using LogHog.Engine.Search;
using LogHog.Engine.Storage;
using LogHog.Engine.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace LogHog.Engine.Tests.Index;

/// <summary>The index goes with its file: through rotation, compression, expiry.</summary>
public sealed class IndexRotationTests : IDisposable
{
    private const string Live = IndexBench.Live;
    private const string Archive = IndexBench.Archive;

    private readonly IndexBench _bench = new();
    private readonly string _text = IndexBench.Events(0, 10);

    [Fact]
    public void A_rotated_file_is_found_by_its_old_index_at_once_and_takes_it_with_it()
    {
        _bench.Write(Live, _text);
        _bench.Update(Live, IndexExtent.Resting);

        File.Move(_bench[Live], _bench[Archive]);
        Assert.Equal(_text.Length, _bench.Indexed(Archive));
        _bench.Write(Live, IndexBench.Events(10, 3));
        Assert.Equal(0, _bench.Indexed(Live));
        Assert.Equal(_text.Length, _bench.Indexed(Archive));

        Upkeep(Live, IndexExtent.Resting); // also when the new file comes first

        Assert.True(File.Exists(_bench[SidecarNames.Tail(Archive)]));
        _bench.AssertWhole(Live, IndexBench.Events(10, 3).Length);
        _bench.AssertWhole(Archive, _text.Length);
        Upkeep(Archive, IndexExtent.Finished);
        _bench.AssertWhole(Archive, _text.Length);
        Assert.Equal(0, _bench.Upkeep.Counters.Rebuilt(RebuildReason.FileChanged));
    }

    [Fact]
    public void Rotated_twice_before_anybody_looked_each_file_keeps_its_own()
    {
        _bench.Write(Live, _text);
        _bench.Update(Live, IndexExtent.Resting);
        File.Move(_bench[Live], _bench[Archive]);
        _bench.Write(Live, IndexBench.Events(10, 3));
        File.Move(_bench[Live], _bench[Archive.Replace("00-000000", "00-000001", StringComparison.Ordinal)]);
        _bench.Write(Live, IndexBench.Events(13, 3));

        Upkeep(Live, IndexExtent.Resting);

        Assert.Equal(_text.Length, _bench.Indexed(Archive));
        _bench.AssertWhole(Live, IndexBench.Events(13, 3).Length);
    }

    [Theory]
    [InlineData(CompressionFormat.Xz)]
    [InlineData(CompressionFormat.Gzip)]
    [InlineData(CompressionFormat.Bzip2)]
    [InlineData(CompressionFormat.Zstd)]
    public void An_archive_keeps_its_index_when_it_is_compressed_and_gets_one_from_its_text_if_it_has_none(CompressionFormat format)
    {
        string text = IndexBench.Events(0, 30_000); // several frames
        string packed = Archive + ArchiveName.SuffixOf(format);
        _bench.Write(Live, text);
        using (Indexer indexer = StartedIndexer())
        {
            Upkeep(Live, IndexExtent.Growing);
            File.Move(_bench[Live], _bench[Archive]);
            indexer.Complete(Archive, CancellationToken.None);
            Assert.Equal(CompressionOutcome.Compressed, Compress(format, indexer));
        }

        _bench.AssertWhole(packed, text.Length);
        AssertFrames(packed, text);
        byte[][] kept = _bench.Payloads(packed);
        _bench.Upkeep.Discard(packed);
        Assert.Equal(0, _bench.Indexed(packed));
        Upkeep(packed, IndexExtent.Finished);

        _bench.AssertWhole(packed, text.Length);
        AssertFrames(packed, text);
        Assert.Equal(kept, _bench.Payloads(packed));
    }

    [Theory]
    [InlineData(CompressionFormat.Xz)]
    [InlineData(CompressionFormat.Gzip)]
    [InlineData(CompressionFormat.Bzip2)]
    [InlineData(CompressionFormat.Zstd)]
    public void An_archive_of_another_program_is_indexed_from_its_text(CompressionFormat format)
    {
        string path = "shop/access.log.1" + ArchiveName.SuffixOf(format);
        _bench.Write("shop/access.log.1", _text);
        Tools.Run(Tools.Of(format), "-q", _bench["shop/access.log.1"]);

        Assert.Equal(IndexOutcome.Done, _bench.Update(path, IndexExtent.Finished));

        _bench.AssertWhole(path, _text.Length);
        AssertFrames(path, _text);
    }

    [Fact]
    public void A_damaged_archive_is_not_indexed()
    {
        string packed = Archive + ".zst";
        _bench.Write(Archive, IndexBench.Events(0, 30_000));
        Compress(CompressionFormat.Zstd, null);
        byte[] bytes = File.ReadAllBytes(_bench[packed]);
        bytes[bytes.Length / 2] ^= 0xFF;
        File.WriteAllBytes(_bench[packed], bytes);

        Assert.Equal(IndexOutcome.Unreadable, _bench.Update(packed, IndexExtent.Finished));
        Assert.Equal(0, _bench.Indexed(packed));
    }

    [Fact]
    public void A_compressed_archive_that_was_replaced_by_a_copy_is_indexed_again()
    {
        string packed = Archive + ".zst";
        _bench.Write(Archive, _text);
        Compress(CompressionFormat.Zstd, null);
        _bench.Update(packed, IndexExtent.Finished);
        File.Copy(_bench[packed], _bench["copy"]);
        File.Move(_bench["copy"], _bench[packed], overwrite: true);

        Assert.Equal(0, _bench.Indexed(packed));
        _bench.Update(packed, IndexExtent.Finished);
        _bench.AssertWhole(packed, _text.Length);
    }

    [Fact]
    public void Indexes_whose_files_are_gone_are_swept_away_and_no_others()
    {
        string gone = "shop/gone.log.2026-11-20-00-00-00-000000";
        _bench.Write(Live, _text);
        _bench.Write(Archive, _text);
        _bench.Write(gone, _text);
        _bench.Update(Live, IndexExtent.Resting);
        _bench.Update(Archive, IndexExtent.Finished);
        _bench.Update(gone, IndexExtent.Finished);
        Compress(CompressionFormat.Gzip, null);
        File.Delete(_bench[gone]);
        File.Move(_bench[Live], _bench["shop/web.log.2026-11-21-00-00-00-000000"]); // rotated, not seen yet
        _bench.Write("shop/.index/other.idx.tmp", "left by a kill");

        _bench.Upkeep.Sweep(FolderListing.Read(_bench.Folder, CancellationToken.None), static _ => true);

        Assert.Equal(["web.log.2026-11-20-00-00-00-000000.idx", "web.log.tail"], _bench.Folder.List("shop/.index"));
        _bench.Upkeep.Sweep(FolderListing.Read(_bench.Folder, CancellationToken.None), static _ => false);
        Assert.Empty(_bench.Folder.List("shop/.index"));
    }

    public void Dispose() => _bench.Dispose();

    private void Upkeep(string path, IndexExtent extent) =>
        Assert.Equal(IndexOutcome.Done, _bench.Upkeep.Update(_bench.Listed(path), extent, long.MaxValue, CancellationToken.None));

    private CompressionOutcome Compress(CompressionFormat format, Indexer? indexer) =>
        new ArchiveCompressor(_bench.Folder, NullLogger.Instance, null, indexer)
            .Compress(Archive, new CompressorSettings { Format = format, Level = 1 }, CancellationToken.None);

    private Indexer StartedIndexer()
    {
        var indexer = new Indexer(
            new IndexStore { LiveFiles = static () => [], IsIndexed = static _ => true, IsBusy = static () => false, FreeBytes = static () => long.MaxValue, ReserveBytes = 0 },
            _bench.Indexes, TimeProvider.System, NullLogger.Instance, static failure => throw failure);
        indexer.DoWhatIsDue();
        return indexer;
    }

    /// <summary>Each frame unpacks to the text that the index says is in it.</summary>
    private void AssertFrames(string path, string text)
    {
        using FileIndex index = _bench.Indexes.Find(_bench.Listed(path))!;
        using ArchiveReader archive = ArchiveReader.Open(_bench.Folder, path);
        byte[] expected = System.Text.Encoding.UTF8.GetBytes(text);
        Assert.Equal(text.Length, index.Frames!.Sum(static frame => frame.TextBytes));
        foreach (TextFrame frame in index.Frames!)
        {
            using ArchiveTextStream unpacked = archive.OpenText(new ArchiveFrame(frame.Offset, frame.Bytes, frame.TextBytes));
            byte[] part = new byte[frame.TextBytes];
            unpacked.ReadExactly(part);
            Assert.True(expected.AsSpan((int)frame.TextOffset, part.Length).SequenceEqual(part));
        }
    }
}
