using System.Net;
using System.Runtime.ExceptionServices;
using LogHog.Engine.Configuration;
using LogHog.Engine.Diagnostics;
using LogHog.Engine.Durability;
using LogHog.Engine.Facilities;
using LogHog.Engine.Ingest;
using LogHog.Engine.Storage;
using LogHog.Protocols;
using LogHog.Protocols.Events;
using LogHog.Protocols.LogHogV1;
using LogHog.TestKit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LogHog.Engine.Tests.Ingest;

/// <summary>What happens between two flushes of a loop, step by step.</summary>
public sealed class SignedRoutingTests : IDisposable
{
    private static readonly FacilitySettings Bank = EngineHost.Facility("bank") with { Secret = SignedFrames.Secret };

    private readonly TempFolder _temp = new();
    private readonly RootedFolder _work;
    private readonly LogStore _store;
    private readonly ReplayWindow _replay;
    private readonly IngestServices _services;
    private readonly EventLedger _ledger = new("test");
    private readonly LogLines _log = new();
    private readonly LogEvent _event = new();
    private readonly LogHogDecoder _decoder = new(new LogHogLimits());

    public SignedRoutingTests()
    {
        _work = RootedFolder.Open(_temp["work"], create: true);
        _store = new LogStore(
            EngineHost.Settings(_temp.Path), FacilityTable.Empty, TimeProvider.System, NullLoggerFactory.Instance,
            static died => ExceptionDispatchInfo.Capture(died).Throw());
        _replay = new ReplayWindow(_work, TimeSpan.FromSeconds(300), Now());
        _services = new IngestServices(
            _store, new Quarantine(TimeProvider.System, NullLogger.Instance), _replay, new RejectLog(TimeProvider.System, _log), TimeProvider.System)
        {
            Facilities = new FacilityTable([Bank]),
        };
    }

    public void Dispose()
    {
        _store.Dispose();
        _replay.Dispose();
        _work.Dispose();
        _temp.Dispose();
    }

    [Fact]
    public void A_reload_that_changes_the_key_decides_by_the_key_under_which_each_event_came()
    {
        var router = new EventRouter(_services);
        router.Begin(_ledger, Peer.ThisMachine, naming: null);
        Route(router, SignedFrames.Right("old key, before"));
        Route(router, SignedFrames.Right("new key, before", secret: "new"));

        _services.Facilities = new FacilityTable([Bank with { Secret = "new" }]);
        router.Begin(_ledger, Peer.ThisMachine, naming: null);
        Route(router, SignedFrames.Right("old key, after"));
        Route(router, SignedFrames.Right("new key, after", secret: "new"));
        router.Flush();
        StoreAll();

        string[] lines = File.ReadAllLines(_temp["log/bank/root.log"]);
        Assert.Equal(2, lines.Length);
        Assert.EndsWith("bank: old key, before", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("bank: new key, after", lines[1], StringComparison.Ordinal);
        Assert.Equal(2, _ledger.Snapshot().Rejected[RejectReason.SignatureWrong]);
    }

    [Fact]
    public void A_wrong_signature_is_noted_with_the_peer_that_sent_it()
    {
        var router = new EventRouter(_services);
        router.Begin(_ledger, new Peer(IPAddress.Parse("192.0.2.1")), naming: null);
        Route(router, SignedFrames.Wrong("guess"));
        router.Begin(_ledger, new Peer(IPAddress.Parse("192.0.2.2")), naming: null);
        Route(router, SignedFrames.Right("right"));
        router.Begin(_ledger, new Peer(IPAddress.Parse("192.0.2.3")), naming: null);
        Route(router, SignedFrames.Wrong("guess"));
        Route(router, SignedFrames.Unsigned("bank", "no signature"));
        router.Begin(_ledger, new Peer(IPAddress.Parse("192.0.2.4")), naming: null);
        Route(router, SignedFrames.Right("right"));
        router.Flush();
        StoreAll();

        Assert.Equal(3, _log.Lines.Count);
        Assert.Single(_log.Lines, static line => line.Contains("192.0.2.1", StringComparison.Ordinal));
        Assert.Equal(2, _log.Lines.Count(static line => line.Contains("192.0.2.3", StringComparison.Ordinal)));
        InputSnapshot account = _ledger.Snapshot();
        Assert.Equal((5, 2, 0), (account.Received, account.Stored, account.Pending));
        Assert.Equal(2, account.Rejected[RejectReason.SignatureWrong]);
        Assert.Equal(1, account.Rejected[RejectReason.SignatureMissing]);
    }

    [Fact]
    public void Nothing_is_in_the_account_before_it_is_decided()
    {
        var router = new EventRouter(_services);
        router.Begin(_ledger, Peer.ThisMachine, naming: null);
        Route(router, SignedFrames.Right("one"));
        Route(router, SignedFrames.Wrong("two"));
        Assert.Equal(0, _ledger.Snapshot().Received);
        router.Flush();
        Assert.Equal(2, _ledger.Snapshot().Received);
        StoreAll();
        Assert.Equal(1, _ledger.Snapshot().Stored);
    }

    [Fact]
    public void A_nonce_is_on_record_when_its_batch_goes_to_the_writers_and_all_of_a_batch_are_one_write()
    {
        var router = new EventRouter(_services);
        router.Begin(_ledger, Peer.ThisMachine, naming: null);
        for (int i = 0; i < 100; i++)
            Route(router, SignedFrames.Right($"message {i}", version: 2));
        Assert.Equal(0, new FileInfo(_temp[$"work/{ReplayJournal.FileName}"]).Length);

        // The writers' threads do not run: whatever they will do comes after this.
        router.Flush();

        Assert.Equal(100 * 32, new FileInfo(_temp[$"work/{ReplayJournal.FileName}"]).Length);
        Assert.False(File.Exists(_temp["log/bank/root.log"]));
        StoreAll();
        Assert.Equal(100, File.ReadAllLines(_temp["log/bank/root.log"]).Length);
    }

    private static long Now() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() * 1_000_000;

    private void Route(EventRouter router, byte[] frame)
    {
        Assert.Equal(DecodeStatus.Event, _decoder.Decode(frame, _event, out _, out _));
        router.Route(_event);
    }

    private void StoreAll()
    {
        _store.StartWriting();
        _store.Stop(TimeSpan.FromSeconds(30));
    }

    private sealed class LogLines : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }
}
