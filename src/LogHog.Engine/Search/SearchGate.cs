namespace LogHog.Engine.Search;

/// <summary>Lets so many queries run at once; the others wait their turn, first come, first served.</summary>
internal sealed class SearchGate(Func<int> runningMax, TimeProvider time)
{
    /// <summary>Who comes when so many wait already would not get a turn in any time that people wait.</summary>
    private const int WaitingMax = 1000;

    private readonly Lock _lock = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = new();
    private int _running;

    public int Running
    {
        get
        {
            lock (_lock)
                return _running;
        }
    }

    public int Waiting
    {
        get
        {
            lock (_lock)
                return _waiting.Count;
        }
    }

    /// <returns>False = the time was over before a place was free.</returns>
    public async Task<bool> EnterAsync(TimeSpan wait, CancellationToken cancellation)
    {
        LinkedListNode<TaskCompletionSource> place;
        lock (_lock)
        {
            if (_running < runningMax())
            {
                _running++;
                return true;
            }

            if (_waiting.Count >= WaitingMax || wait <= TimeSpan.Zero)
                return false;
            place = _waiting.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        try
        {
            await place.Value.Task.WaitAsync(wait, time, cancellation);
            return true;
        }
        catch (TimeoutException)
        {
            return !TryLeaveQueue(place);
        }
        catch (OperationCanceledException)
        {
            if (!TryLeaveQueue(place))
                Leave();
            throw;
        }
    }

    public void Leave()
    {
        lock (_lock)
        {
            _running--;
            // More than one where a reload has made room.
            while (_waiting.First is { } next && _running < runningMax())
            {
                _waiting.RemoveFirst();
                _running++;
                next.Value.SetResult();
            }
        }
    }

    /// <returns>False = its turn has come meanwhile.</returns>
    private bool TryLeaveQueue(LinkedListNode<TaskCompletionSource> place)
    {
        lock (_lock)
        {
            if (place.List is null)
                return false;
            _waiting.Remove(place);
            return true;
        }
    }
}
