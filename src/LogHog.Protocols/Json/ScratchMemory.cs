using System.Buffers;

namespace LogHog.Protocols.Json;

/// <summary>
/// Memory for what a decoder must spell out anew (unescaped texts, joined names). Given out piece by piece, taken back all
/// at once; an array comes from the shared pool when needed, so an idle connection holds none.
/// </summary>
internal sealed class ScratchMemory
{
    // One small page: enough for the escapes of nearly every message.
    private const int ArrayBytesMin = 4096;

    // Up to here the next array is twice as large, so that the last one, which is kept, soon holds all that a message needs.
    private const int DoubledBytesMax = 64 << 10;

    private byte[]? _array;
    private int _used;

    /// <summary>A writable piece of at least <paramref name="bytes"/>; <see cref="Commit"/> keeps its beginning.</summary>
    /// <remarks>
    /// When the array is full another takes its place. Pieces of the first stay valid: it goes to the garbage collector,
    /// not to the pool.
    /// </remarks>
    public Span<byte> Reserve(int bytes)
    {
        if (_array is null || _array.Length - _used < bytes)
        {
            int doubled = _array is null ? ArrayBytesMin : Math.Min(2 * _array.Length, DoubledBytesMax);
            _array = ArrayPool<byte>.Shared.Rent(Math.Max(bytes, doubled));
            _used = 0;
        }
        return _array.AsSpan(_used);
    }

    /// <summary>Keeps the first <paramref name="bytes"/> of the piece reserved last.</summary>
    public ReadOnlyMemory<byte> Commit(int bytes)
    {
        var piece = new ReadOnlyMemory<byte>(_array, _used, bytes);
        _used += bytes;
        return piece;
    }

    /// <summary>The name of a field within another: both with a dot between them.</summary>
    public ReadOnlyMemory<byte> Join(ReadOnlySpan<byte> outer, ReadOnlySpan<byte> inner)
    {
        int bytes = outer.Length + 1 + inner.Length;
        Span<byte> joined = Reserve(bytes);
        outer.CopyTo(joined);
        joined[outer.Length] = (byte)'.';
        inner.CopyTo(joined[(outer.Length + 1)..]);
        return Commit(bytes);
    }

    /// <summary>Every piece is taken back; the array stays for the next event.</summary>
    public void Reset() => _used = 0;

    /// <summary>Every piece is taken back and the array returned.</summary>
    public void Release()
    {
        if (_array is not null)
            ArrayPool<byte>.Shared.Return(_array);
        _array = null;
        _used = 0;
    }
}
