using System.Runtime.InteropServices;
using LogHog.Engine.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace LogHog.Engine.Durability;

/// <summary>
/// A regular file whose writes and syncs tell the truth. .NET 10's own flush returns normally when Linux's fsync fails with EIO,
/// ENOSPC or EDQUOT; this one throws, and then never trusts the descriptor again: the kernel reports a lost write once and
/// marks the pages clean, so a second sync that succeeds proves nothing.
/// </summary>
/// <remarks>Opened by <see cref="RootedFolder"/>. One writer at a time; reads may go on beside it.</remarks>
public sealed class DurableFile : IDisposable
{
    /// <summary>Non-blocking, so that opening a pipe or a tape does not hang before we see what it is; regular files do not care.</summary>
    internal const int OpenFlags = LibC.OpenCloseOnExec | LibC.OpenNonBlocking | LibC.OpenNoTerminal;

    private readonly SafeFileHandle _handle;

    /// <summary>Linux tells a lost write to one sync only: two at once would let the other one believe that all is well.</summary>
    private readonly Lock _syncing = new();

    private volatile DiskException? _brokenBy;

    private DurableFile(SafeFileHandle handle, string path)
    {
        _handle = handle;
        Path = path;
    }

    /// <summary>Absolute, as it was opened; for people and messages.</summary>
    public string Path { get; }

    /// <summary>A sync failed. Every later operation throws; what was written since the last good sync may be lost or not.</summary>
    public bool IsBroken => _brokenBy is not null;

    /// <summary>Bytes, asked from the kernel.</summary>
    public long Length => Status.Length;

    /// <summary>As the kernel sees the open file, whatever its name by now.</summary>
    public FileStatus Status
    {
        get
        {
            ThrowIfBroken();
            return ReadStatus(_handle, Path);
        }
    }

    /// <summary>Writes all of it at the end. One write call, unless the kernel takes it in pieces.</summary>
    /// <exception cref="DiskException"><see cref="DiskException.BytesWritten"/> of it stand in the file.</exception>
    public void Append(ReadOnlySpan<byte> bytes) => Write(bytes, offset: -1, "file.append");

    /// <summary>Writes all of it from an offset on. (On a file opened for appending Linux ignores the offset: open it otherwise.)</summary>
    /// <exception cref="DiskException"><see cref="DiskException.BytesWritten"/> of it stand in the file.</exception>
    public void WriteAt(long offset, ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        Write(bytes, offset, "file.write");
    }

    /// <summary>Reads from an offset until the span is full or the file ends.</summary>
    /// <returns>How many bytes; less than asked for only at the end of the file.</returns>
    public int Read(long offset, Span<byte> bytes)
    {
        ThrowIfBroken();
        int done = 0;
        while (done < bytes.Length)
        {
            Span<byte> rest = bytes[done..];
            nint read = LibC.pread(_handle, rest, (nuint)rest.Length, offset + done);
            if (read == 0)
                break;
            if (read > 0)
                done += (int)read;
            else if (LastErrno() is var errno && errno != Errno.EINTR)
                throw new DiskException(errno, "pread", Path);
        }
        return done;
    }

    /// <summary>The bytes, and what is needed to find them again (the length), are on the disk when this returns.</summary>
    /// <exception cref="DiskException">They may not be, and the file is broken from here on.</exception>
    public void DataSync() => Sync(LibC.fdatasync, "fdatasync", "file.datasync");

    /// <summary>As <see cref="DataSync"/>, with the times and the mode. The name needs <see cref="RootedFolder.SyncFolder"/>.</summary>
    /// <exception cref="DiskException">They may not be, and the file is broken from here on.</exception>
    public void Sync() => Sync(LibC.fsync, "fsync", "file.sync");

    /// <summary>Cuts the file to, or fills it with zeros up to, a length.</summary>
    public void Truncate(long length)
    {
        ThrowIfBroken();
        Failpoints.Hit("file.truncate");
        while (LibC.ftruncate(_handle, length) < 0)
        {
            if (LastErrno() is var errno && errno != Errno.EINTR)
                throw new DiskException(errno, "ftruncate", Path);
        }
    }

    /// <summary>Sets space aside, so that writing there cannot fail for want of it.</summary>
    /// <param name="offset">From where on.</param>
    /// <param name="size">How many bytes.</param>
    /// <param name="keepLength">True: the length stays, the space lies behind the end.</param>
    /// <returns>False where the file system cannot do it: then a write may still meet a full disk.</returns>
    /// <exception cref="DiskException">ENOSPC: there is not so much.</exception>
    public bool Allocate(long offset, long size, bool keepLength = false)
    {
        ThrowIfBroken();
        Failpoints.Hit("file.allocate");
        while (LibC.fallocate(_handle, keepLength ? LibC.AllocateKeepSize : 0, offset, size) < 0)
        {
            switch (LastErrno())
            {
                case Errno.EINTR:
                    continue;
                case Errno.EOPNOTSUPP or Errno.ENOSYS:
                    return false;
                case var errno:
                    throw new DiskException(errno, "fallocate", Path);
            }
        }
        return true;
    }

    /// <summary>Takes the file's lock for this process, until the file is closed.</summary>
    /// <returns>False when another process (or another opening of the file) has it.</returns>
    public bool TryLock()
    {
        ThrowIfBroken();
        while (LibC.flock(_handle, LibC.LockExclusiveNow) < 0)
        {
            switch (LastErrno())
            {
                case Errno.EINTR:
                    continue;
                case Errno.EAGAIN:
                    return false;
                case var errno:
                    throw new DiskException(errno, "flock", Path);
            }
        }
        return true;
    }

    /// <summary>Sets the time of its last change, such as that of the file whose content it keeps. Durable after <see cref="Sync()"/>.</summary>
    public void SetModifiedAt(DateTimeOffset time)
    {
        ThrowIfBroken();
        File.SetLastWriteTimeUtc(_handle, time.UtcDateTime);
    }

    /// <summary>Closes it, without a sync.</summary>
    public void Dispose() => _handle.Dispose();

    /// <summary>Mode 0600; and, for root, another owner.</summary>
    internal void MakePrivate(uint user, uint group)
    {
        const uint ownerOnly = 0b110_000_000;
        if (LibC.fchmod(_handle, ownerOnly) < 0)
            throw new DiskException(LastErrno(), "fchmod", Path);
        if (Environment.IsPrivilegedProcess && LibC.fchown(_handle, user, group) < 0)
            throw new DiskException(LastErrno(), "fchown", Path);
    }

    /// <summary>Mode 0644.</summary>
    internal void MakePublic()
    {
        const uint everybodyReads = 0b110_100_100;
        if (LibC.fchmod(_handle, everybodyReads) < 0)
            throw new DiskException(LastErrno(), "fchmod", Path);
    }

    /// <summary>Another owner; only root can.</summary>
    internal void GiveTo(uint user, uint group)
    {
        if (LibC.fchown(_handle, user, group) < 0)
            throw new DiskException(LastErrno(), "fchown", Path);
    }

    /// <summary>Takes the handle over if it is a regular file; closes it otherwise.</summary>
    internal static DurableFile From(SafeFileHandle handle, string path)
    {
        try
        {
            if (ReadStatus(handle, path).Kind is var kind && kind != FileKind.File)
                throw new DiskException(kind == FileKind.Folder ? Errno.EISDIR : Errno.ENODEV, "open", path);
            return new DurableFile(handle, path);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private void Write(ReadOnlySpan<byte> bytes, long offset, string failpoint)
    {
        ThrowIfBroken();
        string operation = offset < 0 ? "write" : "pwrite";
        Errno injected = Failpoints.Injected(failpoint);
        if (injected != Errno.None)
            throw new DiskException(injected, operation, Path);
        int done = 0;
        while (done < bytes.Length)
        {
            ReadOnlySpan<byte> rest = bytes[done..];
            nint written = offset < 0
                ? LibC.write(_handle, rest, (nuint)rest.Length)
                : LibC.pwrite(_handle, rest, (nuint)rest.Length, offset + done);
            if (written > 0)
                done += (int)written;
            else if (written == 0)
                throw new DiskException(Errno.EIO, operation, Path, done); // Linux never does this; a loop must not depend on it
            else if (LastErrno() is var errno && errno != Errno.EINTR)
                throw new DiskException(errno, operation, Path, done);
        }
    }

    private void Sync(Func<SafeFileHandle, int> call, string operation, string failpoint)
    {
        lock (_syncing)
            SyncAlone(call, operation, failpoint);
    }

    private void SyncAlone(Func<SafeFileHandle, int> call, string operation, string failpoint)
    {
        ThrowIfBroken();
        if (Failpoints.Skips(failpoint))
            return;
        Errno errno = Failpoints.Injected(failpoint);
        while (errno == Errno.None && call(_handle) < 0)
        {
            if (LastErrno() is var answer && answer != Errno.EINTR)
                errno = answer;
        }
        // The mistake to be caught: the kernel has told of the lost write, and says "all is well" the second time.
        if (errno == Errno.None || (Failpoints.Skips("file.broken") && call(_handle) == 0))
            return;
        DiskException failure = new(errno, operation, Path);
        _brokenBy = failure;
        throw failure;
    }

    private void ThrowIfBroken()
    {
        if (_brokenBy is { } first)
            throw new DiskException(first.Errno, $"earlier {first.Operation}", Path);
    }

    private static FileStatus ReadStatus(SafeFileHandle handle, string path) =>
        LibC.statx(handle, "", LibC.StatEmptyPath, LibC.StatBasic | LibC.StatBirth, out LibC.StatX status) == 0
            ? StatusReader.Read(status)
            : throw new DiskException(LastErrno(), "statx", path);

    private static Errno LastErrno() => (Errno)Marshal.GetLastPInvokeError();
}
