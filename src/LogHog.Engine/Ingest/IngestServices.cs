using LogHog.Engine.Facilities;
using LogHog.Engine.Ingest.Clients;
using LogHog.Engine.Storage;

namespace LogHog.Engine.Ingest;

/// <summary>What every connection's loop shares.</summary>
internal sealed class IngestServices(
    LogStore store, Quarantine quarantine, ReplayWindow replay, RejectLog rejects, TimeProvider time)
{
    private FacilityTable _facilities = FacilityTable.Empty;
    private ClientTable _clients = ClientTable.Empty;

    public LogStore Store { get; } = store;

    public Quarantine Quarantine { get; } = quarantine;

    public ReplayWindow Replay { get; } = replay;

    public RejectLog Rejects { get; } = rejects;

    public TimeProvider Time { get; } = time;

    public EventBatchPool Batches { get; } = new();

    /// <summary>The table in force; a reload puts a new one here, and each loop sees it with its next read.</summary>
    public FacilityTable Facilities
    {
        get => Volatile.Read(ref _facilities);
        set => Volatile.Write(ref _facilities, value);
    }

    /// <summary>What bearers of certificates may send; replaced in the same way.</summary>
    public ClientTable Clients
    {
        get => Volatile.Read(ref _clients);
        set => Volatile.Write(ref _clients, value);
    }

    public long NowUnixNs() => UnixNs(Time);

    public static long UnixNs(TimeProvider time) =>
        (time.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * TimeSpan.NanosecondsPerTick;
}
