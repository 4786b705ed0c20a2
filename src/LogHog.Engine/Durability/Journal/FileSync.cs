namespace LogHog.Engine.Durability.Journal;

/// <summary>
/// Makes the log files durable for the checkpoint: one syncfs for all. When that fails, the kernel has told of lost writes and
/// forgets them: another sync would succeed and prove nothing. So first everything that the journal holds is written once more to
/// its place and synced through descriptors of its own; only then the checkpoint may move.
/// </summary>
internal sealed class FileSync(RootedFolder folder, RootedFolder logs, TimeProvider time, ulong salt)
{
    private bool _isSuspect;

    /// <exception cref="DiskException">Not durable; the next call starts with writing again.</exception>
    public void SyncUpTo(long fromLsn, long toLsn)
    {
        try
        {
            if (_isSuspect)
                WriteAgain(fromLsn, toLsn);
            logs.SyncFileSystem();
            _isSuspect = false;
        }
        catch (DiskException)
        {
            _isSuspect = true;
            throw;
        }
    }

    private void WriteAgain(long fromLsn, long toLsn)
    {
        RecoveryReport report = new();
        CheckpointState here = new(salt, fromLsn, fromLsn);
        (_, List<SegmentFile> segments, _) = SegmentFiles.Sort(folder, here, time, report);
        JournalIndex index = JournalIndex.Read(folder, segments, salt, fromLsn, fromLsn);
        using FilePlacement placement = new(logs, time, report, rewritesEqual: true, keepsOther: false);
        using SegmentReader reader = index.OpenReader();
        foreach (BatchPlace place in index.Batches.Where(b => b.Lsn > fromLsn && b.Lsn <= toLsn))
        {
            for (int n = 0; n < place.Parts.Length; n++)
            {
                PartPlace part = place.Parts[n];
                if (index.IntentOf(place.Lsn, n) is { } intent && !index.IsSettled(place.Lsn, n))
                    placement.TryPlace(intent, reader.Read(place.Segment, part.Offset, part.Length));
            }
        }
        placement.Sync();
    }
}
