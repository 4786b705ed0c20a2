using System.Runtime.InteropServices;

namespace LogHog.Engine.Query;

/// <summary>A value in <see cref="KeptBytes"/> that others take the place of; all zeros = there is none. Room is used again where it suffices.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct KeptValue
{
    private long _at;
    private int _length;
    private int _room;

    public bool HasValue { get; private set; }

    public readonly ReadOnlySpan<byte> In(KeptBytes bytes) => HasValue ? bytes.Span(_at, _length) : default;

    /// <exception cref="LogsQlException">The query holds too much.</exception>
    public void Set(ReadOnlySpan<byte> value, KeptBytes bytes, MemoryBudget budget)
    {
        if (value.Length > _room)
        {
            // What it had is lost to the query: with twice as much each time that is no more than it has.
            _room = Math.Max(value.Length, _room * 2);
            budget.Take(_room);
            bytes.Reserve(_room, out _at);
        }

        value.CopyTo(bytes.Writable(_at, value.Length));
        _length = value.Length;
        HasValue = true;
    }
}
