using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace LogHog.Protocols.PythonLogging.Pickle;

/// <summary>
/// What a decoder holds in pooled arrays, and how much it may: a multiple of what the sender has sent, never what the sender says.
/// </summary>
internal sealed class MemoryBudget
{
    // Sixteen: a list is one byte on the wire and twelve in the tree, a reference to it four.
    private const int HeldBytesPerInputByte = 16;
    private const int HeldBytesFree = 64 * 1024;

    private long _bytesMax;
    private long _heldBytes;
    private long _spentBytes;

    /// <summary>The most that was held at once since <see cref="Begin"/>.</summary>
    public long PeakBytes { get; private set; }

    public void Begin(int inputBytes)
    {
        _bytesMax = ((long)inputBytes * HeldBytesPerInputByte) + HeldBytesFree;
        _spentBytes = 0;
        PeakBytes = _heldBytes;
    }

    public bool TryTake(long bytes)
    {
        if (_heldBytes + _spentBytes + bytes > _bytesMax)
            return false;
        _heldBytes += bytes;
        PeakBytes = Math.Max(PeakBytes, _heldBytes + _spentBytes);
        return true;
    }

    public void GiveBack(long bytes) => _heldBytes -= bytes;

    /// <summary>Counts what becomes garbage (arithmetic of large numbers, copies): nobody gives it back before the next record.</summary>
    public bool TrySpend(long bytes)
    {
        if (_heldBytes + _spentBytes + bytes > _bytesMax)
            return false;
        _spentBytes += bytes;
        PeakBytes = Math.Max(PeakBytes, _heldBytes + _spentBytes);
        return true;
    }
}

/// <summary>A growing array from the shared pool, within a budget. Whoever has one calls <see cref="Release"/>.</summary>
internal sealed class PooledArray<T>(MemoryBudget budget, int lengthMin)
    where T : unmanaged
{
    /// <summary>At least as long as was reserved.</summary>
    public T[] Items { get; private set; } = [];

    /// <summary>Makes room for so many items. False = the budget does not allow it; nothing has changed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReserve(int length) => length <= Items.Length || TryGrow(length);

    /// <summary>Gives the array back if it is longer than a usual record needs.</summary>
    public void Shrink(int lengthMax)
    {
        if (Items.Length > lengthMax)
            Release();
    }

    public void Release()
    {
        if (Items.Length == 0)
            return;
        budget.GiveBack(BytesOf(Items.Length));
        ArrayPool<T>.Shared.Return(Items);
        Items = [];
    }

    private bool TryGrow(int length)
    {
        // The pool's arrays have these lengths.
        long wanted = BitOperations.RoundUpToPowerOf2((uint)Math.Max(length, lengthMin));
        if (wanted > Array.MaxLength || !budget.TryTake(BytesOf((int)wanted)))
            return false;
        T[] larger = ArrayPool<T>.Shared.Rent((int)wanted);
        if (larger.Length != wanted)
            budget.GiveBack(BytesOf((int)wanted) - BytesOf(larger.Length));
        Items.CopyTo(larger, 0);
        Release();
        Items = larger;
        return true;
    }

    private static unsafe long BytesOf(int length) => (long)length * sizeof(T);
}
