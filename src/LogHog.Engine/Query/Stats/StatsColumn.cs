using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LogHog.Engine.Query.Stats;

/// <summary>
/// What a function has seen, over all groups: of each it has a slot of some bytes. A million groups are no objects then, which a collection would
/// go through while all threads wait.
/// </summary>
internal abstract class StatsColumn
{
    /// <summary>How long the slot of one group is.</summary>
    public abstract int SlotBytes { get; }

    /// <summary>What a group takes besides its slot when nothing was seen of it.</summary>
    public virtual int EmptyBytes => 0;

    /// <summary>A group that is new: its slot is all zeros.</summary>
    public abstract void Begin(Span<byte> slot);

    public abstract void Add(Span<byte> slot, Row row);

    /// <summary>The result as UTF-8.</summary>
    public abstract byte[] Result(ReadOnlySpan<byte> slot);
}

/// <summary>A function that needs no more of a group than a few numbers; what has no bounds lies in <see cref="StatsContext.Bytes"/>.</summary>
internal abstract class StatsColumn<T> : StatsColumn
    where T : unmanaged
{
    /// <summary>What was seen of the group that is looked at.</summary>
    protected T Group;

    public override int SlotBytes => Unsafe.SizeOf<T>();

    public sealed override void Begin(Span<byte> slot)
    {
        Group = default;
        Begin();
        MemoryMarshal.Write(slot, Group);
    }

    public sealed override void Add(Span<byte> slot, Row row)
    {
        Group = MemoryMarshal.Read<T>(slot);
        Add(row);
        MemoryMarshal.Write(slot, Group);
    }

    public sealed override byte[] Result(ReadOnlySpan<byte> slot)
    {
        Group = MemoryMarshal.Read<T>(slot);
        return Result();
    }

    protected virtual void Begin()
    {
    }

    protected abstract void Add(Row row);

    protected abstract byte[] Result();
}

/// <summary>A function that has an object for each group.</summary>
/// <param name="start">Makes one that has seen nothing.</param>
/// <param name="emptyBytes">What that takes.</param>
internal sealed class StatesColumn(Func<StatsState> start, int emptyBytes) : StatsColumn
{
    private readonly List<StatsState> _states = [];

    public override int SlotBytes => sizeof(int);

    public override int EmptyBytes => emptyBytes;

    public override void Begin(Span<byte> slot)
    {
        MemoryMarshal.Write(slot, _states.Count);
        _states.Add(start());
    }

    public override void Add(Span<byte> slot, Row row) => _states[MemoryMarshal.Read<int>(slot)].Add(row);

    public override byte[] Result(ReadOnlySpan<byte> slot) => _states[MemoryMarshal.Read<int>(slot)].Result();
}

/// <summary>What a function has seen of one group.</summary>
internal abstract class StatsState
{
    public abstract void Add(Row row);

    /// <summary>The result as UTF-8.</summary>
    public abstract byte[] Result();
}
