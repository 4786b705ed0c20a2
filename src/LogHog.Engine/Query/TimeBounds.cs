using System.Runtime.InteropServices;

namespace LogHog.Engine.Query;

/// <summary>A span of time, both ends included; nanoseconds since 1970.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TimeBounds(long FromUnixNs, long ToUnixNs)
{
    public static TimeBounds All => new(long.MinValue, long.MaxValue);

    public bool IsEmpty => FromUnixNs > ToUnixNs;

    public bool Contains(long unixNs) => unixNs >= FromUnixNs && unixNs <= ToUnixNs;

    public TimeBounds Intersect(TimeBounds other) => new(Math.Max(FromUnixNs, other.FromUnixNs), Math.Min(ToUnixNs, other.ToUnixNs));

    /// <summary>The smallest span that holds both.</summary>
    public TimeBounds Cover(TimeBounds other) => IsEmpty ? other : other.IsEmpty ? this
        : new(Math.Min(FromUnixNs, other.FromUnixNs), Math.Max(ToUnixNs, other.ToUnixNs));
}
