namespace LogHog.Engine.Tail;

/// <summary>
/// Tells when all that was handed to the writers before a moment is in its files, or was given up. Each batch enters a
/// generation when it is handed over and leaves it when it is settled; asking begins a new generation and waits for the old one.
/// </summary>
internal sealed class StoreBarrier
{
    private readonly Lock _lock = new();
    private volatile Generation _current = new(Task.CompletedTask);

    /// <summary>A batch is about to be handed over. It leaves the generation exactly once.</summary>
    public Generation Enter()
    {
        while (true)
        {
            Generation generation = _current;
            generation.Enter();
            // While it is the current one it cannot be done: whoever replaces it waits for this batch too.
            if (ReferenceEquals(generation, _current))
                return generation;
            generation.Leave();
        }
    }

    /// <summary>Done when every batch that has entered by now is settled. A disk that hangs lets it wait for as long.</summary>
    public Task SettledAsync()
    {
        lock (_lock)
        {
            Generation before = _current;
            _current = new Generation(before.Done);
            before.Leave();
            return before.Done;
        }
    }

    /// <summary>The batches that were handed over between two questions.</summary>
    internal sealed class Generation
    {
        private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

        // The batches, and one for being the current one.
        private int _open = 1;

        public Generation(Task before) => Done = AfterAsync(before, _settled.Task);

        /// <summary>This one's batches and all earlier ones are settled.</summary>
        public Task Done { get; }

        public void Enter() => Interlocked.Increment(ref _open);

        public void Leave()
        {
            if (Interlocked.Decrement(ref _open) == 0)
                _settled.TrySetResult();
        }

        private static async Task AfterAsync(Task before, Task own)
        {
            await before;
            await own;
        }
    }
}
