using LogHog.Engine.Durability;

namespace LogHog.Engine.Index;

/// <summary>Who makes the indexes of a folder of logs: one process at a time. Reading them needs no lock.</summary>
internal static class IndexLock
{
    /// <returns>To be kept while indexes are made, then disposed of; null: another process makes them.</returns>
    /// <exception cref="DiskException">The folder cannot be written.</exception>
    public static DurableFile? TryTake(RootedFolder logs)
    {
        logs.CreateFolders(SidecarNames.Folder);
        DurableFile file = logs.OpenReadWrite(SidecarNames.LockPath, create: true);
        try
        {
            logs.GiveToOwner(SidecarNames.Folder);
            logs.GiveToOwner(SidecarNames.LockPath);
            if (file.TryLock())
                return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }

        file.Dispose();
        return null;
    }
}
