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

    private int _errors;
    private bool _told;

    /// <summary>The journal, once <see cref="Try"/> or <see cref="UntilDoneAsync"/> said that it is done; null = it cannot be used.</summary>
    public EventJournal? Journal { get; private set; }

    /// <summary>What stands in the way, for people; null when done.</summary>
    public string? WaitsFor { get; private set; }

    /// <returns>False: the disk is full or has just failed, to be tried again.</returns>
    /// <exception cref="DiskException">Another process uses the journal (EBUSY).</exception>
    public bool Try()
    {
        try
        {
            work.CreateFolders(FolderName);
            EventJournal journal = EventJournal.Open(work.OpenFolder(FolderName), logs, new JournalSettings(), time);
            Tell(journal.Recovery);
            if (journal.Recovery.PartsUnplaced == 0)
            {
                Journal = journal;
                WaitsFor = null;
                return true;
            }

            WaitsFor = $"{journal.Recovery.PartsUnplaced} parts of acknowledged batches wait in the journal for room on the disk";
            journal.Dispose();
            return false;
        }
        catch (DiskException failure) when (failure.IsFull)
        {
            WaitsFor = failure.Message;
            TellOnce(failure.Message);
            return false;
        }
        catch (DiskException failure) when (failure.Errno != Errno.EBUSY && ++_errors < ErrorsMax)
        {
            WaitsFor = failure.Message;
            TellOnce(failure.Message);
            return false;
        }
        catch (DiskException failure) when (failure.Errno != Errno.EBUSY)
        {
            // No reason not to start: what needs no acknowledgement is served, and what does is refused.
            DurabilityLog.Unusable(log, failure.Message);
            WaitsFor = null;
            return true;
        }
    }

    public async Task UntilDoneAsync(CancellationToken stop)
    {
        while (!await Task.Run(Try, stop))
            await Task.Delay(RetryInterval, time, stop);
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
