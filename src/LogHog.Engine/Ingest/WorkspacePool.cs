using System.Collections.Concurrent;
using LogHog.Protocols;

namespace LogHog.Engine.Ingest;

/// <summary>
/// Lends workspaces to connections that have something to read. The number that is out at once is bounded, and with it
/// the memory of any number of connections.
/// </summary>
internal sealed class WorkspacePool(Func<IEventDecoder> createDecoder, IngestServices services) : IDisposable
{
    // More than the cores that decode; the rest is for those that wait for room in the store.
    private static readonly int WorkspacesMax = Math.Max(8, 4 * Environment.ProcessorCount);

    private readonly SemaphoreSlim _free = new(WorkspacesMax);
    private readonly ConcurrentBag<IngestWorkspace> _idle = [];

    public async ValueTask<IngestWorkspace> RentAsync()
    {
        await _free.WaitAsync();
        return _idle.TryTake(out IngestWorkspace? workspace)
            ? workspace
            : new IngestWorkspace(createDecoder(), new EventRouter(services));
    }

    public void Return(IngestWorkspace workspace)
    {
        workspace.Shrink();
        _idle.Add(workspace);
        _free.Release();
    }

    public void Dispose() => _free.Dispose();
}
