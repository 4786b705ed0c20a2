using System.Runtime.InteropServices;

namespace LogHog.Engine.Durability;

/// <summary>The disk, or what stands between it and us, refused an operation. The message says what happened and what to do.</summary>
public sealed class DiskException : IOException
{
    /// <param name="errno">The kernel's answer.</param>
    /// <param name="operation">The system call's name, such as <c>fdatasync</c>.</param>
    /// <param name="path">The file or folder, for people.</param>
    /// <param name="bytesWritten">What a write had brought into the file before it failed.</param>
    public DiskException(Errno errno, string operation, string path, long bytesWritten = 0)
        : base($"{path}: {operation} failed: {Marshal.GetPInvokeErrorMessage((int)errno)} ({errno}). {Advice(errno)}")
    {
        Errno = errno;
        Operation = operation;
        Path = path;
        BytesWritten = bytesWritten;
    }

    public Errno Errno { get; }

    public string Operation { get; }

    public string Path { get; }

    /// <summary>How many bytes of a failed append or write stand in the file nevertheless (a disk that filled up half-way).</summary>
    public long BytesWritten { get; }

    /// <summary>True for a disk or quota that is full: it passes when space is made.</summary>
    public bool IsFull => Errno is Errno.ENOSPC or Errno.EDQUOT;

    private static string Advice(Errno errno) => errno switch
    {
        Errno.ENOSPC => "The disk is full: free space or let retention keep less.",
        Errno.EDQUOT => "The disk quota is used up: raise it, or let retention keep less.",
        Errno.EIO => "The device reports an error: look at the kernel's log (dmesg) and at the disk itself.",
        Errno.EROFS => "The file system is read-only: look at the kernel's log (dmesg), then remount it for writing.",
        Errno.EACCES or Errno.EPERM => "Give the user that this program runs as the right to do this.",
        Errno.ENOENT or Errno.ENOTDIR => "The file or a folder on its way is not there.",
        Errno.EEXIST => "Something with this name is already there.",
        Errno.ELOOP or Errno.EXDEV => "A symbolic link or another file system is on the way: beneath the log folder no link is followed.",
        Errno.EMFILE or Errno.ENFILE => "Too many open files: raise LimitNOFILE (ulimit -n).",
        Errno.ENXIO or Errno.ENODEV => "It is no regular file (a pipe, socket or device): move it away.",
        Errno.EISDIR => "It is a folder, not a file: move it away.",
        Errno.ENAMETOOLONG => "The name is too long for this file system.",
        Errno.ESTALE or Errno.ENOTCONN => "The file system under it has gone: mount it again.",
        _ => "Look at the file system it lies on.",
    };
}
