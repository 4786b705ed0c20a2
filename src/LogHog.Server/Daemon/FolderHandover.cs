namespace LogHog.Server.Daemon;

/// <summary>
/// Gives what root made in the daemon's folders to the user it is about to become. The folders may already belong to that
/// user, who could put traps there: no link is followed, only what belongs to root changes hands, and never a file that has
/// a second name (a hard link to something of root's).
/// </summary>
internal static class FolderHandover
{
    /// <summary>An application's folder and its files; what lies deeper was made after the change of user.</summary>
    private const int DepthMax = 3;

    public static void Give(string folder, ServiceUser to)
    {
        const int flags = LinuxCalls.OpenDirectory | LinuxCalls.OpenNoFollow | LinuxCalls.OpenCloseOnExec;
        int descriptor = LinuxCalls.Open(folder, flags, 0);
        if (descriptor < 0) throw new StartFailure($"The folder {folder} cannot be opened: {LinuxCalls.LastError()}.");
        try
        {
            if (LinuxCalls.Identify(descriptor, "")?.Owner == 0) ChangeOwner(descriptor, "", to, folder);
            GiveInside(descriptor, folder, to, DepthMax);
        }
        finally
        {
            _ = LinuxCalls.Close(descriptor);
        }
    }

    /// <summary>One file of root's, outside of those folders.</summary>
    public static void GiveFile(string path, ServiceUser to)
    {
        if (LinuxCalls.Identify(LinuxCalls.AtFdCwd, path) is { Owner: 0, IsFolder: false, Links: 1 })
            ChangeOwner(LinuxCalls.AtFdCwd, path, to, path);
    }

    private static void GiveInside(int descriptor, string folder, ServiceUser to, int depth)
    {
        foreach (string path in Directory.EnumerateFileSystemEntries($"/proc/self/fd/{descriptor}"))
        {
            string name = Path.GetFileName(path);
            if (LinuxCalls.Identify(descriptor, name) is not { } found) continue;
            if (found.Owner == 0 && (found.IsFolder || found.Links == 1))
                ChangeOwner(descriptor, name, to, Path.Combine(folder, name));
            if (!found.IsFolder || depth == 1) continue;
            const int flags = LinuxCalls.OpenDirectory | LinuxCalls.OpenNoFollow | LinuxCalls.OpenCloseOnExec;
            int inner = LinuxCalls.OpenAt(descriptor, name, flags, 0);
            if (inner < 0) continue;
            GiveInside(inner, Path.Combine(folder, name), to, depth - 1);
            _ = LinuxCalls.Close(inner);
        }
    }

    private static void ChangeOwner(int descriptor, string name, ServiceUser to, string path)
    {
        int flags = LinuxCalls.AtSymlinkNoFollow | (name.Length == 0 ? LinuxCalls.AtEmptyPath : 0);
        if (LinuxCalls.ChangeOwnerAt(descriptor, name, to.UserId, to.GroupId, flags) != 0)
            throw new StartFailure($"{path} cannot be given to the user {to.Name}: {LinuxCalls.LastError()}.");
    }
}
