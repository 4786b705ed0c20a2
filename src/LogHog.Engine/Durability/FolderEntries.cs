using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using LogHog.Engine.Query.Values;
using Microsoft.Win32.SafeHandles;

namespace LogHog.Engine.Durability;

/// <summary>Reads the entries of an open folder, and what lies under them, without opening any of them.</summary>
internal static class FolderEntries
{
    /// <summary>As libc's readdir takes them.</summary>
    private const int BufferBytes = 32 << 10;

    // struct linux_dirent64: ino 8, off 8, reclen 2, type 1, then the name to its NUL.
    private const int LengthAt = 16;
    private const int NameAt = 19;

    private const int FromStart = 0; // SEEK_SET

    public delegate void NameReader(ReadOnlySpan<byte> name);

    /// <summary>Each name but <c>.</c> and <c>..</c>, from where the folder was read up to.</summary>
    /// <exception cref="DiskException">It cannot be read.</exception>
    public static void Read(SafeFileHandle folder, string path, NameReader reader)
    {
        byte[] entries = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            for (nint size; (size = LibC.getdents64(folder, entries, BufferBytes)) != 0;)
            {
                if (size < 0)
                    throw Failure("getdents64", path);
                for (int at = 0; at < size; at += BinaryPrimitives.ReadUInt16LittleEndian(entries.AsSpan(at + LengthAt)))
                {
                    ReadOnlySpan<byte> name = entries.AsSpan(at + NameAt);
                    name = name[..name.IndexOf((byte)0)];
                    if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
                        reader(name);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(entries);
        }
    }

    /// <inheritdoc cref="RootedFolder.ListStatus"/>
    public static IReadOnlyList<(string Name, FileStatus Status)> ReadStatus(SafeFileHandle folder, string path, Func<string, bool> isWanted, int triesMax)
    {
        List<string> names = [];
        ulong before = ReadNames(folder, path, isWanted, names);
        for (int tries = 1; ; tries++)
        {
            List<(string, FileStatus)> found = new(names.Count);
            foreach (string name in names)
            {
                if (Status(folder, name, path) is { } status)
                    found.Add((name, status));
            }

            names.Clear();
            ulong now = ReadNames(folder, path, isWanted: null, names);
            if (now == before || tries == triesMax)
                return found;
            before = ReadNames(folder, path, isWanted, names);
        }
    }

    /// <returns>What tells these names from others, in whatever order they are given.</returns>
    private static ulong ReadNames(SafeFileHandle folder, string path, Func<string, bool>? isWanted, List<string> names)
    {
        if (LibC.lseek(folder, 0, FromStart) < 0)
            throw Failure("lseek", path);
        ulong sum = 0;
        Read(folder, path, name =>
        {
            sum += XxHash64.Hash(name);
            if (isWanted is not null && Encoding.UTF8.GetString(name) is var text && isWanted(text))
                names.Add(text);
        });
        return sum;
    }

    private static FileStatus? Status(SafeFileHandle folder, string name, string path)
    {
        if (LibC.statx(folder, name, LibC.StatNoFollow, LibC.StatBasic | LibC.StatBirth, out LibC.StatX x) == 0)
            return StatusReader.Read(x);
        DiskException failure = Failure("statx", Path.Combine(path, name));
        return failure.Errno == Errno.ENOENT ? null : throw failure;
    }

    private static DiskException Failure(string operation, string path) =>
        new((Errno)Marshal.GetLastPInvokeError(), operation, path);
}
