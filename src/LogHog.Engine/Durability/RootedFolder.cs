using System.Runtime.InteropServices;
using System.Text;
using LogHog.Engine.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace LogHog.Engine.Durability;

/// <summary>
/// A folder held by its descriptor. Every name is relative, lies beneath it and is reached without following a link, whatever
/// somebody does to the tree meanwhile; only regular files are opened. Files get mode 0640 and folders 0750, whatever the umask.
/// </summary>
/// <remarks>
/// Nothing here is durable by itself: after <see cref="CreateNew"/>, <see cref="Rename"/> or <see cref="Delete"/> a power cut may
/// undo it until <see cref="SyncFolder"/> returned. Calls may come from several threads.
/// </remarks>
public sealed class RootedFolder : IDisposable
{
    private const int FileMode = 0b110_100_000; // 0640
    private const int PrivateFileMode = 0b110_000_000; // 0600
    private const int FolderMode = 0b111_101_000; // 0750

    private volatile SafeFileHandle _handle;

    private RootedFolder(SafeFileHandle handle, string path)
    {
        _handle = handle;
        Path = path;
    }

    /// <summary>Where it was when it was opened; absolute; for people and messages.</summary>
    public string Path { get; }

    /// <summary>Opens the folder; the way to it is the administrator's and may hold links.</summary>
    /// <param name="path">Absolute, or relative to the current folder.</param>
    /// <param name="create">Make it and what is missing above it, if need be.</param>
    /// <exception cref="DiskException">It is not there, is no folder, or may not be opened.</exception>
    public static RootedFolder Open(string path, bool create)
    {
        path = System.IO.Path.GetFullPath(path);
        int flags = LibC.OpenFolderOnly | LibC.OpenCloseOnExec;
        int opened = LibC.openat(LibC.CurrentFolder, path, flags, 0);
        if (opened >= 0)
            return new RootedFolder(new SafeFileHandle(opened, ownsHandle: true), path);
        DiskException failure = Failure("open", path);
        string? above = System.IO.Path.GetDirectoryName(path);
        if (!create || failure.Errno != Errno.ENOENT || above is null)
            throw failure;
        using RootedFolder parent = Open(above, create: true);
        string name = System.IO.Path.GetFileName(path);
        parent.CreateFolders(name);
        parent.SyncFolder();
        return parent.OpenFolder(name);
    }

    /// <summary>A folder beneath this one, as a root of its own.</summary>
    /// <exception cref="DiskException">It is not there, or a link, or no folder.</exception>
    public RootedFolder OpenFolder(string relative) =>
        new(OpenHandle(relative, LibC.OpenFolderOnly | LibC.OpenCloseOnExec, 0), Describe(relative));

    /// <summary>For appending (and reading); every write goes to the end, wherever that is by then.</summary>
    /// <exception cref="DiskException">ENOENT when it is not there and <paramref name="create"/> is false, or its folder is missing.</exception>
    public DurableFile OpenAppend(string relative, bool create) =>
        OpenFile(relative, LibC.OpenReadWrite | LibC.OpenAppend, create);

    /// <summary>A new file for reading and writing.</summary>
    /// <exception cref="DiskException">EEXIST when something already has this name.</exception>
    public DurableFile CreateNew(string relative) => CreateFile(relative, LibC.OpenReadWrite);

    /// <summary>
    /// A new file that nobody but its owner can read (0600). Made by root it belongs to the folder's owner: what an administrator
    /// writes for the daemon, the daemon must be able to read.
    /// </summary>
    /// <exception cref="DiskException">EEXIST when something already has this name.</exception>
    public DurableFile CreateNewPrivate(string relative)
    {
        DurableFile file = CreateFile(relative, LibC.OpenReadWrite, PrivateFileMode);
        try
        {
            if (LibC.statx(_handle, "", LibC.StatEmptyPath, LibC.StatBasic, out LibC.StatX folder) < 0)
                throw Failure("statx", Path);
            file.MakePrivate(folder.User, folder.Group);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc cref="CreateNew"/>
    public DurableFile CreateNewAppend(string relative) => CreateFile(relative, LibC.OpenReadWrite | LibC.OpenAppend);

    /// <exception cref="DiskException">It is not there, or no regular file.</exception>
    public DurableFile OpenRead(string relative) => OpenFile(relative, LibC.OpenRead, create: false);

    /// <summary>For reading and writing at any offset.</summary>
    /// <exception cref="DiskException">ENOENT when it is not there and <paramref name="create"/> is false, or its folder is missing.</exception>
    public DurableFile OpenReadWrite(string relative, bool create) => OpenFile(relative, LibC.OpenReadWrite, create);

    /// <summary>Makes the folder and those above it that are missing.</summary>
    /// <exception cref="DiskException">A file or a link has one of the names, or the disk refused.</exception>
    public void CreateFolders(string relative)
    {
        PathWalk.Check(relative);
        for (int end = relative.IndexOf('/', StringComparison.Ordinal); ; end = relative.IndexOf('/', end + 1))
        {
            string folder = end < 0 ? relative : relative[..end];
            using (Leaf leaf = OpenParent(folder))
            {
                if (LibC.mkdirat(leaf.Folder, leaf.Name, FolderMode) == 0)
                {
                    using SafeFileHandle made = OpenHandle(folder, LibC.OpenFolderOnly | LibC.OpenCloseOnExec, 0);
                    if (LibC.fchmod(made, FolderMode) < 0)
                        throw Failure("fchmod", Describe(folder));
                }
                else if (Failure("mkdir", Describe(folder)) is var failure && failure.Errno != Errno.EEXIST)
                    throw failure;
                else if (Status(folder) is { Kind: not FileKind.Folder } there)
                    throw new DiskException(there.Kind == FileKind.Link ? Errno.ELOOP : Errno.ENOTDIR, "mkdir", Describe(folder));
            }
            if (end < 0)
                return;
        }
    }

    /// <summary>
    /// What root made here belongs to the folder's owner from now on: what an administrator writes for the daemon, the daemon must be
    /// able to use. For anybody but root it does nothing.
    /// </summary>
    public void GiveToOwner(string relative)
    {
        if (!Environment.IsPrivilegedProcess)
            return;
        if (LibC.statx(_handle, "", LibC.StatEmptyPath, LibC.StatBasic, out LibC.StatX folder) < 0)
            throw Failure("statx", Path);
        using SafeFileHandle made = OpenHandle(relative, LibC.OpenRead | LibC.OpenCloseOnExec | LibC.OpenNonBlocking, 0);
        if (LibC.fchown(made, folder.User, folder.Group) < 0)
            throw Failure("fchown", Describe(relative));
    }

    /// <summary>Gives a file or folder another name, in one step.</summary>
    /// <param name="from">The name that it has.</param>
    /// <param name="to">The name that it gets.</param>
    /// <param name="replace">False: EEXIST when something has the new name, instead of replacing it.</param>
    public void Rename(string from, string to, bool replace)
    {
        Failpoints.Hit("folder.rename");
        using Leaf old = OpenParent(from);
        using Leaf next = OpenParent(to);
        uint flags = replace ? 0 : LibC.RenameNoReplace;
        if (LibC.renameat2(old.Folder, old.Name, next.Folder, next.Name, flags) == 0)
            return;
        DiskException failure = Failure("rename", $"{Describe(from)} → {to}");
        if (replace || failure.Errno is not (Errno.EINVAL or Errno.ENOSYS))
            throw failure;
        // File systems without RENAME_NOREPLACE: a second name fails if there is one, then the first goes. Files only.
        if (LibC.linkat(old.Folder, old.Name, next.Folder, next.Name, 0) < 0)
            throw Failure("link", $"{Describe(from)} → {to}");
        if (LibC.unlinkat(old.Folder, old.Name, 0) < 0)
            throw Failure("unlink", Describe(from));
    }

    /// <summary>Removes a file or an empty folder; a link itself, never what it points to.</summary>
    /// <returns>False when nothing had this name.</returns>
    /// <exception cref="DiskException">ENOTEMPTY for a folder with something in it.</exception>
    public bool Delete(string relative)
    {
        Failpoints.Hit("folder.delete");
        if (Status(relative) is not { } status)
            return false;
        using Leaf leaf = OpenParent(relative);
        if (LibC.unlinkat(leaf.Folder, leaf.Name, status.Kind == FileKind.Folder ? LibC.RemoveFolder : 0) == 0)
            return true;
        DiskException failure = Failure("unlink", Describe(relative));
        return failure.Errno == Errno.ENOENT ? false : throw failure;
    }

    /// <summary>Makes the names in a folder durable: what was created, renamed or deleted in it stays so over a power cut.</summary>
    /// <param name="relative">The folder; empty = this one.</param>
    public void SyncFolder(string relative = "")
    {
        if (Failpoints.Skips("folder.sync"))
            return;
        using SafeFileHandle folder = OpenHandle(relative, LibC.OpenFolderOnly | LibC.OpenCloseOnExec, 0);
        Errno injected = Failpoints.Injected("folder.sync");
        if (injected != Errno.None)
            throw new DiskException(injected, "fsync", Describe(relative));
        while (LibC.fsync(folder) < 0)
        {
            DiskException failure = Failure("fsync", Describe(relative));
            if (failure.Errno != Errno.EINTR)
                throw failure;
        }
    }

    /// <summary>Everything of the file system that this folder lies on, made durable (syncfs). For many files at once.</summary>
    /// <exception cref="DiskException">Also for an error of somebody else's file on it since the last call.</exception>
    public void SyncFileSystem()
    {
        Failpoints.Hit("folder.syncfs");
        if (LibC.syncfs(_handle) < 0)
            throw Failure("syncfs", Path);
    }

    /// <returns>Null when nothing has this name.</returns>
    public FileStatus? Status(string relative)
    {
        PathWalk.Check(relative);
        try
        {
            using Leaf leaf = OpenParent(relative);
            if (LibC.statx(leaf.Folder, leaf.Name, LibC.StatNoFollow, LibC.StatBasic | LibC.StatBirth, out LibC.StatX x) == 0)
                return StatusReader.Read(x);
            throw Failure("statx", Describe(relative));
        }
        catch (DiskException failure) when (failure.Errno is Errno.ENOENT or Errno.ENOTDIR)
        {
            return null;
        }
    }

    /// <summary>The names in a folder, without <c>.</c> and <c>..</c>, in the order of their bytes.</summary>
    /// <param name="relative">The folder; empty = this one.</param>
    public IReadOnlyList<string> List(string relative = "")
    {
        using SafeFileHandle folder = OpenHandle(relative, LibC.OpenFolderOnly | LibC.OpenCloseOnExec, 0);
        List<string> names = [];
        FolderEntries.Read(folder, Describe(relative), name => names.Add(Encoding.UTF8.GetString(name)));
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    /// <summary>What lies in a folder, with its status; taken anew until nothing came, went or was renamed meanwhile.</summary>
    /// <param name="relative">The folder; empty = this one.</param>
    /// <param name="isWanted">Whether a name counts.</param>
    /// <param name="triesMax">A folder that changes more often than this while it is read is taken as it was the last time.</param>
    public IReadOnlyList<(string Name, FileStatus Status)> ListStatus(string relative, Func<string, bool> isWanted, int triesMax)
    {
        using SafeFileHandle folder = OpenHandle(relative, LibC.OpenFolderOnly | LibC.OpenCloseOnExec, 0);
        return FolderEntries.ReadStatus(folder, Describe(relative), isWanted, triesMax);
    }

    /// <summary>Bytes that may still be written by a user without privileges on this file system, and its size.</summary>
    public (long FreeBytes, long TotalBytes) Space()
    {
        if (LibC.fstatvfs(_handle, out LibC.StatVfs space) < 0)
            throw Failure("fstatvfs", Path);
        return ((long)(space.BlocksAvailable * space.FragmentSize), (long)(space.Blocks * space.FragmentSize));
    }

    /// <summary>Whether the folder that is held is still the one under its path: it may have been renamed, deleted, mounted over.</summary>
    public bool IsStillAtItsPath()
    {
        try
        {
            using RootedFolder now = Open(Path, create: false);
            return now.Id() == Id();
        }
        catch (DiskException failure) when (failure.Errno is Errno.ENOENT or Errno.ENOTDIR)
        {
            return false;
        }
    }

    /// <summary>Lets go of the folder that is held and takes the one under its path, made anew if there is none. Files that are open stay as they are.</summary>
    public void TakeAgain()
    {
        RootedFolder now = Open(Path, create: true);
        SafeFileHandle old = _handle;
        _handle = now._handle;
        // Calls under way on another thread hold it until they return.
        old.Dispose();
    }

    public void Dispose() => _handle.Dispose();

    private FileId Id() =>
        LibC.statx(_handle, "", LibC.StatEmptyPath, LibC.StatBasic | LibC.StatBirth, out LibC.StatX status) == 0
            ? StatusReader.Read(status).Id
            : throw Failure("statx", Path);

    private DurableFile OpenFile(string relative, int flags, bool create)
    {
        PathWalk.Check(relative);
        // Once more when it came or went between the two looks; then the answer stands.
        for (bool again = true; ; again = false)
        {
            try
            {
                return DurableFile.From(OpenHandle(relative, flags | DurableFile.OpenFlags, 0), Describe(relative));
            }
            catch (DiskException failure) when (create && failure.Errno == Errno.ENOENT)
            {
            }
            try
            {
                return CreateFile(relative, flags);
            }
            catch (DiskException failure) when (again && failure.Errno == Errno.EEXIST)
            {
            }
        }
    }

    private DurableFile CreateFile(string relative, int flags, int mode = FileMode)
    {
        PathWalk.Check(relative);
        Failpoints.Hit("folder.create");
        flags |= LibC.OpenCreate | LibC.OpenExclusive | DurableFile.OpenFlags;
        SafeFileHandle handle = OpenHandle(relative, flags, mode);
        if (LibC.fchmod(handle, (uint)mode) < 0)
        {
            DiskException failure = Failure("fchmod", Describe(relative));
            handle.Dispose();
            throw failure;
        }
        return DurableFile.From(handle, Describe(relative));
    }

    private SafeFileHandle OpenHandle(string relative, int flags, int mode)
    {
        if (relative.Length > 0)
            PathWalk.Check(relative);
        int opened = PathWalk.Open(_handle, relative.Length == 0 ? "." : relative, flags, mode);
        return opened >= 0 ? new SafeFileHandle(opened, ownsHandle: true) : throw Failure("open", Describe(relative));
    }

    private Leaf OpenParent(string relative)
    {
        PathWalk.Check(relative);
        int slash = relative.LastIndexOf('/');
        if (slash < 0)
            return new Leaf(_handle, relative, Owned: false);
        int flags = LibC.OpenPathOnly | LibC.OpenFolderOnly | LibC.OpenCloseOnExec;
        return new Leaf(OpenHandle(relative[..slash], flags, 0), relative[(slash + 1)..], Owned: true);
    }

    private string Describe(string relative) => relative.Length == 0 ? Path : System.IO.Path.Combine(Path, relative);

    private static DiskException Failure(string operation, string path) =>
        new((Errno)Marshal.GetLastPInvokeError(), operation, path);

    /// <summary>The folder a name lies in, and the name in it.</summary>
    private readonly record struct Leaf(SafeFileHandle Folder, string Name, bool Owned) : IDisposable
    {
        public void Dispose()
        {
            if (Owned)
                Folder.Dispose();
        }
    }
}
