using System.Diagnostics;
using LogHog.Engine.Durability;

namespace LogHog.Harness.Measuring;

/// <summary>What the disk itself can do: bare syncs, and what a server could that syncs for each batch.</summary>
internal sealed class DiskSyncs(Workplace workplace)
{
    private const int GroupBytes = 256 * 1024;
    private const int FileBytes = 8 * 1024 * 1024;

    /// <summary>Milliseconds of each write of 256 KiB in place with its fdatasync: what one group of the journal costs.</summary>
    public double[] Cost(int count)
    {
        using RootedFolder folder = RootedFolder.Open(workplace.NewFolder("syncs"), create: true);
        using DurableFile file = folder.CreateNew("group");
        file.WriteAt(0, new byte[FileBytes]);
        file.Sync();
        byte[] group = new byte[GroupBytes];
        double[] costs = new double[count];
        for (int round = 0; round < count; round++)
        {
            Random.Shared.NextBytes(group);
            long begun = Stopwatch.GetTimestamp();
            file.WriteAt((long)round * GroupBytes % FileBytes, group);
            file.DataSync();
            costs[round] = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        }

        return costs;
    }

    /// <summary>
    /// Events a second when each batch is appended and synced before the next: no network, no JSON, no formatting, the least that
    /// such a server would do.
    /// </summary>
    /// <param name="plan">The same batches from as many threads as there are connections.</param>
    /// <param name="files">0 = a file for each connection and one sync a batch; else so many shared files, each synced for each batch.</param>
    public double SyncEachBatch(DurablePlan plan, int files)
    {
        using RootedFolder folder = RootedFolder.Open(workplace.NewFolder("naive"), create: true);
        DurableFile[] all = [.. Enumerable.Range(0, files == 0 ? plan.Connections : files).Select(number => folder.OpenAppend($"{number}.log", create: true))];
        long events = 0;
        long begun = Stopwatch.GetTimestamp();
        Thread[] threads = [.. Enumerable.Range(0, plan.Connections).Select(id => new Thread(() =>
        {
            ReadOnlySpan<byte> batch = new JsonLinesRequest(0, id, plan.Events, plan.Files).Body;
            DurableFile[] mine = files == 0 ? [all[id]] : all;
            while (Stopwatch.GetElapsedTime(begun) < plan.Duration)
            {
                AppendAndSync(mine, batch);
                Interlocked.Add(ref events, plan.Events);
            }
        }))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        double rate = events / Stopwatch.GetElapsedTime(begun).TotalSeconds;
        foreach (DurableFile file in all)
            file.Dispose();
        return rate;
    }

    private static void AppendAndSync(DurableFile[] files, ReadOnlySpan<byte> batch)
    {
        int share = batch.Length / files.Length;
        for (int index = 0; index < files.Length; index++)
        {
            lock (files[index])
            {
                files[index].Append(batch.Slice(index * share, share));
                files[index].DataSync();
            }
        }
    }
}
