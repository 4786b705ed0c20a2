using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using LogHog.Engine.Scheduling;

namespace LogHog.Engine.Ingest.Tls;

/// <summary>
/// The threads on which handshakes are worked at: half of the cores at most, and they give way, so that a flood of handshakes takes no
/// time from the connections that exist. Started with the first handshake.
/// </summary>
internal sealed class HandshakeThreads
{
    // Below what takes in and writes, so that under full load it gets about a third of their share and whoever connects still comes in.
    private const int Niceness = 5;

    private static readonly int ThreadsMax = Math.Max(1, Environment.ProcessorCount / 2);

    private readonly Lock _lock = new();

    // A handshake has one turn at a time, and their number is bounded.
    private readonly BlockingCollection<Action> _turns = [];
    private bool _isStarted;

    /// <summary>What follows the await runs on one of the threads, until it awaits something else.</summary>
    public Turn TurnAsync() => new(this);

    private void Run(Action turn)
    {
        lock (_lock)
        {
            for (int number = 0; !_isStarted && number < ThreadsMax; number++)
                new Thread(Loop) { Name = $"handshake-{number}", IsBackground = true }.Start();
            _isStarted = true;
        }

        _turns.Add(turn);
    }

    private void Loop()
    {
        LowPriority.TakeForThisThread(Niceness);
        foreach (Action turn in _turns.GetConsumingEnumerable())
            turn();
    }

    /// <summary>Awaits nothing but the thread.</summary>
    public readonly struct Turn(HandshakeThreads threads) : ICriticalNotifyCompletion
    {
        public bool IsCompleted => false;

        public Turn GetAwaiter() => this;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation) => threads.Run(continuation);

        public void UnsafeOnCompleted(Action continuation) => threads.Run(continuation);
    }
}
