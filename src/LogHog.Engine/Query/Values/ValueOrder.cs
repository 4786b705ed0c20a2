namespace LogHog.Engine.Query.Values;

/// <summary>The order of values: as numbers, durations, sizes, moments or addresses where both are, else naturally (a2 before a10).</summary>
internal static class ValueOrder
{
    public static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.SequenceEqual(right))
        {
            return 0;
        }

        // As numbers of nanoseconds they would lose their last digits.
        if (MayBeMoment(left) && MayBeMoment(right) && Timestamps.TryParse(left, out long x) && Timestamps.TryParse(right, out long y) && x != y)
        {
            return x.CompareTo(y);
        }

        if (left.Length > 0 && right.Length > 0 && MayBeNumber(left[0]) && MayBeNumber(right[0])
            && Numbers.TryParseMath(left, out double a) && Numbers.TryParseMath(right, out double b))
        {
            int byNumber = a.CompareTo(b);
            if (byNumber != 0)
            {
                return byNumber;
            }
        }

        return CompareNaturally(left, right);
    }

    public static bool Less(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => Compare(left, right) < 0;

    private static bool MayBeMoment(ReadOnlySpan<byte> text) => text.Length >= "2026-11-20T12:18:36Z".Length && text[4] == '-' && text[10] is (byte)'T' or (byte)' ';

    private static bool MayBeNumber(byte first) => first is (>= (byte)'0' and <= (byte)'9') or (byte)'-' or (byte)'+' or (byte)'.' or (byte)'i' or (byte)'I';

    /// <summary>Runs of digits compare by their number, everything else by its bytes.</summary>
    private static int CompareNaturally(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        int l = 0;
        int r = 0;
        while (l < left.Length && r < right.Length)
        {
            if (char.IsAsciiDigit((char)left[l]) && char.IsAsciiDigit((char)right[r]))
            {
                ReadOnlySpan<byte> a = TakeDigits(left, ref l);
                ReadOnlySpan<byte> b = TakeDigits(right, ref r);
                ReadOnlySpan<byte> x = a.TrimStart((byte)'0');
                ReadOnlySpan<byte> y = b.TrimStart((byte)'0');
                int byNumber = x.Length != y.Length ? x.Length.CompareTo(y.Length) : x.SequenceCompareTo(y);
                if (byNumber != 0)
                {
                    return byNumber;
                }

                continue;
            }

            if (left[l] != right[r])
            {
                return left[l].CompareTo(right[r]);
            }

            l++;
            r++;
        }

        int byRest = (left.Length - l).CompareTo(right.Length - r);
        return byRest != 0 ? byRest : left.SequenceCompareTo(right);
    }

    private static ReadOnlySpan<byte> TakeDigits(ReadOnlySpan<byte> text, ref int at)
    {
        int start = at;
        while (at < text.Length && char.IsAsciiDigit((char)text[at]))
        {
            at++;
        }

        return text[start..at];
    }
}
