using LogHog.Engine.Configuration;
using LogHog.Engine.Diagnostics;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine;

/// <summary>
/// The server without its shell: takes events in and brings them into files. Wired by hand; knows no dependency container,
/// no <c>IConfiguration</c>, no web, no command line.
/// </summary>
public sealed class LogEngine : IAsyncDisposable
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private LogEngine(ServerSettings settings, IReadOnlyList<FacilitySettings> facilities, TimeProvider time, ILoggerFactory logs)
    {
    }

    /// <summary>Ends when the engine has stopped; faults when one of its loops died, which the process must not outlive.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Opens the log folder and binds every socket (so that it can be done before privileges are dropped); serves nothing yet.</summary>
    /// <exception cref="IOException">A folder cannot be opened or an address cannot be bound; the message says which.</exception>
    public static LogEngine Open(
        ServerSettings settings, IReadOnlyList<FacilitySettings> facilities, TimeProvider time, ILoggerFactory logs) =>
        new(settings, facilities, time, logs);

    /// <summary>Starts to accept.</summary>
    public void Start()
    {
    }

    /// <summary>Takes new settings over without dropping a connection or an event.</summary>
    /// <returns>The keys whose change needs a restart, as <c>[section] key</c>; empty when all took effect.</returns>
    public IReadOnlyList<string> Reload(ServerSettings settings, IReadOnlyList<FacilitySettings> facilities) => [];

    /// <summary>Closes and reopens every log file by name (SIGUSR1).</summary>
    public void ReopenFiles()
    {
    }

    /// <summary>Stops to accept, stores what has arrived, closes the files.</summary>
    /// <param name="deadline">After this the rest is given up, and counted as dropped.</param>
    public Task StopAsync(TimeSpan deadline) => Task.CompletedTask;

    /// <summary>All counters at one moment; law 2 holds for each input in it.</summary>
    public EngineSnapshot Snapshot() => new();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
