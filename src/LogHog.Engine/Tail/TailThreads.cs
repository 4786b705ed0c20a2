using System.Collections.Concurrent;
using LogHog.Engine.Scheduling;

namespace LogHog.Engine.Tail;

/// <summary>
/// The threads on which tails read and filter lines, a batch at a time. Half of the cores at most, and they give way: however many
/// tails there are, taking in events goes on. Started with the first tail.
/// </summary>
internal sealed class TailThreads
{
    // Below what takes in and writes, so that under full load it gets about a third of their share and a tail still moves.
    private const int Niceness = 5;

    private static readonly int ThreadsMax = Math.Max(1, Environment.ProcessorCount / 2);

    private readonly Lock _lock = new();

    // Each tail has one piece of work at a time.
    private readonly BlockingCollection<Work> _work = new(TailHub.TailsMax * 2);
    private bool _isStarted;

    /// <summary>Runs it on one of the threads.</summary>
    /// <exception cref="OperationCanceledException">The server stops.</exception>
    public Task RunAsync(Action action)
    {
        Start();
        Work work = new(action);
        try
        {
            _work.Add(work);
        }
        catch (InvalidOperationException)
        {
            work.Cancel();
        }

        return work.Done;
    }

    public void Stop() => _work.CompleteAdding();

    private void Start()
    {
        lock (_lock)
        {
            if (_isStarted)
                return;
            _isStarted = true;
            for (int number = 0; number < ThreadsMax; number++)
                new Thread(Loop) { Name = $"tail-{number}", IsBackground = true }.Start();
        }
    }

    private void Loop()
    {
        LowPriority.TakeForThisThread(Niceness);
        foreach (Work work in _work.GetConsumingEnumerable())
            work.Run();
    }

    private sealed class Work(Action action)
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Done => _done.Task;

        public void Cancel() => _done.TrySetCanceled();

        public void Run()
        {
            try
            {
                action();
                _done.TrySetResult();
            }
#pragma warning disable CA1031 // It is the caller's, who gets it from the task; the thread serves the next tail.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                _done.TrySetException(failure);
            }
        }
    }
}
