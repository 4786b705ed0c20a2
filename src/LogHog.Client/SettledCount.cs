namespace LogHog.Client;

/// <summary>How many messages are done with, in one way or the other, and who waits for which of them.</summary>
internal sealed class SettledCount
{
    private readonly Lock _lock = new();
    private readonly List<(long Target, TaskCompletionSource Reached)> _waiting = [];
    private long _value;

    public long Value => Interlocked.Read(ref _value);

    public void Add(int messages)
    {
        lock (_lock)
        {
            _value += messages;
            _waiting.RemoveAll(one => one.Target <= _value && one.Reached.TrySetResult());
        }
    }

    public Task WaitForAsync(long target)
    {
        lock (_lock)
        {
            if (_value >= target)
                return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((target, reached));
            return reached.Task;
        }
    }
}
