using System.Runtime.InteropServices;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query;

/// <summary>Where a byte string of <see cref="KeptBytes"/> is, as the key of a map or set that holds no references.</summary>
/// <param name="At">As <see cref="KeptBytes"/> counts.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Hash">By <see cref="KeptKeys.HashOf"/>.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct KeptKey(long At, int Length, int Hash);

/// <summary>Compares such keys by the bytes that they mean; maps and sets can be asked with a span, and keep what is new.</summary>
internal sealed class KeptKeys(KeptBytes bytes) : IEqualityComparer<KeptKey>, IAlternateEqualityComparer<ReadOnlySpan<byte>, KeptKey>
{
    public static int HashOf(ReadOnlySpan<byte> bytes) => ByteComparer.Instance.GetHashCode(bytes);

    public bool Equals(KeptKey x, KeptKey y) => x.Hash == y.Hash && bytes.Span(x.At, x.Length).SequenceEqual(bytes.Span(y.At, y.Length));

    public int GetHashCode(KeptKey key) => key.Hash;

    public KeptKey Create(ReadOnlySpan<byte> alternate) => new(bytes.Add(alternate), alternate.Length, HashOf(alternate));

    public bool Equals(ReadOnlySpan<byte> alternate, KeptKey other) => alternate.SequenceEqual(bytes.Span(other.At, other.Length));

    public int GetHashCode(ReadOnlySpan<byte> alternate) => HashOf(alternate);
}
