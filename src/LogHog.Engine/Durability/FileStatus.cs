using System.Runtime.InteropServices;

namespace LogHog.Engine.Durability;

/// <summary>What lies under a name.</summary>
public enum FileKind : byte
{
    File,
    Folder,
    Link,

    /// <summary>A pipe, socket or device: LogHog touches none of them.</summary>
    Other,
}

/// <summary>What the file system knows about a name (statx; a link itself, never what it points to).</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Length">Bytes.</param>
/// <param name="AllocatedBytes">Bytes on the disk; less than the length where there are holes, more where space is preallocated.</param>
/// <param name="Id">Which file it is, whatever its name.</param>
/// <param name="ModifiedAt">When its bytes last changed.</param>
/// <param name="Links">How many names it has.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct FileStatus(
    FileKind Kind, long Length, long AllocatedBytes, FileId Id, DateTimeOffset ModifiedAt, int Links);

/// <summary>
/// Tells a file from every other one that has or had its name: inode numbers are used again, so the moment of birth
/// belongs to it (0 where the file system does not keep it). Device numbers change over a restart and are left out.
/// </summary>
/// <param name="Inode">The inode number.</param>
/// <param name="BornNs">Birth, in ns since 1970; 0 = unknown.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct FileId(ulong Inode, long BornNs);
