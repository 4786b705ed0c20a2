using LogHog.Engine.Durability.Journal;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Durability;

/// <summary>
/// Opens the journal and brings the log files to what it proves, as often as it takes: on a full disk the files cannot be
/// completed yet. Until then nothing may write to them, or the journal's places would be taken.
/// </summary>
internal sealed class JournalStart(RootedFolder work, RootedFolder logs, TimeProvider time, ILogger log)
{
    private const string FolderName = "journal";

    // A disk that is well again must be in use again within 5 s.
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    // An error that passes (a controller's reset, a busy array) is over by then; one that stays must not keep the rest waiting.
    private const int ErrorsMax = 10;

    // Then the rest is served, and a try costs it a moment's rest: rare, but a mended folder is found soon.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);

    private int _errors;
    private bool _told;

    /// <summary>The journal, once <see cref="Try"/> or <see cref="UntilDoneAsync"/> said that it is done; null = it cannot be used.</summary>
    public EventJournal? Journal { get; private set; }

    /// <summary>What stands in the way, for people; null when the journal is in use.</summary>
    public string? WaitsFor { get; private set; }

    /// <summary>So many errors: the log files are written without the journal meanwhile.</summary>
    private bool IsGivenUp => _errors >= ErrorsMax;

    /// <returns>False: the disk is full or has just failed, to be tried again before anything is written. True with no <see cref="Journal"/>: write without it.</returns>
    /// <exception cref="DiskException">Another process uses the journal (EBUSY).</exception>
    public bool Try()
    {
        try
        {
            work.CreateFolders(FolderName);
            EventJournal journal = EventJournal.Open(work.OpenFolder(FolderName), logs, new JournalSettings(), time, filesWentOn: IsGivenUp);
            Tell(journal.Recovery);
            if (journal.Recovery.PartsUnplaced == 0)
            {
                if (IsGivenUp)
                    DurabilityLog.UsableAgain(log);
                Journal = journal;
                WaitsFor = null;
                return true;
            }

            WaitsFor = $"{journal.Recovery.PartsUnplaced} parts of acknowledged batches wait in the journal for room on the disk";
            journal.Dispose();
            return false;
        }
        catch (DiskException failure) when (failure.Errno != Errno.EBUSY || IsGivenUp)
        {
            return NotNow(failure);
        }
    }

    public async Task UntilDoneAsync(CancellationToken stop)
    {
        while (!await Task.Run(Try, stop))
            await Task.Delay(RetryInterval, time, stop);
    }

    /// <summary>When the log files are written without the journal: tries on, until it can be used.</summary>
    /// <param name="tryUse">Calls <see cref="Try"/> while nobody writes.</param>
    /// <param name="stop">Ends it.</param>
    public async Task UntilUsableAsync(Func<bool> tryUse, CancellationToken stop)
    {
        RetryDelay delay = new(LongestDelay, RetryInterval);
        do
            await Task.Delay(delay.Next(), time, stop);
        while (!await Task.Run(() => CanBeWritten() && tryUse(), stop));
    }

    private bool NotNow(DiskException failure)
    {
        WaitsFor = failure.Message;
        if (failure.IsFull || ++_errors < ErrorsMax)
        {
            TellOnce(failure.Message);
            return false;
        }

        // No reason not to start: what needs no acknowledgement is served, and what does is refused.
        if (_errors == ErrorsMax)
            DurabilityLog.Unusable(log, failure.Message);
        WaitsFor = $"the journal cannot be used, so nothing can be acknowledged as durable ({failure.Message}); it is tried again";
        return true;
    }

    /// <summary>Looks without holding up those who write.</summary>
    private bool CanBeWritten()
    {
        const string name = "probe";
        try
        {
            work.CreateFolders(FolderName);
            using RootedFolder folder = work.OpenFolder(FolderName);
            folder.Delete(name);
            using (DurableFile probe = folder.CreateNew(name))
            {
                probe.Append("probe"u8);
                probe.Sync();
            }

            folder.Delete(name);
            return true;
        }
        catch (DiskException failure)
        {
            NotNow(failure);
            return false;
        }
    }

    private void Tell(RecoveryReport report)
    {
        if (report.PartsUnplaced > 0)
        {
            TellOnce(report.ToString());
            return;
        }

        foreach (string trouble in report.Troubles)
            DurabilityLog.Trouble(log, trouble);
        if (report.Batches > 0 || report.RecordsDamaged > 0)
            DurabilityLog.Recovered(log, report);
    }

    private void TellOnce(string problem)
    {
        if (!_told)
            DurabilityLog.WaitsForRoom(log, problem);
        _told = true;
    }
}
