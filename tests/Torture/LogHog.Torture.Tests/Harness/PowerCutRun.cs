using System.Collections.Concurrent;
using LogHog.TestKit;

namespace LogHog.Torture.Harness;

/// <summary>One recorded life of loghogd, and what becomes of it when the power goes.</summary>
internal sealed class PowerCutRun
{
    // The same boot id would tell the journal that the page cache has survived. No machine has this one.
    private const string OtherBootId = "6b0d7a53-0000-4000-8000-00000000dead";
    private const string UnderOtherBoot =
        "mount --bind \"$0\" /proc/sys/kernel/random/boot_id && exec \"$@\"";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly LoadShape Shape = new(Files: 20, EventsPerRequest: 20, FilesPerRequest: 4);

    private readonly TempFolder _temp;
    private readonly ConcurrentQueue<RecordedAnswer> _acknowledgements;
    private readonly int _senders;

    private PowerCutRun(TempFolder temp, DiskRecord record, ConcurrentQueue<RecordedAnswer> acknowledgements, long begin, int senders)
    {
        _temp = temp;
        Record = record;
        _acknowledgements = acknowledgements;
        _senders = senders;
        FirstOperation = record.OperationAt(begin);
    }

    /// <summary>And how long the record was when the client had its answer: all that makes the answer true is before that.</summary>
    private sealed record RecordedAnswer(int Client, long Sequence, long RecordBytes);

    public DiskRecord Record { get; }

    /// <summary>Where the load began.</summary>
    public int FirstOperation { get; }

    /// <summary>Runs loghogd on a recorded disk until so many requests are acknowledged.</summary>
    public static async Task<PowerCutRun> RecordAsync(TempFolder temp, int megabytes, string failpoints, int requests)
    {
        ConcurrentQueue<RecordedAnswer> acknowledgements = new();
        using LoopDisk disk = LoopDisk.Create(temp["disk"], megabytes, throughFuse: true);
        // The mount has written to it already; the record has that too, and brings it there again.
        File.Copy(temp["disk/image"], temp["empty"]);
        string folder = Directory.CreateDirectory(System.IO.Path.Combine(disk.Path, "hog")).FullName;
        long begin;
        await using (Campaign campaign = new(Shape, senders: 3, folder, answer =>
            acknowledgements.Enqueue(new RecordedAnswer(answer.Client, answer.Sequence, new FileInfo(disk.Record).Length))))
        {
            campaign.FacilitiesText = "[*]\nrotate = size\nmax_size = 8K\nbackup_count = 100000\n";
            await campaign.StartAsync(failpoints);
            begin = new FileInfo(disk.Record).Length;
            campaign.Load.Start();
            await campaign.Load.AcknowledgedAsync(requests, Limit);
            await campaign.Load.StopAsync();
            await campaign.KillAsync();
        }

        return new PowerCutRun(temp, DiskRecord.Read(disk.Record), acknowledgements, begin, senders: 3);
    }

    /// <summary>Starts loghogd on the state of each cut.</summary>
    /// <param name="cuts">Numbers of operations, ascending.</param>
    /// <param name="random">Which unflushed sectors are there.</param>
    /// <param name="figures">Gets what came of it.</param>
    public async Task TryAsync(int[] cuts, Random random, PowerCutFigures figures)
    {
        int applied = 0;
        foreach (int cut in cuts)
        {
            using (FileStream flushed = new(_temp["empty"], FileMode.Open))
                applied = Record.ApplyFlushed(flushed, applied, cut);
            // A file of its own: a mount that another process's namespace still holds must not write into the next state.
            string image = _temp[$"state-{figures.States}"];
            File.Copy(_temp["empty"], image);
            using (FileStream state = new(image, FileMode.Open))
                Record.ApplyUnflushed(state, applied, cut, random);
            figures.States++;
            string? problem = await TryStateAsync(image, cut, figures);
            File.Delete(image);
            if (problem is not null)
                figures.Failures.Add($"cut in front of operation {cut} of {Record.Count}: {problem}");
        }
    }

    private async Task<string?> TryStateAsync(string image, int cut, PowerCutFigures figures)
    {
        long recordBytes = Record.RecordBytesAt(cut);
        ClientKnowledge[] known = [.. Enumerable.Range(1, _senders).Select(client => KnownOf(client, recordBytes))];
        figures.AcknowledgedEvents += known.Sum(static client => client.Acknowledged) * Shape.EventsPerRequest;
        (LoopDisk disk, bool isRepaired) = LoopDisk.MountRepaired(_temp["mounted"], image);
        using LoopDisk mounted = disk;
        figures.Repaired += isRepaired ? 1 : 0;
        await File.WriteAllTextAsync(_temp["boot_id"], OtherBootId + "\n");
        try
        {
            await using Campaign campaign = new(Shape, senders: 1, System.IO.Path.Combine(disk.Path, "hog"));
            await campaign.StartAsync(startedBy: ["unshare", "--mount", "sh", "-c", UnderOtherBoot, _temp["boot_id"]]);
            await campaign.ConservedAsync();
            await campaign.StopAsync();
        }
        catch (InvalidOperationException noStart)
        {
            return noStart.Message;
        }

        Verdict verdict = await Oracle.JudgeAsync(System.IO.Path.Combine(disk.Path, "hog", "log"), Shape, known);
        return verdict.IsClean ? null : verdict.ToString();
    }

    private ClientKnowledge KnownOf(int client, long recordBytes)
    {
        long acknowledged = _acknowledgements
            .Where(ack => ack.Client == client && ack.RecordBytes <= recordBytes).Select(static ack => ack.Sequence).DefaultIfEmpty(0).Max();
        return new ClientKnowledge(client, acknowledged, acknowledged + 1);
    }
}
