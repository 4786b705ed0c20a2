using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LogHog.Server.Daemon;

/// <summary>The system calls that a daemon needs and .NET does not offer. Errors stand in errno (<c>SetLastError</c>).</summary>
internal static partial class LinuxCalls
{
    public const int OpenDirectory = 0x10000, OpenNoFollow = 0x20000, OpenCloseOnExec = 0x80000;
    public const int AtFdCwd = -100, AtSymlinkNoFollow = 0x100, AtEmptyPath = 0x1000;

    public const int ErrnoAgain = 11;

    /// <summary>prctl: whether /proc/self belongs to the process's own user.</summary>
    public const int SetDumpable = 4;

    public const int OpenReadWrite = 2;

    // fcntl(2): locks of the open file, which neither a second descriptor of the process nor .NET's own flock(2) touches.
    private const int GetOpenFileLock = 36, SetOpenFileLock = 37;
    private const short WriteLock = 1, NoLock = 2;

    /// <returns>False when another open file holds it; else errno says why not.</returns>
    public static bool TryLock(SafeFileHandle file)
    {
        var wholeFile = new FileLock { Type = WriteLock };
        if (Control(file, SetOpenFileLock, ref wholeFile) == 0) return true;
        if (Marshal.GetLastPInvokeError() == ErrnoAgain) return false;
        throw new IOException($"fcntl: {LastError()}");
    }

    public static bool IsLocked(SafeFileHandle file)
    {
        var wholeFile = new FileLock { Type = WriteLock };
        return Control(file, GetOpenFileLock, ref wholeFile) == 0 && wholeFile.Type != NoLock;
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(SafeFileHandle file, int command, ref FileLock argument);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    public static partial int Truncate(SafeFileHandle file, long length);

    [LibraryImport("libc", EntryPoint = "setsid", SetLastError = true)]
    public static partial int NewSession();

    [LibraryImport("libc", EntryPoint = "umask")]
    public static partial uint SetCreationMask(uint mask);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int OpenAt(int folder, string name, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "dup", SetLastError = true)]
    public static partial int Duplicate(int from);

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    public static partial int Duplicate(int from, int to);

    [LibraryImport("libc", EntryPoint = "fchownat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ChangeOwnerAt(int folder, string name, uint user, uint group, int flags);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "getpwnam", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint PasswordEntry(string user);

    [LibraryImport("libc", EntryPoint = "initgroups", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetGroupsOf(string user, uint group);

    [LibraryImport("libc", EntryPoint = "setgid", SetLastError = true)]
    public static partial int SetGroup(uint group);

    [LibraryImport("libc", EntryPoint = "setuid", SetLastError = true)]
    public static partial int SetUser(uint user);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    public static partial int ProcessControl(int option, nuint argument, nuint unused3, nuint unused4, nuint unused5);

    /// <summary>Who owns what stands at <paramref name="name"/> (empty = <paramref name="folder"/> itself), no link followed; null = not there.</summary>
    public static unsafe FileIdentity? Identify(int folder, string name)
    {
        // struct statx is the same on every architecture: nlink at 16, uid at 20, mode at 28, ino at 32, device at 136.
        byte* answer = stackalloc byte[256];
        const uint basicStats = 0x7ff;
        int flags = AtSymlinkNoFollow | (name.Length == 0 ? AtEmptyPath : 0);
        if (StatX(folder, name, flags, basicStats, answer) != 0) return null;
        return new FileIdentity(
            Inode: *(ulong*)(answer + 32),
            Device: *(ulong*)(answer + 136),
            Links: *(uint*)(answer + 16),
            Owner: *(uint*)(answer + 20),
            IsFolder: (*(ushort*)(answer + 28) & 0xf000) == 0x4000);
    }

    public static string LastError() => Marshal.GetLastPInvokeErrorMessage();

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int StatX(int folder, string name, int flags, uint mask, byte* answer);
}

/// <summary>struct flock of 64-bit Linux; start and length 0 = the whole file.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FileLock
{
    public short Type;
    public short Whence;
    public long Start;
    public long Length;
    public int ProcessId;
}

internal readonly record struct FileIdentity(ulong Inode, ulong Device, uint Links, uint Owner, bool IsFolder);
