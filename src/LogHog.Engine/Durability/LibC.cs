using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LogHog.Engine.Durability;

/// <summary>
/// The system calls, as they are. Every one reports through errno, which the marshaller reads right after the call
/// (<c>SetLastError</c>): nothing the runtime does in between can overwrite it.
/// </summary>
internal static partial class LibC
{
    private const string Library = "libc";

    public const int CurrentFolder = -100; // AT_FDCWD
    public const int OpenRead = 0;
    public const int OpenWrite = 1;
    public const int OpenReadWrite = 2;
    public const int OpenCreate = 0x40;
    public const int OpenExclusive = 0x80;
    public const int OpenNoTerminal = 0x100;
    public const int OpenAppend = 0x400;
    public const int OpenNonBlocking = 0x800;
    public const int OpenCloseOnExec = 0x80000;
    public const int OpenPathOnly = 0x200000;

    public const ulong ResolveNoMagicLinks = 2;
    public const ulong ResolveNoLinks = 4;
    public const ulong ResolveBeneath = 8;

    public const int StatNoFollow = 0x100;
    public const int StatEmptyPath = 0x1000;
    public const uint StatBasic = 0x7ff;
    public const uint StatBirth = 0x800;
    public const int RemoveFolder = 0x200;
    public const uint RenameNoReplace = 1;
    public const int AllocateKeepSize = 1;
    public const int LockExclusiveNow = 2 | 4;
    private const int OpenAt2 = 437; // the same number on every architecture

    private static readonly bool IsArm =
        RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;

    public static int OpenFolderOnly => IsArm ? 0x4000 : 0x10000;

    public static int OpenNoFollow => IsArm ? 0x8000 : 0x20000;

    [StructLayout(LayoutKind.Sequential)]
    public struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct StatTime
    {
        public long Seconds;
        public uint Nanoseconds;
        public int Reserved;
    }

    /// <summary><c>struct statx</c>: one layout on every architecture, unlike <c>struct stat</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct StatX
    {
        public uint Mask;
        public uint BlockSize;
        public ulong Attributes;
        public uint Links;
        public uint User;
        public uint Group;
        public ushort Mode;
        public ushort Padding;
        public ulong Inode;
        public ulong Length;
        public ulong Blocks;
        public ulong AttributesMask;
        public StatTime Accessed;
        public StatTime Born;
        public StatTime Changed;
        public StatTime Modified;
        public SpareSpace Spare;
    }

    [InlineArray(16)]
    public struct SpareSpace
    {
        private ulong _first;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct StatVfs
    {
        public ulong BlockSize;
        public ulong FragmentSize;
        public ulong Blocks;
        public ulong BlocksFree;
        public ulong BlocksAvailable;
        public SpareSpace Rest;
    }

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint OpenAt2Call(nint number, nint folder, string path, ref OpenHow how, nint size);

    public static int openat2(int folder, string path, ref OpenHow how) =>
        (int)OpenAt2Call(OpenAt2, folder, path, ref how, Unsafe.SizeOf<OpenHow>());

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int openat(int folder, string path, int flags, int mode);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mkdirat(SafeFileHandle folder, string path, uint mode);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int renameat2(SafeFileHandle fromFolder, string from, SafeFileHandle toFolder, string to, uint flags);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int linkat(SafeFileHandle fromFolder, string from, SafeFileHandle toFolder, string to, int flags);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int unlinkat(SafeFileHandle folder, string path, int flags);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int statx(SafeFileHandle folder, string path, int flags, uint mask, out StatX status);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int fstatvfs(SafeFileHandle folder, out StatVfs status);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint getdents64(SafeFileHandle folder, Span<byte> entries, nuint size);

    [LibraryImport(Library, SetLastError = true)]
    public static partial long lseek(SafeFileHandle file, long offset, int origin);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int fchmod(SafeFileHandle file, uint mode);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int fchown(SafeFileHandle file, uint user, uint group);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int flock(SafeFileHandle file, int operation);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int fdatasync(SafeFileHandle file);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int fsync(SafeFileHandle file);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int syncfs(SafeFileHandle file);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int fallocate(SafeFileHandle file, int mode, long offset, long length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int ftruncate(SafeFileHandle file, long length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint write(SafeFileHandle file, ReadOnlySpan<byte> bytes, nuint size);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint pwrite(SafeFileHandle file, ReadOnlySpan<byte> bytes, nuint size, long offset);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint pread(SafeFileHandle file, Span<byte> bytes, nuint size, long offset);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int kill(int process, int signal);

    /// <summary>How many files the process may have open at once (RLIMIT_NOFILE; the runtime raises the soft limit to the hard one).</summary>
    public static long OpenFilesMax()
    {
        const int openFiles = 7;
        const long usual = 1024;
        return getrlimit(openFiles, out Limit limit) == 0 ? (long)Math.Min(limit.Soft, int.MaxValue) : usual;
    }

    [LibraryImport(Library, SetLastError = true)]
    private static partial int getrlimit(int resource, out Limit limit);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
