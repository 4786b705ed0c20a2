using System.Diagnostics;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Durability.Journal;

/// <summary>Real kills of a real process: what it had acknowledged is there afterwards, once, whole and in order.</summary>
public sealed class JournalKillTests
{
    private const int Batches = 150;

    [Theory]
    [InlineData("journal.written=kill@")]
    [InlineData("journal.synced=kill@")]
    [InlineData("writer.noted=kill@")]
    [InlineData("writer.written=kill@")]
    [InlineData("recovery.append=kill@")]
    [InlineData("recovery.placed=kill@")]
    [InlineData("folder.syncfs=kill@")]
    [InlineData("folder.rename=kill@")]
    public void A_kill_at_a_failpoint_loses_nothing_and_doubles_nothing(string failpoint)
    {
        Random random = SeededRandom.Create();
        using TempFolder temp = new();
        HashSet<string> acknowledged = [];
        foreach (int limit in (int[])[3, 20, 100])
        {
            bool isStart = failpoint.StartsWith("recovery", StringComparison.Ordinal);
            if (isStart) // leave the start something to do
                Collect(CrashSubject.Start(["journal", temp.Path, $"{Batches}"], $"writer.noted=kill@{random.Next(1, 200)}"), acknowledged);
            Collect(CrashSubject.Start(["journal", temp.Path, $"{Batches}"], failpoint + (isStart ? 1 : random.Next(1, limit))), acknowledged);
        }
        Finish(temp, acknowledged);
    }

    [Fact]
    public void Kills_at_any_time_lose_nothing_and_double_nothing()
    {
        Random random = SeededRandom.Create();
        using TempFolder temp = new();
        HashSet<string> acknowledged = [];
        for (int round = 0; round < 8; round++)
        {
            using Process process = CrashSubject.Start(["journal", temp.Path, $"{Batches * 3}"]);
            int lines = random.Next(1, 500);
            while (lines-- > 0 && process.StandardOutput.ReadLine() is { } line)
                acknowledged.Add(line);
            process.Kill();
            Collect(process, acknowledged);
        }
        Finish(temp, acknowledged, Batches * 3);
    }

    [Theory]
    [InlineData("journal.sync=eio@5")]
    [InlineData("file.datasync=eio@7;folder.syncfs=eio@2")]
    [InlineData("file.write=enospc@9")]
    [InlineData("folder.syncfs=eio@1")]
    public void An_error_of_the_disk_is_answered_and_overcome(string failpoint)
    {
        using TempFolder temp = new();
        HashSet<string> acknowledged = [];
        using Process process = CrashSubject.Start(["journal", temp.Path, $"{Batches}"], failpoint);
        Collect(process, acknowledged);
        Assert.Equal(0, process.ExitCode);
        if (failpoint.StartsWith("journal.", StringComparison.Ordinal))
            Assert.Contains(acknowledged, line => line.StartsWith("refused ", StringComparison.Ordinal));
        Finish(temp, acknowledged);
    }

    /// <summary>The proof that these tests can fail: a server that leaves out the notes stores twice, and is caught.</summary>
    [Fact]
    public void A_server_that_notes_no_intents_is_caught()
    {
        using TempFolder temp = new();
        HashSet<string> acknowledged = [];
        Collect(CrashSubject.Start(["journal", temp.Path, $"{Batches}"], "journal.note=skip@1+;writer.written=kill@30"), acknowledged);
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Finish(temp, acknowledged));
    }

    private static void Collect(Process process, HashSet<string> acknowledged)
    {
        Task<string> errors = process.StandardError.ReadToEndAsync();
        while (process.StandardOutput.ReadLine() is { } line)
            acknowledged.Add(line);
        process.WaitForExit();
        Assert.Equal("", errors.GetAwaiter().GetResult());
    }

    /// <summary>One more start, which only recovers; then the files are looked at.</summary>
    private static void Finish(TempFolder temp, HashSet<string> acknowledged, int batches = Batches)
    {
        Assert.Equal((0, ""), CrashSubject.Run(["journal", temp.Path, "0"]));
        string[] common = File.ReadAllLines(temp["logs/common.log"]);
        for (int sender = 0; sender < 4; sender++)
        {
            string[] own = File.ReadAllLines(temp[$"logs/sender-{sender}.log"]);
            int[] sequences = [.. own.Select(line => Check(line, sender))];
            Assert.Equal(Enumerable.Range(1, sequences.Length), sequences);
            Assert.All(Enumerable.Range(1, batches), n => Assert.True(n <= sequences.Length || !acknowledged.Contains($"ack {sender} {n}")));
            int[] shared = [.. common.Where(l => l.StartsWith($"{sender} ", StringComparison.Ordinal)).Select(line => Check(line, sender))];
            Assert.Equal(sequences, shared);
        }
        Assert.Equal(common.Length, Enumerable.Range(0, 4).Sum(s => File.ReadAllLines(temp[$"logs/sender-{s}.log"]).Length));
    }

    private static int Check(string line, int sender)
    {
        string[] words = line.Split(' ');
        int sequence = int.Parse(words[1]);
        Assert.Equal($"{sender} {sequence} {new string('x', sequence * 37 % 900)}", line);
        return sequence;
    }
}
