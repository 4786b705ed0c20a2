using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LogHog.Engine.Inputs.Following;

/// <summary>The system calls by which the kernel tells of changes in folders. Each reports through errno.</summary>
internal static partial class Inotify
{
    public const int NonBlockingCloseOnExec = 0x80800;

    /// <summary>IN_MODIFY: somebody wrote.</summary>
    public const uint Modified = 0x2;

    /// <summary>IN_MOVED_FROM, IN_MOVED_TO, IN_CREATE, IN_DELETE, IN_DELETE_SELF, IN_MOVE_SELF: other files are there.</summary>
    public const uint Names = 0x40 | 0x80 | 0x100 | 0x200 | 0x400 | 0x800;

    /// <summary>IN_ONLYDIR.</summary>
    public const uint FoldersOnly = 0x1000000;

    /// <summary>IN_Q_OVERFLOW: notices were lost.</summary>
    public const uint Overflow = 0x4000;

    /// <summary>IN_IGNORED: the watch has ended.</summary>
    public const uint Ended = 0x8000;

    public const short Readable = 1;

    private const string Library = "libc";

    [StructLayout(LayoutKind.Sequential)]
    public struct PollEntry
    {
        public int Descriptor;
        public short Wanted;
        public short Happened;
    }

    [LibraryImport(Library, SetLastError = true)]
    public static partial int inotify_init1(int flags);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int inotify_add_watch(SafeFileHandle instance, string path, uint mask);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int inotify_rm_watch(SafeFileHandle instance, int watch);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int eventfd(uint value, int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int poll(Span<PollEntry> entries, nuint count, int timeoutMs);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint read(SafeFileHandle file, Span<byte> bytes, nuint size);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint write(SafeFileHandle file, ReadOnlySpan<byte> bytes, nuint size);
}
