using LogHog.Engine.Durability;
using LogHog.Engine.Index;
using LogHog.Engine.Search;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Index;

public sealed class FileIndexerTests : IDisposable
{
    private const string Live = IndexBench.Live;

    private readonly IndexBench _bench = new();

    [Fact]
    public void A_growing_file_is_indexed_to_the_event_before_its_last()
    {
        _bench.Write(Live, IndexBench.Events(0, 10));

        Assert.Equal(IndexOutcome.Done, _bench.Update(Live, IndexExtent.Growing));

        _bench.AssertWhole(Live, IndexBench.Events(0, 9).Length);
    }

    [Fact]
    public void A_resting_file_is_indexed_to_its_last_newline()
    {
        string whole = IndexBench.Events(0, 10);
        _bench.Write(Live, whole);
        _bench.Update(Live, IndexExtent.Resting);
        _bench.AssertWhole(Live, whole.Length);

        _bench.Append(Live, "2026-11-20T13:00:00Z web");
        _bench.Update(Live, IndexExtent.Resting);

        _bench.AssertWhole(Live, whole.Length);
    }

    [Fact]
    public void Whole_chunks_stay_and_the_rest_is_done_again()
    {
        // More events than a chunk may have.
        _bench.Write(Live, IndexBench.Events(0, 70_000));
        _bench.Update(Live, IndexExtent.Resting);
        byte[][] before = _bench.Payloads(Live);

        _bench.Append(Live, IndexBench.Events(70_000, 10_000));
        _bench.Update(Live, IndexExtent.Settled);

        byte[][] after = _bench.Payloads(Live);
        Assert.Equal((2, 2), (before.Length, after.Length));
        Assert.Equal(before[0], after[0]);
        Assert.NotEqual(before[1], after[1]);
        _bench.AssertWhole(Live, IndexBench.Events(0, 80_000).Length);
    }

    [Fact]
    public void An_index_that_was_made_in_steps_is_the_same_as_one_that_was_made_at_once()
    {
        Random random = SeededRandom.Create();
        _bench.Write(Live, "");
        for (int events = 0; events < 150_000;)
        {
            int more = random.Next(6) == 0 ? random.Next(30_000) : random.Next(300);
            _bench.Append(Live, IndexBench.Events(events, more) + (random.Next(4) == 0 ? "\tmore\n\t\n" : ""));
            events += more;
            _bench.Update(Live, (IndexExtent)random.Next(3));
            Assert.InRange(_bench.Indexed(Live), 0, _bench.Listed(Live).Status.Length);
        }

        _bench.AssertRight(Live);
        _bench.Update(Live, IndexExtent.Finished);
        byte[][] inSteps = _bench.Payloads(Live);
        _bench.Upkeep.Discard(Live);
        _bench.Indexes.Changed(Live);
        _bench.Update(Live, IndexExtent.Finished);

        Assert.Equal(inSteps, _bench.Payloads(Live));
        Assert.False(File.Exists(_bench[SidecarNames.Tail(Live)]));
    }

    [Fact]
    public void A_line_that_goes_on_after_it_was_indexed_is_left_to_be_scanned_and_then_done_again()
    {
        string before = IndexBench.Events(0, 10);
        _bench.Write(Live, before);
        _bench.Update(Live, IndexExtent.Resting);
        _bench.Append(Live, IndexBench.Event(10));
        _bench.Update(Live, IndexExtent.Resting);

        _bench.Append(Live, "\tTraceback\n");

        Assert.True(_bench.Indexed(Live) <= before.Length);
        _bench.AssertRight(Live);
        _bench.Update(Live, IndexExtent.Resting);
        _bench.AssertWhole(Live, _bench.Listed(Live).Status.Length);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(5)]
    [InlineData(0)]
    public void A_file_that_was_written_anew_in_place_has_no_index_until_it_is_made(int events)
    {
        _bench.Write(Live, IndexBench.Events(0, 10));
        _bench.Update(Live, IndexExtent.Resting);
        string other = IndexBench.Events(500, events);

        _bench.Overwrite(Live, other);

        Assert.Equal(0, _bench.Indexed(Live));
        _bench.Update(Live, IndexExtent.Resting);
        Assert.Equal(RebuildReason.FileChanged, _bench.Indexer.Rebuilt);
        _bench.AssertWhole(Live, other.Length);
    }

    [Fact]
    public void A_file_that_was_cut_has_no_index_until_it_is_made()
    {
        string kept = IndexBench.Events(0, 5);
        _bench.Write(Live, IndexBench.Events(0, 10));
        _bench.Update(Live, IndexExtent.Resting);

        _bench.Overwrite(Live, kept);

        Assert.Equal(0, _bench.Indexed(Live));
        _bench.Update(Live, IndexExtent.Resting);
        _bench.AssertWhole(Live, kept.Length);
    }

    [Fact]
    public void Another_file_with_the_name_has_no_index_until_it_is_made()
    {
        _bench.Write(Live, IndexBench.Events(0, 10));
        _bench.Update(Live, IndexExtent.Resting);

        _bench.Write(Live + ".new", IndexBench.Events(0, 12));
        File.Move(_bench[Live + ".new"], _bench[Live], overwrite: true);

        Assert.Equal(0, _bench.Indexed(Live));
        _bench.Update(Live, IndexExtent.Resting);
        _bench.AssertWhole(Live, IndexBench.Events(0, 12).Length);
    }

    [Fact]
    public void A_finished_file_that_was_changed_with_the_same_length_has_no_index()
    {
        _bench.Write(IndexBench.Archive, IndexBench.Events(0, 10));
        _bench.Update(IndexBench.Archive, IndexExtent.Finished);

        _bench.Overwrite(IndexBench.Archive, IndexBench.Events(1, 9) + IndexBench.Event(0));
        File.SetLastWriteTimeUtc(_bench[IndexBench.Archive], TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(1));

        Assert.Equal(0, _bench.Indexed(IndexBench.Archive));
        Assert.Equal(IndexOutcome.Done, _bench.Update(IndexBench.Archive, IndexExtent.Finished));
        _bench.AssertWhole(IndexBench.Archive, _bench.Listed(IndexBench.Archive).Status.Length);
    }

    [Fact]
    public void An_index_of_another_time_zone_or_another_root_is_not_used()
    {
        _bench.Write(Live, IndexBench.Events(0, 10));
        _bench.Update(Live, IndexExtent.Resting);
        using IndexFolder elsewhere = IndexFolder.Open(_bench.Folder, TimeZoneInfo.CreateCustomTimeZone("x", TimeSpan.FromHours(3), "x", "x"));
        using RootedFolder shop = RootedFolder.Open(_bench["shop"], create: false);
        using IndexFolder below = IndexFolder.Open(shop, TimeZoneInfo.Utc);

        Assert.Null(elsewhere.Find(_bench.Listed(Live)));
        SearchFile inShop = SearchFile.Of("web.log", shop.Status("web.log")!.Value);
        Assert.Null(below.Find(inShop));
        Assert.Equal(IndexOutcome.Foreign, new FileIndexer(shop, shop, below.Rules, takesOver: false).Update(inShop, IndexExtent.Resting, long.MaxValue, CancellationToken.None));
        _bench.AssertWhole(Live, IndexBench.Events(0, 10).Length);
    }

    [Fact]
    public void A_binary_file_of_another_program_is_not_indexed()
    {
        _bench.Write("wtmp", "abc\0def\n");

        Assert.Equal(IndexOutcome.Unreadable, _bench.Update("wtmp", IndexExtent.Finished));
        Assert.Equal(0, _bench.Indexed("wtmp"));
    }

    [Fact]
    public void A_query_keeps_its_index_though_it_is_replaced_and_deleted()
    {
        _bench.Write(Live, IndexBench.Events(0, 10));
        _bench.Update(Live, IndexExtent.Resting);
        using FileIndex index = _bench.Indexes.Find(_bench.Listed(Live))!;
        byte[] before = index.Payload(0);

        _bench.Append(Live, IndexBench.Events(10, 10));
        _bench.Update(Live, IndexExtent.Settled);
        _bench.Upkeep.Discard(Live);

        Assert.Equal(before, index.Payload(0));
    }

    public void Dispose() => _bench.Dispose();
}
