using LogHog.Engine.Durability;
using LogHog.Engine.Index;
using LogHog.Engine.Search;
using LogHog.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace LogHog.Engine.Tests.Index;

/// <summary>The indexer without its thread, over files that the test writes.</summary>
public sealed class IndexerTests : IDisposable
{
    private const string Live = IndexBench.Live;
    private const string Archive = IndexBench.Archive;

    private readonly IndexBench _bench = new();
    private readonly ManualTime _time = new();
    private readonly HashSet<string> _written = [];
    private readonly Indexer _indexer;
    private bool _isBusy;
    private bool _isWanted = true;
    private long _freeBytes = long.MaxValue;

    public IndexerTests() => _indexer = NewIndexer();

    [Fact]
    public void A_live_file_is_indexed_when_enough_waits_and_when_it_rests()
    {
        Write(100);
        _indexer.DoWhatIsDue();
        Assert.Equal(0, _bench.Indexed(Live));

        Pass(seconds: 11);
        _bench.AssertWhole(Live, _bench.Listed(Live).Status.Length);

        Write(2_000); // 140 kB
        _indexer.DoWhatIsDue();
        Assert.Equal(_bench.Listed(Live).Status.Length - IndexBench.Event(2_099).Length, _bench.Indexed(Live));

        Pass(seconds: 11);
        _bench.AssertWhole(Live, _bench.Listed(Live).Status.Length);
    }

    [Fact]
    public void A_file_that_rests_for_long_has_one_chunk()
    {
        for (int i = 0; i < 3; i++)
        {
            Write(100);
            _indexer.DoWhatIsDue();
            Pass(seconds: 11);
        }

        Assert.Equal(3, _bench.Payloads(Live).Length);
        Pass(seconds: 60);
        Assert.Single(_bench.Payloads(Live));
        _bench.AssertWhole(Live, _bench.Listed(Live).Status.Length);
    }

    [Fact]
    public void A_line_without_its_end_is_not_tried_again_and_again()
    {
        Write(1);
        File.AppendAllText(_bench[Live], "2026-11-20T13:00");
        Pass(seconds: 11);
        string before = Updates();

        Pass(seconds: 11);

        Assert.Equal(before, Updates());
        Assert.Equal(IndexBench.Event(0).Length, _bench.Indexed(Live));
    }

    [Fact]
    public void Files_of_earlier_runs_and_of_others_are_found_and_what_is_deleted_comes_back()
    {
        string[] files = [Archive, "shop/old.log", "app.txt"];
        foreach (string file in files)
            _bench.Write(file, IndexBench.Events(0, 20));
        _indexer.DoWhatIsDue();
        Assert.All(files, file => _bench.AssertWhole(file, IndexBench.Events(0, 20).Length));

        Directory.Delete(_bench["shop/.index"], recursive: true);
        _bench.Append("shop/old.log", IndexBench.Event(20));
        _bench.Indexes.Changed(Archive);
        Pass(seconds: 601);

        _bench.AssertWhole(Archive, IndexBench.Events(0, 20).Length);
        _bench.AssertWhole("shop/old.log", IndexBench.Events(0, 21).Length);
    }

    [Fact]
    public void The_index_of_a_live_file_that_was_deleted_comes_back_though_nothing_is_written()
    {
        Write(100);
        Pass(seconds: 11);
        Directory.Delete(_bench["shop/.index"], recursive: true);

        Pass(seconds: 601);
        Pass(seconds: 11);

        Assert.True(File.Exists(_bench[SidecarNames.Tail(Live)]));
        _bench.AssertWhole(Live, _bench.Listed(Live).Status.Length);
    }

    [Fact]
    public void What_cannot_be_indexed_is_tried_once()
    {
        _bench.Write("wtmp", "a\0b");
        Pass(seconds: 601);
        string before = Updates();

        Pass(seconds: 601);

        Assert.Equal(before, Updates());
    }

    [Fact]
    public void An_index_that_a_query_finds_damaged_is_made_anew()
    {
        _bench.Write(Archive, IndexBench.Events(0, 20));
        _indexer.DoWhatIsDue();
        string sidecar = _bench[SidecarNames.Main(Archive)];
        byte[] good = File.ReadAllBytes(sidecar);
        byte[] bytes = (byte[])good.Clone();
        bytes[^200] ^= 1;
        File.WriteAllBytes(sidecar, bytes);
        _bench.Indexes.Changed(Archive);

        using (FileIndex index = _bench.Indexes.Find(_bench.Listed(Archive))!)
            index.ReportDamage();
        Assert.Null(_bench.Indexes.Find(_bench.Listed(Archive)));
        _indexer.DoWhatIsDue();

        _bench.AssertWhole(Archive, IndexBench.Events(0, 20).Length);
        Assert.Equal(good, File.ReadAllBytes(sidecar));
    }

    [Fact]
    public void Nothing_is_indexed_while_ingestion_is_held_back_or_the_disk_is_nearly_full()
    {
        _bench.Write(Archive, IndexBench.Events(0, 20));
        _isBusy = true;
        _indexer.DoWhatIsDue();
        Assert.Equal(0, _bench.Indexed(Archive));

        (_isBusy, _freeBytes) = (false, 1_999);
        _indexer.DoWhatIsDue();
        Assert.Equal(0, _bench.Indexed(Archive));

        _freeBytes = 2_000;
        _indexer.DoWhatIsDue();
        _bench.AssertWhole(Archive, IndexBench.Events(0, 20).Length);
    }

    [Fact]
    public void Only_one_of_two_processes_makes_the_indexes()
    {
        using DurableFile other = IndexLock.TryTake(_bench.Folder)!;
        _bench.Write(Archive, IndexBench.Events(0, 20));
        _indexer.DoWhatIsDue();
        Assert.Equal(0, _bench.Indexed(Archive));

        other.Dispose();
        Pass(seconds: 61);

        _bench.AssertWhole(Archive, IndexBench.Events(0, 20).Length);
    }

    [Fact]
    public void Files_that_are_not_to_be_indexed_lose_their_index()
    {
        _bench.Write(Archive, IndexBench.Events(0, 20));
        _indexer.DoWhatIsDue();
        _isWanted = false;

        Pass(seconds: 601);

        Assert.Empty(_bench.Folder.List("shop/.index"));
        Assert.Equal(0, _bench.Indexed(Archive));
    }

    [Fact]
    public async Task Behind_a_server_that_rotates_and_compresses_every_file_gets_its_whole_index()
    {
        await using EngineHost host = EngineHost.Start([EngineHost.Facility("shop") with { MaxSizeBytes = 20_000 }]);
        using RootedFolder folder = RootedFolder.Open(host.LogDir, create: false);
        await host.SendAsync([.. Enumerable.Range(0, 2_000).Select(static i => Frames.Message("shop", "", $"order {i} paid and delivered"))]);
        await host.SettledAsync(2_000);

        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        List<SearchFile> files;
        do
        {
            await Task.Delay(50, limit.Token);
            files = FolderListing.Read(folder, limit.Token);
        }
        while (!files.TrueForAll(file => IsDone(file, host)));

        Assert.True(files.Count > 2);
        Assert.All(files, file => Assert.Null(new IndexVerifier(host.Engine.Indexes).Check(file)));
        Assert.Contains(host.Engine.Snapshot().Metrics, static metric => metric is { Name: "loghog_index_text_bytes_total", Value: > 40_000 });
    }

    public void Dispose()
    {
        _indexer.Dispose();
        _bench.Dispose();
    }

    private static bool IsDone(SearchFile file, EngineHost host)
    {
        if (file.Archive is { Format: null })
            return false; // still to be compressed
        using FileIndex? index = host.Engine.Indexes.Find(file);
        return index is not null && (file.Archive is not null || index.IndexedTextBytes == file.Status.Length);
    }

    private void Write(int events)
    {
        int there = File.Exists(_bench[Live]) ? File.ReadAllLines(_bench[Live]).Length : 0;
        File.AppendAllText(_bench[Live], IndexBench.Events(there, events));
        _written.Add(Live);
    }

    private void Pass(int seconds)
    {
        _indexer.DoWhatIsDue();
        _time.Pass(TimeSpan.FromSeconds(seconds));
        _indexer.DoWhatIsDue();
    }

    private string Updates() => string.Join('\n', _indexer.Metrics().Where(static metric => metric.Name.EndsWith("_total", StringComparison.Ordinal)));

    private Indexer NewIndexer() => new(
        new IndexStore
        {
            LiveFiles = () => _written.Select(path => new LiveFile(path, _bench.Listed(path).Status.Length)),
            IsIndexed = _ => _isWanted,
            IsBusy = () => _isBusy,
            FreeBytes = () => _freeBytes,
            ReserveBytes = 1_000,
        },
        _bench.Indexes, _time, NullLogger.Instance, static failure => throw failure);

    private sealed class ManualTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Pass(TimeSpan time) => _ticks += time.Ticks;
    }
}
