using System.Net;
using LogHog.Engine.Configuration;
using LogHog.Engine.Ingest.Inputs;
using LogHog.Protocols;

namespace LogHog.Engine.Ingest;

/// <summary>An input that requests come by: its account, who may send to it, and whose its events are.</summary>
public sealed class IntakeSource
{
    private readonly IngestServices _services;

    internal IntakeSource(Input input, IngestServices services, AcknowledgeWhen durability, int eventBytesMax)
    {
        Input = input;
        EventBytesMax = eventBytesMax;
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

    /// <summary>Bytes of one of its events.</summary>
    public int EventBytesMax { get; }

    /// <returns>False: it has as many connections as it may. True: to be followed by <see cref="CloseConnection"/>.</returns>
    public bool TryOpenConnection()
    {
        if (!Input.Connections.TryEnter())
            return false;
        Input.Ledger.ConnectionOpened();
        return true;
    }

    public void CloseConnection()
    {
        Input.Ledger.ConnectionClosed();
        Input.Connections.Leave();
    }
}
