using System.Runtime.InteropServices;
using LogHog.Engine.Configuration;
using LogHog.Engine.Durability;
using LogHog.Engine.Storage.Codecs;

namespace LogHog.Engine.Storage;

/// <summary>How the reading of a frame ended.</summary>
public enum ArchiveStatus : byte
{
    /// <summary>The whole text was given.</summary>
    Good,

    /// <summary>The file ends too early. What was given before is right.</summary>
    Truncated,

    /// <summary>The bytes are not what was written. What was given before the damage may be wrong in its last part.</summary>
    Damaged,

    /// <summary>There is more text than the caller wanted.</summary>
    LimitReached,

    /// <summary>The library that unpacks this format is not installed (liblzma5, libzstd1).</summary>
    LibraryMissing,
}

/// <summary>A part of an archive that can be read without the others.</summary>
/// <param name="Offset">Where it begins, in bytes of the file.</param>
/// <param name="Bytes">How long it is there.</param>
/// <param name="TextBytes">How long its text is, if the format says so without unpacking; else -1.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ArchiveFrame(long Offset, long Bytes, long TextBytes);

/// <summary>
/// A rotated file, plain or in any of the four formats, as frames of text. Archives of LogHog have frames of about 1 MiB that begin
/// with an event; an archive of another program may be one frame.
/// </summary>
/// <remarks>Frames may be read side by side from several threads.</remarks>
public sealed class ArchiveReader : IDisposable
{
    private readonly DurableFile _file;
    private readonly Lazy<IReadOnlyList<ArchiveFrame>> _frames;

    private ArchiveReader(DurableFile file, CompressionFormat? format)
    {
        _file = file;
        Format = format;
        _frames = new Lazy<IReadOnlyList<ArchiveFrame>>(() => FrameFinder.Find(file, format));
    }

    /// <summary>Null = plain text.</summary>
    public CompressionFormat? Format { get; }

    /// <summary>
    /// All of them in order, without a gap: together they are the file. Found without unpacking, when they are first asked for: who
    /// knows a frame already need not look for it.
    /// </summary>
    /// <exception cref="DiskException">The file cannot be read.</exception>
    public IReadOnlyList<ArchiveFrame> Frames => _frames.Value;

    /// <summary>The file itself, as it is now.</summary>
    public FileStatus Status => _file.Status;

    /// <summary>Opens an archive; its name says its format.</summary>
    /// <param name="folder">The folder that the path is relative to.</param>
    /// <param name="path">Of an archive, or any file with one of the formats' suffixes; anything else is taken as plain text.</param>
    /// <exception cref="DiskException">It cannot be opened.</exception>
    public static ArchiveReader Open(RootedFolder folder, string path)
    {
        DurableFile file = folder.OpenRead(path);
        try
        {
            return new ArchiveReader(file, ArchiveName.FormatOfFile(path));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The text of one frame, as a stream that ends at damage instead of throwing; its status then says what it met.</summary>
    /// <param name="frame">One of <see cref="Frames"/>.</param>
    /// <param name="textBytesMax">No more than this is unpacked.</param>
    public ArchiveTextStream OpenText(ArchiveFrame frame, long textBytesMax = long.MaxValue) =>
        new(new FileRange(_file, frame.Offset, frame.Bytes), Format, frame, textBytesMax);

    public void Dispose() => _file.Dispose();
}
