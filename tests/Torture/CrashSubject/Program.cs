using System.Text;
using LogHog.Engine.Durability;
using LogHog.Engine.Durability.Journal;

namespace LogHog.Torture.CrashSubject;

/// <summary>A process to be killed and lied to by tests.</summary>
internal static class Program
{
    private const int Senders = 4;

    public static async Task<int> Main(string[] arguments)
    {
        try
        {
            switch (arguments)
            {
                case ["sync-ours", string folder, string name]:
                    using (RootedFolder root = RootedFolder.Open(folder, create: false))
                    using (DurableFile file = root.OpenReadWrite(name, create: true))
                        SyncTwice(file);
                    return 0;
                case ["sync-dotnet", string folder, string name]:
                    using (FileStream stream = new(Path.Combine(folder, name), FileMode.OpenOrCreate))
                    {
                        stream.Write("x"u8);
#pragma warning disable RS0030 // the very call that is banned, to show why
                        stream.Flush(flushToDisk: true);
#pragma warning restore RS0030
                    }
                    Console.WriteLine("synced");
                    return 0;
                case ["journal", string folder, string batches]:
                    await AppendAsync(folder, int.Parse(batches));
                    return 0;
                default:
                    Console.Error.WriteLine("sync-ours FOLDER NAME | sync-dotnet FOLDER NAME | journal FOLDER BATCHES");
                    return 64;
            }
        }
        catch (DiskException failure)
        {
            Console.Error.WriteLine(failure.Message);
            return 1;
        }
    }

    private static void SyncTwice(DurableFile file)
    {
        file.Append("x"u8);
        try
        {
            file.Sync();
            Console.WriteLine("synced");
        }
        catch (DiskException failure)
        {
            Console.WriteLine($"failed {failure.Errno}");
        }
        try
        {
            file.Sync();
            Console.WriteLine("synced");
        }
        catch (DiskException failure)
        {
            Console.WriteLine($"failed {failure.Errno} broken {file.IsBroken}");
        }
    }

    /// <summary>
    /// Senders append batches of one line each for two files; a line of standard output says what was acknowledged. Each goes on
    /// behind the last sequence that the journal knows of it, by asking: what is already stored is acknowledged again.
    /// </summary>
    private static async Task AppendAsync(string folder, int batches)
    {
        using RootedFolder logs = RootedFolder.Open(Path.Combine(folder, "logs"), create: true);
        using RootedFolder own = RootedFolder.Open(Path.Combine(folder, "journal"), create: true);
        JournalSettings settings = new()
        {
            SegmentBytes = 64 << 10, SegmentsMax = 6, GroupBytesMax = 8 << 10, CheckpointEvery = TimeSpan.FromMilliseconds(20),
        };
        using EventJournal journal = EventJournal.Open(own, logs, settings, TimeProvider.System);
        foreach (string trouble in journal.Recovery.Troubles)
            Console.Error.WriteLine(trouble);
        using SubjectWriter common = new(logs, journal, "common.log");
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(() => SendAsync(journal, logs, common, sender, batches))));
    }

    private static async Task SendAsync(EventJournal journal, RootedFolder logs, SubjectWriter common, int sender, int batches)
    {
        using SubjectWriter own = new(logs, journal, $"sender-{sender}.log");
        for (int sequence = 1; sequence <= batches; sequence++)
        {
            byte[] line = Encoding.ASCII.GetBytes($"{sender} {sequence} {new string('x', sequence * 37 % 900)}\n");
            JournalPart[] parts = [new(own.Name, 1, line), new(common.Name, 1, line)];
            JournalBatch batch = new("subject", parts) { Client = $"sender-{sender}", Sequence = sequence };
            AppendResult result;
            try
            {
                result = await journal.AppendAsync(batch);
            }
            catch (DiskException failure)
            {
                lock (common)
                    Console.WriteLine($"refused {failure.Errno}");
                await Task.Delay(20);
                sequence--;
                continue;
            }
            if (result.Status == AppendStatus.Stored)
            {
                own.Write(result.Lsn, 0, line);
                common.Write(result.Lsn, 1, line);
            }
            lock (common)
                Console.WriteLine($"ack {sender} {sequence}");
        }
    }
}
