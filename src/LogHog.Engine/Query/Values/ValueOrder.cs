using System.Globalization;

namespace LogHog.Engine.Query.Values;

/// <summary>
/// The order of values: as numbers, durations, sizes, moments or addresses where both are, else naturally (a2 before a10). A number
/// stands among other texts where its value does, so that any values have one order: 2a before 5, and 5 before 1e3.
/// </summary>
internal static class ValueOrder
{
    public static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.SequenceEqual(right))
        {
            return 0;
        }

        // As numbers of nanoseconds they would lose their last digits.
        if (TryMoment(left, out long x) && TryMoment(right, out long y) && x != y)
        {
            return x.CompareTo(y);
        }

        bool isLeftNumber = TryParse(left, out double a);
        bool isRightNumber = TryParse(right, out double b);
        if (!isLeftNumber && !isRightNumber)
        {
            return CompareNaturally(left, right);
        }

        int byNumber = (isLeftNumber || TryParseStart(left, out a)) && (isRightNumber || TryParseStart(right, out b))
            ? a.CompareTo(b)
            : CompareWithNumber(left, isLeftNumber).CompareTo(CompareWithNumber(right, isRightNumber));
        return byNumber != 0 ? byNumber
            : isLeftNumber != isRightNumber ? (isLeftNumber ? -1 : 1)
            : CompareNaturally(left, right);
    }

    public static bool Less(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => Compare(left, right) < 0;

    /// <summary>Whether a value compares with others of its kind as a moment, and if so which.</summary>
    public static bool TryMoment(ReadOnlySpan<byte> text, out long unixNs)
    {
        unixNs = 0;
        return MayBeMoment(text) && Timestamps.TryParse(text, out unixNs);
    }

    private static bool TryParse(ReadOnlySpan<byte> text, out double number)
    {
        number = 0;
        return text.Length > 0 && MayBeNumber(text[0]) && Numbers.TryParseMath(text, out number);
    }

    /// <summary>The number that a text begins with which is none as a whole.</summary>
    private static bool TryParseStart(ReadOnlySpan<byte> text, out double number)
    {
        int end = 0;
        return double.TryParse(TakeDigits(text, ref end), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>All numbers stand where texts do that begin with a digit: before letters, behind the most of the signs.</summary>
    private static int CompareWithNumber(ReadOnlySpan<byte> text, bool isNumber) =>
        isNumber || (text.Length > 0 && char.IsAsciiDigit((char)text[0])) ? 0 : text.Length == 0 || text[0] < '0' ? -1 : 1;

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
