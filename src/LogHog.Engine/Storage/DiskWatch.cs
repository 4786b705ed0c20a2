using LogHog.Engine.Durability;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Storage;

/// <summary>
/// Looks after the log folder once a second, on a thread of its own because a disk that hangs also hangs who asks about it:
/// how much is free, and whether the folder is still there. Everybody else reads what it saw last.
/// </summary>
internal sealed class DiskWatch(RootedFolder folder, long reserveBytes, Action folderVanished, ILogger log)
{
    private long _freeBytes = long.MaxValue;
    private bool _wasLow;
    private int _isLooking;

    /// <summary>Free bytes as seen last; <see cref="long.MaxValue"/> before the first look.</summary>
    public long FreeBytes => Interlocked.Read(ref _freeBytes);

    /// <summary>So little is free that nothing more is acknowledged: what was already acknowledged must find room.</summary>
    public bool IsLow => FreeBytes < reserveBytes;

    /// <summary>Looks, unless the look before still waits for the disk.</summary>
    public void Tick()
    {
        if (Interlocked.Exchange(ref _isLooking, 1) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(static self => self.Look(), this, preferLocal: false);
    }

    public void Look()
    {
        try
        {
            if (!folder.IsStillAtItsPath())
            {
                StorageLog.FolderVanished(log, folder.Path);
                folder.TakeAgain();
                folderVanished();
            }

            Interlocked.Exchange(ref _freeBytes, folder.Space().FreeBytes);
            if (IsLow != _wasLow)
            {
                _wasLow = IsLow;
                if (_wasLow)
                    StorageLog.DiskLow(log, folder.Path, FreeBytes, reserveBytes);
                else
                    StorageLog.DiskWell(log, folder.Path, FreeBytes);
            }
        }
        catch (DiskException failure)
        {
            StorageLog.LookFailed(log, folder.Path, failure.Message);
        }
        finally
        {
            Volatile.Write(ref _isLooking, 0);
        }
    }
}
