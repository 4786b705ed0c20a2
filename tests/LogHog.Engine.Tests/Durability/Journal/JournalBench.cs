using System.Text;
using LogHog.Engine.Durability;
using LogHog.Engine.Durability.Journal;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Durability.Journal;

/// <summary>A journal, log files, and a writer that uses them as a FacilityWriter does.</summary>
internal sealed class JournalBench : IDisposable
{
    public static readonly JournalSettings Small = new()
    {
        SegmentBytes = 64 << 10, SegmentsMax = 8, GroupBytesMax = 8 << 10, CheckpointEvery = TimeSpan.FromHours(1),
    };

    private readonly TempFolder _temp = new();
    private readonly RootedFolder _folder;

    public JournalBench(JournalSettings? settings = null)
    {
        Settings = settings ?? Small;
        _folder = RootedFolder.Open(_temp["journal"], create: true);
        Logs = RootedFolder.Open(_temp["logs"], create: true);
        Journal = EventJournal.Open(_folder, Logs, Settings, TimeProvider.System);
    }

    public JournalSettings Settings { get; }

    public RootedFolder Logs { get; }

    public EventJournal Journal { get; private set; }

    public string JournalPath => _temp["journal"];

    public string this[string log] => _temp["logs/" + log];

    public static JournalBatch Batch(params (string File, string Lines)[] parts) =>
        new("test", [.. parts.Select(p => new JournalPart(p.File, p.Lines.Count(c => c == '\n'), Encoding.UTF8.GetBytes(p.Lines)))]);

    public async Task<long> Append(params (string File, string Lines)[] parts)
    {
        AppendResult result = await Journal.AppendAsync(Batch(parts));
        Assert.Equal(AppendStatus.Stored, result.Status);
        return result.Lsn;
    }

    /// <summary>Durable and in its files.</summary>
    public async Task<long> AppendAndWrite(params (string File, string Lines)[] parts)
    {
        long lsn = await Append(parts);
        for (int part = 0; part < parts.Length; part++)
            Write(lsn, part, parts[part].File, parts[part].Lines);
        return lsn;
    }

    public void Write(long lsn, int part, string file, string lines, int writtenBytes = int.MaxValue)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(lines);
        NoteIntent(lsn, part, file, bytes.Length);
        using DurableFile log = Logs.OpenAppend(file, create: true);
        log.Append(bytes.AsSpan(0, Math.Min(writtenBytes, bytes.Length)));
        if (writtenBytes >= bytes.Length)
            Journal.Written(lsn, part);
    }

    public void NoteIntent(long lsn, int part, string file, int length)
    {
        using DurableFile log = Logs.OpenAppend(file, create: true);
        FileStatus status = log.Status;
        Assert.True(Journal.NoteIntents([new PlacementIntent(lsn, part, file, status.Id, status.Length, length)]));
    }

    public string Read(string log) => File.Exists(this[log]) ? File.ReadAllText(this[log]) : "";

    /// <summary>What a kill leaves of the journal: a copy, taken while it runs. The logs stay where they are, with their inodes.</summary>
    public string CopyJournal()
    {
        string copy = _temp["copy-" + Guid.NewGuid().ToString("N")];
        Directory.CreateDirectory(copy);
        // What is about to take another's place (.new) may do so before it is copied; a start does not look at it.
        foreach (string file in Directory.GetFiles(JournalPath).Where(f => Path.GetFileName(f) != "lock" && Path.GetExtension(f) != ".new"))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        return copy;
    }

    /// <summary>Opens a copy over the logs, as the next start would, and closes it.</summary>
    /// <param name="copy">Its folder.</param>
    /// <param name="filesWentOn">The log files were written without the journal meanwhile.</param>
    public RecoveryReport Recover(string copy, bool filesWentOn = false)
    {
        using RootedFolder folder = RootedFolder.Open(copy, create: false);
        using EventJournal journal = EventJournal.Open(folder, Logs, Settings, TimeProvider.System, filesWentOn);
        return journal.Recovery;
    }

    /// <summary>As after a kill right now.</summary>
    public RecoveryReport Recover() => Recover(CopyJournal());

    /// <summary>Closes and opens it in order.</summary>
    public RecoveryReport Restart()
    {
        Journal.Dispose();
        Journal = EventJournal.Open(_folder, Logs, Settings, TimeProvider.System);
        return Journal.Recovery;
    }

    /// <summary>Puts another boot's number into every segment: the machine was off in between.</summary>
    public static void PretendReboot(string journal)
    {
        foreach (string path in Directory.GetFiles(journal, "segment-*"))
        {
            byte[] bytes = File.ReadAllBytes(path);
            if (!JournalSegment.TryReadHeader(bytes, out _))
                continue;
            bytes[40] ^= 0xff;
            BitConverter.TryWriteBytes(bytes.AsSpan(60), Crc32C.Of(bytes.AsSpan(0, 60)));
            File.WriteAllBytes(path, bytes);
        }
    }

    public void Dispose()
    {
        Journal.Dispose();
        _folder.Dispose();
        Logs.Dispose();
        _temp.Dispose();
    }
}
