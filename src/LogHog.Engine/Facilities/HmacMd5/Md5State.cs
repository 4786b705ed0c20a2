using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LogHog.Engine.Facilities.HmacMd5;

/// <summary>
/// MD5 (RFC 1321) in the middle of eight messages at once, one in each lane. A step of MD5 waits for the step before it, so one
/// message leaves most of a core idle; eight take hardly longer than one.
/// </summary>
/// <remarks>Words are little-endian as the processor's are: only where <see cref="IsSupported"/> is true.</remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct Md5State(Vector256<uint> a, Vector256<uint> b, Vector256<uint> c, Vector256<uint> d)
{
    public const int Lanes = 8;
    public const int BlockBytes = 64;
    public const int DigestBytes = 16;

    // RFC 1321 §3.4: the integer part of 2^32 · |sin(i)|, i = 1 to 64, in radians.
    private static readonly uint[] Sines =
        [.. Enumerable.Range(1, 64).Select(static i => (uint)(4_294_967_296.0 * Math.Abs(Math.Sin(i))))];

    public static bool IsSupported => Avx2.IsSupported;

    /// <summary>Where each message begins (RFC 1321 §3.3).</summary>
    public static Md5State Initial => new(
        Vector256.Create(0x67452301u), Vector256.Create(0xefcdab89u), Vector256.Create(0x98badcfeu), Vector256.Create(0x10325476u));

    public readonly Vector256<uint> A => a;

    public readonly Vector256<uint> B => b;

    public readonly Vector256<uint> C => c;

    public readonly Vector256<uint> D => d;

    /// <summary>Per lane: this where the mask's bits are set, else <paramref name="other"/>.</summary>
    public readonly Md5State Where(Vector256<uint> mask, in Md5State other) => new(
        Vector256.ConditionalSelect(mask, a, other.A),
        Vector256.ConditionalSelect(mask, b, other.B),
        Vector256.ConditionalSelect(mask, c, other.C),
        Vector256.ConditionalSelect(mask, d, other.D));

    /// <summary>One block further in every lane (RFC 1321 §3.4).</summary>
    public readonly Md5State Next(in Md5Words words)
    {
        ReadOnlySpan<uint> sines = Sines;
        Vector256<uint> p = a, q = b, r = c, s = d;
        for (int i = 0; i < 16; i += 4)
        {
            p = Step(p, q, Choose(q, r, s), words[i] + Vector256.Create(sines[i]), 7);
            s = Step(s, p, Choose(p, q, r), words[i + 1] + Vector256.Create(sines[i + 1]), 12);
            r = Step(r, s, Choose(s, p, q), words[i + 2] + Vector256.Create(sines[i + 2]), 17);
            q = Step(q, r, Choose(r, s, p), words[i + 3] + Vector256.Create(sines[i + 3]), 22);
        }

        for (int i = 16; i < 32; i += 4)
        {
            p = Step(p, q, Choose(s, q, r), words[((5 * i) + 1) & 15] + Vector256.Create(sines[i]), 5);
            s = Step(s, p, Choose(r, p, q), words[((5 * i) + 6) & 15] + Vector256.Create(sines[i + 1]), 9);
            r = Step(r, s, Choose(q, s, p), words[((5 * i) + 11) & 15] + Vector256.Create(sines[i + 2]), 14);
            q = Step(q, r, Choose(p, r, s), words[(5 * i) & 15] + Vector256.Create(sines[i + 3]), 20);
        }

        for (int i = 32; i < 48; i += 4)
        {
            p = Step(p, q, q ^ r ^ s, words[((3 * i) + 5) & 15] + Vector256.Create(sines[i]), 4);
            s = Step(s, p, p ^ q ^ r, words[((3 * i) + 8) & 15] + Vector256.Create(sines[i + 1]), 11);
            r = Step(r, s, s ^ p ^ q, words[((3 * i) + 11) & 15] + Vector256.Create(sines[i + 2]), 16);
            q = Step(q, r, r ^ s ^ p, words[((3 * i) + 14) & 15] + Vector256.Create(sines[i + 3]), 23);
        }

        for (int i = 48; i < 64; i += 4)
        {
            p = Step(p, q, r ^ (q | ~s), words[(7 * i) & 15] + Vector256.Create(sines[i]), 6);
            s = Step(s, p, q ^ (p | ~r), words[((7 * i) + 7) & 15] + Vector256.Create(sines[i + 1]), 10);
            r = Step(r, s, p ^ (s | ~q), words[((7 * i) + 14) & 15] + Vector256.Create(sines[i + 2]), 15);
            q = Step(q, r, s ^ (r | ~p), words[((7 * i) + 5) & 15] + Vector256.Create(sines[i + 3]), 21);
        }

        return new Md5State(a + p, b + q, c + r, d + s);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Choose(Vector256<uint> by, Vector256<uint> one, Vector256<uint> zero) =>
        zero ^ (by & (one ^ zero));

    // What the step before has only just brought (mixed, next) is added last: it is what everything waits for.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Step(
        Vector256<uint> turned, Vector256<uint> next, Vector256<uint> mixed, Vector256<uint> word, [ConstantExpected] byte bits) =>
        next + RotateLeft(turned + word + mixed, bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> RotateLeft(Vector256<uint> value, [ConstantExpected] byte bits) =>
        Avx512F.VL.IsSupported
            ? Avx512F.VL.RotateLeft(value, bits)
            : Vector256.ShiftLeft(value, bits) | Vector256.ShiftRightLogical(value, 32 - bits);
}
