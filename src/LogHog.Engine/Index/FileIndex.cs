namespace LogHog.Engine.Index;

/// <summary>The index of one file, lent to a query: it holds for the file as the query's listing saw it.</summary>
internal sealed class FileIndex : IDisposable
{
    private readonly Action<Sidecar> _reportDamage;
    private Sidecar? _sidecar;

    public FileIndex(Sidecar sidecar, IReadOnlyList<Chunk> chunks, long indexedTextBytes, IReadOnlyList<TextFrame>? frames, Action<Sidecar> reportDamage)
    {
        _sidecar = sidecar;
        _reportDamage = reportDamage;
        Chunks = chunks;
        IndexedTextBytes = indexedTextBytes;
        Frames = frames;
    }

    /// <summary>In the text's order, without a gap, from its first byte on.</summary>
    public IReadOnlyList<Chunk> Chunks { get; }

    /// <summary>What lies behind it is not indexed (yet), and begins with an event.</summary>
    public long IndexedTextBytes { get; }

    /// <summary>Of a compressed archive, which is always indexed to its end: where its text is. Null = plain.</summary>
    public IReadOnlyList<TextFrame>? Frames { get; }

    /// <summary>What stands in the sidecar for a chunk, as it was built.</summary>
    /// <exception cref="IndexDamageException">It is not there any more.</exception>
    public byte[] Payload(int chunk) => _sidecar!.Payload(chunk);

    /// <summary>Something in it is not as it was written: nobody gets it again, and it is made anew.</summary>
    public void ReportDamage()
    {
        if (_sidecar is { } sidecar)
            _reportDamage(sidecar);
    }

    public void Dispose() => Interlocked.Exchange(ref _sidecar, null)?.Release();
}
