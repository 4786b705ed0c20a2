using System.Diagnostics;
using System.Runtime.ExceptionServices;
using LogHog.Engine.Durability;

namespace LogHog.Engine.Search;

/// <summary>
/// The workers of one search: the caller's thread, and others as soon as there is enough to do. They take unit after unit from one
/// list, which is made while they work. While events come in as fast as they can be taken, the caller's thread is
/// alone, and rests most of the time.
/// </summary>
internal sealed class SearchCrew(
    SearchQuery query, IEnumerable<SearchUnit> units, int workersMax, SearchThreads? threads, Action<string, DiskException> unreadable)
{
    /// <summary>So much text, or so long at work, and a second thread costs less than it saves.</summary>
    private const int TextBytesAlone = 256 << 10;

    private static readonly long TicksAlone = Stopwatch.Frequency / 5000;

    /// <summary>Others who went because intake was busy come back after so long: what they need is made anew each time.</summary>
    private static readonly long TicksAway = Stopwatch.Frequency / 50;

    /// <summary>While intake is busy a query rests so many times as long as it works: it has an eleventh of one processor.</summary>
    private const int RestsPerWork = 10;

    /// <summary>Intake is looked at so often meanwhile.</summary>
    private static readonly TimeSpan RestStep = TimeSpan.FromMilliseconds(5);

    private static readonly TimeSpan RestMax = TimeSpan.FromMilliseconds(250);

    private readonly Lock _taking = new();
    private readonly IEnumerator<SearchUnit> _units = units.GetEnumerator();
    private readonly object _others = new();
    private int _othersHired;
    private long _hiresFrom;
    private int _othersAtWork;
    private ExceptionDispatchInfo? _failure;
    private volatile bool _isDone;

    /// <summary>Returns when all is searched, or no more rows are wanted.</summary>
    public void Run()
    {
        Work(isFirst: true);
        lock (_others)
        {
            _isDone = true;
            while (_othersAtWork > 0)
                Monitor.Wait(_others);
        }

        lock (_taking)
            _units.Dispose();
        _failure?.Throw();
    }

    private void Work(bool isFirst)
    {
        long began = Stopwatch.GetTimestamp();
        SearchWorker? worker = null;
        try
        {
            while (Take() is { } unit)
            {
                if (isFirst && (unit.TextBytes > TextBytesAlone || Stopwatch.GetTimestamp() - began > TicksAlone))
                    Hire();
                long taken = Stopwatch.GetTimestamp();
                Run(worker ??= new SearchWorker(query), unit);
                if (!isFirst && GivesWay())
                    break;
                Rest(Stopwatch.GetElapsedTime(taken));
            }

            worker?.Finish();
        }
        catch (Exception failure)
        {
            // Carried over to the caller's thread: the first, whoever met it.
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(failure), null);
            _isDone = true;
        }
    }

    private void Hire()
    {
        while (Volatile.Read(ref _othersHired) < workersMax - 1 && Stopwatch.GetTimestamp() >= Volatile.Read(ref _hiresFrom))
        {
            if (threads is { IsIntakeBusy: true } or { IsEveryProcessorBusy: true })
                return;
            Interlocked.Increment(ref _othersHired);
            if (threads is not null)
                threads.Run(WorkBeside);
            else
                ThreadPool.UnsafeQueueUserWorkItem(static crew => crew.WorkBeside(), this, preferLocal: false);
        }
    }

    private void Rest(TimeSpan worked)
    {
        TimeSpan wanted = worked * RestsPerWork < RestMax ? worked * RestsPerWork : RestMax;
        long began = Stopwatch.GetTimestamp();
        while (threads?.IsIntakeBusy == true && wanted - Stopwatch.GetElapsedTime(began) is var left && left > TimeSpan.Zero)
            query.Cancellation.WaitHandle.WaitOne(left < RestStep ? left : RestStep);
    }

    private bool GivesWay()
    {
        if (threads is not ({ IsIntakeBusy: true } or { AreMoreThanProcessors: true }))
            return false;
        Volatile.Write(ref _hiresFrom, Stopwatch.GetTimestamp() + TicksAway);
        Interlocked.Decrement(ref _othersHired);
        return true;
    }

    /// <summary>Whoever comes too late, since the pool had no thread before, finds nothing to do; nobody waits for it.</summary>
    private void WorkBeside()
    {
        lock (_others)
        {
            if (_isDone)
                return;
            _othersAtWork++;
        }

        Work(isFirst: false);
        lock (_others)
        {
            _othersAtWork--;
            Monitor.PulseAll(_others);
        }
    }

    private SearchUnit? Take()
    {
        lock (_taking)
        {
            if (_isDone || query.Receiver.IsFull)
                return null;
            query.Cancellation.ThrowIfCancellationRequested();
            if (_units.MoveNext())
                return _units.Current;
            _isDone = true;
            return null;
        }
    }

    private void Run(SearchWorker worker, SearchUnit unit)
    {
        try
        {
            unit.Run(worker);
        }
        catch (DiskException failure)
        {
            unreadable(unit.File.File.Path, failure);
        }
        finally
        {
            unit.File.Release();
        }
    }
}
