using System.Buffers;

namespace LogHog.Server.Http.Intake;

/// <summary>The memory of all requests' bodies together, so that no number of senders can have more.</summary>
internal sealed class BodyMemory(Func<long> bytesMax)
{
    private long _used;

    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _used, bytes) <= bytesMax())
            return true;
        Interlocked.Add(ref _used, -bytes);
        return false;
    }

    public void Release(long bytes) => Interlocked.Add(ref _used, -bytes);
}

/// <summary>
/// The arrays that bodies gather in. .NET's shared pool keeps one of each size for each thread, which for the large ones is more than all bodies
/// together may have.
/// </summary>
internal static class BodyArrays
{
    private const int SharedBytesMax = 1 << 20;
    private const int KeptBytesMax = 16 << 20;
    private const int KeptOfEachSize = 2;

    private static volatile ArrayPool<byte> _large = CreateLarge();

    public static byte[] Rent(int bytes) => (bytes <= SharedBytesMax ? ArrayPool<byte>.Shared : _large).Rent(bytes);

    public static void Return(byte[] array)
    {
        if (array.Length > 0)
            (array.Length <= SharedBytesMax ? ArrayPool<byte>.Shared : _large).Return(array);
    }

    /// <summary>Keeps none of the large ones that nobody has now: unlike the shared pool this one never lets go by itself.</summary>
    public static void LetGo() => _large = CreateLarge();

    private static ArrayPool<byte> CreateLarge() => ArrayPool<byte>.Create(KeptBytesMax, KeptOfEachSize);
}

/// <summary>The bytes of one body as they gather: an array of the pool that grows with what has really come.</summary>
internal sealed class BodyBuffer(BodyMemory memory) : IDisposable
{
    private const int BytesMin = 16 * 1024;

    private byte[] _array = [];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _array.AsMemory(0, Length);

    public Memory<byte> Free => _array.AsMemory(Length);

    public MemoryStream OpenRead(int skip) => new(_array, skip, Length - skip, writable: false);

    /// <summary>Makes room for at least one byte more.</summary>
    /// <param name="bytesMax">The most that will ever be written.</param>
    /// <returns>False when the server has no memory left for bodies.</returns>
    public bool TryReserve(int bytesMax)
    {
        if (Length < _array.Length)
            return true;
        byte[] larger = BodyArrays.Rent((int)Math.Clamp(2L * Length, BytesMin, Math.Max(bytesMax, Length + 1)));
        if (!memory.TryTake(larger.Length - _array.Length))
        {
            BodyArrays.Return(larger);
            return false;
        }

        Replace(larger);
        return true;
    }

    /// <summary>Makes room for so many bytes.</summary>
    /// <returns>False when the server has no memory left for bodies.</returns>
    public bool TryReserveAll(int bytes)
    {
        while (_array.Length - Length < bytes)
        {
            byte[] larger = BodyArrays.Rent(Math.Max(Length + bytes, BytesMin));
            if (!memory.TryTake(larger.Length - _array.Length))
            {
                BodyArrays.Return(larger);
                return false;
            }

            Replace(larger);
        }

        return true;
    }

    public void Advance(int bytes) => Length += bytes;

    /// <returns>False when the server has no memory left for bodies.</returns>
    public bool TryAppend(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (!TryReserve(Length + bytes.Length))
                return false;
            int fit = Math.Min(bytes.Length, _array.Length - Length);
            bytes[..fit].CopyTo(_array.AsSpan(Length));
            Length += fit;
            bytes = bytes[fit..];
        }

        return true;
    }

    /// <summary>Forgets so many bytes at the beginning.</summary>
    public void RemoveStart(int bytes)
    {
        Written.Span[bytes..].CopyTo(_array);
        Length -= bytes;
    }

    /// <summary>Forgets what is behind this length.</summary>
    public void Truncate(int length) => Length = length;

    /// <summary>Takes white space away from the end and puts one line feed there, where the last line ends.</summary>
    /// <returns>False when there was nothing but white space.</returns>
    public bool EndWithLineFeed()
    {
        int end = _array.AsSpan(0, Length).LastIndexOfAnyExcept(" \t\r\n"u8) + 1;
        Length = end;
        if (end == 0)
            return false;
        _array[Length++] = (byte)'\n';
        return true;
    }

    private void Replace(byte[] larger)
    {
        Written.CopyTo(larger);
        byte[] smaller = _array;
        _array = larger;
        BodyArrays.Return(smaller);
    }

    public void Dispose()
    {
        memory.Release(_array.Length);
        BodyArrays.Return(_array);
        _array = [];
        Length = 0;
    }
}
