namespace LogHog.Engine.Scheduling;

/// <summary>
/// Makes the pool's threads while everything is as nice as its process. The pool makes one on the thread that gives it work, and a thread has its maker's
/// niceness, turns and processors for good: one that was made by a query would answer requests at a query's niceness. (They stay once made:
/// ThreadsToKeepAlive in the project file.)
/// </summary>
public static class PoolThreads
{
    /// <summary>More than are ever at work at a time: what takes long, or waits, has threads of its own.</summary>
    private static readonly int Count = Math.Max(16, Environment.ProcessorCount);

    public static void MakeAll()
    {
        ThreadPool.GetMinThreads(out int least, out int completions);
        if (!ThreadPool.SetMinThreads(Count, completions))
            return;
        Gathering all = new();
        for (int asked = 0; asked < Count; asked++)
            ThreadPool.UnsafeQueueUserWorkItem(static all => all.Join(), all, preferLocal: false);
        all.Wait();
        ThreadPool.SetMinThreads(least, completions);
        WorkAgainAt(least);
    }

    /// <summary>The pool would have all of them at work at once, which takes a fifth of the HTTP that two processors manage; a lower bound, for a moment, tells it.</summary>
    private static void WorkAgainAt(int threads)
    {
        ThreadPool.GetMaxThreads(out int most, out int completions);
        ThreadPool.SetMaxThreads(Math.Max(threads, Environment.ProcessorCount), completions);
        ThreadPool.SetMaxThreads(most, completions);
    }

    /// <summary>Keeps each thread until all are there, so that the next has to be made.</summary>
    private sealed class Gathering
    {
        private readonly object _lock = new();
        private int _there;

        public void Join()
        {
            lock (_lock)
            {
                _there++;
                Monitor.PulseAll(_lock);
                Wait();
            }
        }

        public void Wait()
        {
            lock (_lock)
            {
                while (_there < Count)
                    Monitor.Wait(_lock);
            }
        }
    }
}
