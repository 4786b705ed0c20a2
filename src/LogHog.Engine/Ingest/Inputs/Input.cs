using LogHog.Engine.Diagnostics;
using LogHog.Protocols;

namespace LogHog.Engine.Ingest.Inputs;

/// <summary>One input as its listeners see it: its account, its rules, and the workspaces its connections borrow.</summary>
internal sealed class Input(string name, Func<IEventDecoder> createDecoder, InputRules rules, IngestServices services) : IDisposable
{
    private InputRules _rules = rules;

    public EventLedger Ledger { get; } = new(name);

    public WorkspacePool Workspaces { get; } = new(createDecoder, services);

    /// <summary>For protocols that answer; null = connections have no state, and nothing is said to them.</summary>
    public InputSessions? Sessions { get; init; }

    /// <summary>Where each connection needs a place.</summary>
    public required ConnectionGate Connections { get; init; }

    /// <summary>From a frame's first byte to its last.</summary>
    public required TimeSpan FrameTimeout { get; init; }

    /// <summary>Between two frames; null = for ever.</summary>
    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>Null = as fast as it likes.</summary>
    public InputRate? Rate { get; private init; }

    /// <summary>Events a second; null = any number.</summary>
    public int? EventsPerSecondMax
    {
        init => Rate = value is { } max ? new InputRate(max, Ledger, services.Time) : null;
    }

    /// <summary>Those in force; each loop sees new ones with its next read.</summary>
    public InputRules Rules
    {
        get => Volatile.Read(ref _rules);
        set => Volatile.Write(ref _rules, value);
    }

    public void Dispose() => Workspaces.Dispose();
}

/// <summary>What the connections of a protocol that answers need.</summary>
/// <param name="Create">What a new one begins with.</param>
/// <param name="Durability">What an answer promises.</param>
/// <param name="AnswerTimeout">How long a peer may leave an answer unread before it is cut off.</param>
internal sealed record InputSessions(Func<ProtocolSession> Create, Configuration.AcknowledgeWhen Durability, TimeSpan AnswerTimeout);
