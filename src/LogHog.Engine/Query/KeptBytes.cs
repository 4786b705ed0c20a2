namespace LogHog.Engine.Query;

/// <summary>
/// What a query keeps, in large pieces that hold no references. The garbage collector neither looks through them nor moves them; while it
/// works all threads wait, those that take in events too, and a million small objects make that a tenth of a second (bench/run hostile).
/// </summary>
internal sealed class KeptBytes
{
    // A small answer costs little, a large one few pieces.
    private const int FirstPieceBytes = 1 << 10;
    private const int PieceBytesMax = 1 << 20;

    private readonly List<byte[]> _pieces = [];
    private int _used;

    /// <summary>Room for so many bytes in one piece.</summary>
    /// <param name="length">How many.</param>
    /// <param name="at">Where it is; what is added later has a greater one.</param>
    public Span<byte> Reserve(int length, out long at)
    {
        if (_pieces.Count == 0 || length > _pieces[^1].Length - _used)
        {
            int usual = _pieces.Count == 0 ? FirstPieceBytes : Math.Min(_pieces[^1].Length * 2, PieceBytesMax);
            _pieces.Add(GC.AllocateUninitializedArray<byte>(Math.Max(usual, length)));
            _used = 0;
        }

        int start = _used;
        _used += length;
        at = ((long)(_pieces.Count - 1) << 32) | (uint)start;
        return _pieces[^1].AsSpan(start, length);
    }

    public long Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length, out long at));
        return at;
    }

    public ReadOnlyMemory<byte> Memory(long at, int length) => _pieces[(int)(at >> 32)].AsMemory((int)(uint)at, length);

    public ReadOnlySpan<byte> Span(long at, int length) => _pieces[(int)(at >> 32)].AsSpan((int)(uint)at, length);

    public Span<byte> Writable(long at, int length) => _pieces[(int)(at >> 32)].AsSpan((int)(uint)at, length);

    /// <summary>All that follows in the same piece.</summary>
    public ReadOnlySpan<byte> From(long at) => _pieces[(int)(at >> 32)].AsSpan((int)(uint)at);
}
