using System.Runtime.ExceptionServices;
using BenchmarkDotNet.Attributes;
using LogHog.Engine.Configuration;
using LogHog.Engine.Diagnostics;
using LogHog.Engine.Facilities;
using LogHog.Engine.Formats;
using LogHog.Engine.Ingest;
using LogHog.Engine.Storage;
using LogHog.LoadGenerator.Frames;
using LogHog.Protocols.Events;
using LogHog.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace LogHog.Benchmarks;

/// <summary>
/// Formatted lines through the file's writer into the file, and back the news that they are there. The difference between
/// the two is what company saves: a hand-over and a write for each message, or for a batch of them.
/// </summary>
[MemoryDiagnoser]
public class AppendBenchmarks
{
    // The file goes round at this size, so that a long run does not fill the disk.
    private const long FileBytesMax = 256 << 20;

    private readonly LogEvent[] _events = CorpusFrames.Events(FrameKind.V1);
    private readonly ILineFormat _format = LineFormats.CreateFormat(LineFormatKind.Standard, TimeZoneInfo.Utc);
    private readonly EventBatchPool _pool = new();
    private readonly EventLedger _ledger = new("bench");
    private readonly InFile _inFile = new();
    private TempFolder _folder = null!;
    private LogStore _store = null!;
    private FacilityWriter _writer = null!;

    [GlobalSetup]
    public void Setup()
    {
        _folder = new TempFolder();
        FacilitySettings facility = EngineHost.Facility("shop", backupCount: 1) with { MaxSizeBytes = FileBytesMax };
        _store = new LogStore(
            EngineHost.Settings(_folder.Path), FacilityTable.Empty, TimeProvider.System, NullLoggerFactory.Instance,
            static died => ExceptionDispatchInfo.Capture(died).Throw());
        _store.StartWriting();
        _writer = _store.WriterFor(facility, "shop"u8, default)!;
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _store.Stop(TimeSpan.FromSeconds(10));
        _store.Dispose();
        _inFile.Dispose();
        _folder.Dispose();
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = CorpusFrames.Count)]
    public void InOneBatch() => Append(_events);

    [Benchmark(OperationsPerInvoke = CorpusFrames.Count)]
    public void OneByOne()
    {
        for (int i = 0; i < _events.Length; i++)
            Append(_events.AsSpan(i, 1));
    }

    private void Append(ReadOnlySpan<LogEvent> events)
    {
        EventBatch batch = _pool.Rent(_ledger);
        int part = batch.PartOf(_writer);
        foreach (LogEvent one in events)
        {
            int start = batch.TextBytes;
            _format.Write(one, batch, new LineContext(one.App));
            batch.Commit(part, start, batch.TextBytes - start);
        }

        _ledger.Receive(events.Length, [], 0);
        batch.Submit(_store.Gate, _inFile);
        _inFile.Wait();
    }

    private sealed class InFile : IBatchOutcome, IDisposable
    {
        private readonly AutoResetEvent _settled = new(initialState: false);
        private DropReason? _lost;

        public void Failed(DropReason reason) => _lost = reason;

        public void Settled() => _settled.Set();

        public void Wait()
        {
            _settled.WaitOne();
            if (_lost is { } reason)
                throw new InvalidOperationException($"The writer gave up: {reason}.");
        }

        public void Dispose() => _settled.Dispose();
    }
}
