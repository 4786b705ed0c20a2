using System.Net;
using LogHog.Engine.Configuration;
using LogHog.Engine.Ingest.Inputs;
using LogHog.Protocols;

namespace LogHog.Engine.Ingest;

/// <summary>An input that requests come by: its account, who may send to it, and whose its events are.</summary>
public sealed class IntakeSource
{
    private readonly IngestServices _services;

    internal IntakeSource(Input input, IngestServices services, AcknowledgeWhen durability)
    {
        Input = input;
        Store = new AcknowledgedStore(services, input.Ledger, durability);
        _services = services;
    }

    /// <summary>The label of its counters.</summary>
    public string Name => Input.Ledger.Input;

    internal Input Input { get; }

    internal AcknowledgedStore Store { get; }

    /// <summary>Whether an address may send; a reload may change the answer.</summary>
    public bool Allows(IPAddress peer) => Input.Rules.Allows(peer);

    /// <summary>Whether a certificate of this name may send.</summary>
    public bool AllowsClient(string identity) => Input.Rules.AllowsClient(identity);

    /// <summary>Counts a connection or request that never became events: it may not send, was cut off, is not what it says it is.</summary>
    public void Refuse(IPAddress peer, RejectReason reason)
    {
        Input.Ledger.Reject(reason);
        _services.Rejects.Note(Name, reason, peer);
    }

    public void ConnectionOpened() => Input.Ledger.ConnectionOpened();

    public void ConnectionClosed() => Input.Ledger.ConnectionClosed();
}
