using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LogHog.Engine.Query.Values;

/// <summary>
/// Neighbouring bytes, each one of a set: what a pattern without a fixed text still needs, such as four digits and a space. Found 32
/// places at a time by the two or three sets that are met the least.
/// </summary>
internal sealed class ByteRun
{
    /// <summary>Longer ones are not met less often by much.</summary>
    public const int LengthMax = 16;

    /// <summary>Once in four usual lines: more often, and looking for it costs more than it spares.</summary>
    private const double ChanceMax = 0.001;

    private const int ProbesMax = 3;

    /// <summary>A set of more ranges is looked at only where the others fit.</summary>
    private const int RangesMax = 4;

    private readonly UInt128[] _sets;
    private readonly Probe[] _probes;
    private readonly bool _areSimple;

    /// <param name="sets">Of ASCII: bit b of a set is byte b.</param>
    public ByteRun(IReadOnlyList<UInt128> sets)
    {
        _sets = [.. sets];
        Chance = 1;
        foreach (UInt128 set in _sets)
            Chance *= ByteChances.Of(set);
        _probes = [.. Enumerable.Range(0, _sets.Length).Where(at => Probe.RangesOf(_sets[at]).Count <= RangesMax)
            .OrderBy(at => ByteChances.Of(_sets[at])).Take(ProbesMax).Select(at => new Probe(at, _sets[at]))];
        _areSimple = _probes.Length > 0 && _probes.All(static probe => probe.IsOneRange);
    }

    /// <summary>About how often it begins at a byte of usual logs.</summary>
    public double Chance { get; }

    /// <summary>Whether it is worth looking for.</summary>
    public bool IsRare => Chance <= ChanceMax && _probes.Length > 0;

    /// <returns>Where the first begins; -1 = there is none.</returns>
    public int IndexIn(ReadOnlySpan<byte> text)
    {
        int last = text.Length - _sets.Length;
        int at = 0;
        while (at + Vector256<byte>.Count - 1 <= last)
        {
            uint places = _areSimple ? NextPlaces(text, ref at, last) : PlacesAt(text, at);
            for (; places != 0; places &= places - 1)
            {
                int place = at + BitOperations.TrailingZeroCount(places);
                if (IsAt(text[place..]))
                    return place;
            }

            at += Vector256<byte>.Count;
        }

        for (; at <= last; at++)
        {
            if (IsAt(text[at..]))
                return at;
        }

        return -1;
    }

    /// <summary>Goes on to the next step that has places, when each probe is one range: most of the time of a search is spent here.</summary>
    private uint NextPlaces(ReadOnlySpan<byte> text, ref int at, int last)
    {
        ref byte start = ref MemoryMarshal.GetReference(text);
        (Vector256<byte> least, Vector256<byte> width) first = _probes[0].Range;
        (Vector256<byte> least, Vector256<byte> width) second = _probes[1 % _probes.Length].Range;
        (Vector256<byte> least, Vector256<byte> width) third = _probes[2 % _probes.Length].Range;
        nuint firstAt = (nuint)_probes[0].At;
        nuint secondAt = (nuint)_probes[1 % _probes.Length].At;
        nuint thirdAt = (nuint)_probes[2 % _probes.Length].At;
        int next = at;
        for (; next + Vector256<byte>.Count - 1 <= last; next += Vector256<byte>.Count)
        {
            nuint from = (nuint)next;
            Vector256<byte> places = Vector256.LessThanOrEqual(Vector256.LoadUnsafe(ref start, from + firstAt) - first.least, first.width)
                & Vector256.LessThanOrEqual(Vector256.LoadUnsafe(ref start, from + secondAt) - second.least, second.width)
                & Vector256.LessThanOrEqual(Vector256.LoadUnsafe(ref start, from + thirdAt) - third.least, third.width);
            if (places == Vector256<byte>.Zero)
                continue;
            at = next;
            return places.ExtractMostSignificantBits();
        }

        at = next - Vector256<byte>.Count;
        return 0;
    }

    private uint PlacesAt(ReadOnlySpan<byte> text, int at)
    {
        ref byte first = ref MemoryMarshal.GetReference(text);
        Vector256<byte> places = Vector256<byte>.AllBitsSet;
        foreach (Probe probe in _probes)
            places &= probe.In(Vector256.LoadUnsafe(ref first, (nuint)(at + probe.At)));
        return places.ExtractMostSignificantBits();
    }

    private bool IsAt(ReadOnlySpan<byte> text)
    {
        for (int i = 0; i < _sets.Length; i++)
        {
            if (text[i] > 127 || ((_sets[i] >> text[i]) & 1) == 0)
                return false;
        }

        return true;
    }

    /// <summary>The set of one place, as ranges of bytes.</summary>
    private readonly struct Probe
    {
        private readonly (Vector256<byte> Least, Vector256<byte> Width)[] _ranges;

        public Probe(int at, UInt128 set)
        {
            At = at;
            _ranges = [.. RangesOf(set).Select(static range => (Vector256.Create(range.Least), Vector256.Create((byte)(range.Most - range.Least))))];
        }

        public int At { get; }

        public bool IsOneRange => _ranges.Length == 1;

        public (Vector256<byte> Least, Vector256<byte> Width) Range => _ranges[0];

        public static List<(byte Least, byte Most)> RangesOf(UInt128 set)
        {
            List<(byte, byte)> ranges = [];
            for (int least = 0; least < 128; least++)
            {
                if (((set >> least) & 1) == 0)
                    continue;
                int most = least;
                while (most < 127 && ((set >> (most + 1)) & 1) != 0)
                    most++;
                ranges.Add(((byte)least, (byte)most));
                least = most;
            }

            return ranges;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<byte> In(Vector256<byte> bytes)
        {
            Vector256<byte> found = Vector256<byte>.Zero;
            foreach ((Vector256<byte> least, Vector256<byte> width) in _ranges)
                found |= Vector256.LessThanOrEqual(bytes - least, width);
            return found;
        }
    }
}
