using System.Numerics;
using System.Buffers;

namespace LogHog.Protocols.PythonLogging.Pickle;

/// <summary>
/// What a decoder holds in pooled arrays, and how much it may: a multiple of what the sender has sent, never what the sender says.
/// </summary>
internal sealed class MemoryBudget
{
    // Sixteen: a list is one byte on the wire and twelve in the tree, a reference to it four.
    private const int HeldBytesPerInputByte = 16;
    private const int HeldBytesFree = 64 * 1024;

    private long _heldBytesMax;

    public long HeldBytes { get; private set; }

    /// <summary>The most that was held at once since <see cref="Begin"/>.</summary>
    public long PeakBytes { get; private set; }

    public void Begin(int inputBytes)
    {
        _heldBytesMax = ((long)inputBytes * HeldBytesPerInputByte) + HeldBytesFree;
        PeakBytes = HeldBytes;
    }

    public bool TryTake(long bytes)
    {
        if (HeldBytes + bytes > _heldBytesMax)
            return false;
        HeldBytes += bytes;
        PeakBytes = Math.Max(PeakBytes, HeldBytes);
        return true;
    }

    public void GiveBack(long bytes) => HeldBytes -= bytes;
}

/// <summary>A growing array from the shared pool, within a budget. Whoever has one calls <see cref="Release"/>.</summary>
internal sealed class PooledArray<T>(MemoryBudget budget, int lengthMin)
    where T : unmanaged
{
    /// <summary>At least as long as was reserved.</summary>
    public T[] Items { get; private set; } = [];

    /// <summary>Makes room for so many items. False = the budget does not allow it; nothing has changed.</summary>
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
