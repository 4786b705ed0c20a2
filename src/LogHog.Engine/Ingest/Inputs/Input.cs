using LogHog.Engine.Diagnostics;
using LogHog.Protocols;

namespace LogHog.Engine.Ingest.Inputs;

/// <summary>One input as its listeners see it: its account, its rules, and the workspaces its connections borrow.</summary>
internal sealed class Input(string name, Func<IEventDecoder> createDecoder, InputRules rules, IngestServices services) : IDisposable
{
    private InputRules _rules = rules;

    public EventLedger Ledger { get; } = new(name);

    public WorkspacePool Workspaces { get; } = new(createDecoder, services);

    /// <summary>Those in force; each loop sees new ones with its next read.</summary>
    public InputRules Rules
    {
        get => Volatile.Read(ref _rules);
        set => Volatile.Write(ref _rules, value);
    }

    public void Dispose() => Workspaces.Dispose();
}
