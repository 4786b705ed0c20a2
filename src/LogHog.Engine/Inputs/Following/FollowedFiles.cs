using System.Runtime.InteropServices;
using LogHog.Engine.Durability;
using LogHog.Engine.Storage;
using Microsoft.Win32.SafeHandles;

namespace LogHog.Engine.Inputs.Following;

/// <summary>Looks at and opens files of others by absolute path. Links are followed: containers' logs are links.</summary>
internal static class FollowedFiles
{
    private static readonly SafeFileHandle CurrentFolder = new(LibC.CurrentFolder, ownsHandle: false);

    /// <returns>Null when there is nothing of that name, or nobody may see it.</returns>
    public static FileStatus? Status(string path) =>
        LibC.statx(CurrentFolder, path, 0, LibC.StatBasic | LibC.StatBirth, out LibC.StatX status) == 0 ? StatusReader.Read(status) : null;

    /// <summary>Opens a plain file, whatever its name.</summary>
    /// <exception cref="DiskException">It is not there, no regular file, or may not be read.</exception>
    public static FileText OpenPlain(string path)
    {
        int opened = LibC.openat(LibC.CurrentFolder, path, LibC.OpenRead | DurableFile.OpenFlags, 0);
        return opened < 0
            ? throw new DiskException((Errno)Marshal.GetLastPInvokeError(), "open", path)
            : new FileText(DurableFile.From(new SafeFileHandle(opened, ownsHandle: true), path));
    }

    /// <summary>Opens a rotated file, which may be compressed, as its suffix says.</summary>
    /// <inheritdoc cref="OpenPlain"/>
    public static ITextSource Open(string path)
    {
        if (!IsPacked(path))
            return OpenPlain(path);
        using RootedFolder folder = RootedFolder.Open(Path.GetDirectoryName(path)!, create: false);
        return new PackedText(ArchiveReader.Open(folder, Path.GetFileName(path)));
    }

    public static bool IsPacked(string path) => ArchiveName.FormatOfFile(path) is not null;
}
