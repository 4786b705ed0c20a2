using LogHog.Engine.Durability;

namespace LogHog.Engine.Inputs.Following;

/// <summary>Where the bytes of a followed text come from: a file that may grow, an archive, or what was kept of a file that is no more.</summary>
internal interface ITextSource : IDisposable
{
    /// <summary>Which file it is; null = none.</summary>
    FileStatus? Status { get; }

    /// <summary>Bytes of text; null = only known at its end.</summary>
    long? Length { get; }

    /// <summary>More may come.</summary>
    bool MayGrow { get; }

    /// <summary>Reads from an offset of the text until the span is full or the text ends.</summary>
    /// <exception cref="DiskException">It cannot be read.</exception>
    int Read(long offset, Span<byte> bytes);
}

/// <summary>A file that somebody writes to, or wrote to until it was renamed.</summary>
internal sealed class FileText(DurableFile file) : ITextSource
{
    public FileStatus? Status => file.Status;

    public long? Length => file.Length;

    public bool MayGrow => true;

    public int Read(long offset, Span<byte> bytes) => file.Read(offset, bytes);

    public void Dispose() => file.Dispose();
}

/// <summary>The end of a text whose file was cut off, as it was in memory.</summary>
internal sealed class KeptText(long start, byte[] bytes) : ITextSource
{
    public FileStatus? Status => null;

    public long? Length => start + bytes.Length;

    public bool MayGrow => false;

    public int Read(long offset, Span<byte> into)
    {
        ReadOnlySpan<byte> rest = bytes.AsSpan((int)Math.Clamp(offset - start, 0, bytes.Length));
        rest = rest[..Math.Min(rest.Length, into.Length)];
        rest.CopyTo(into);
        return rest.Length;
    }

    public void Dispose()
    {
    }
}
