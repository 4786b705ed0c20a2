using System.Buffers;
using System.Globalization;
using System.Text;

namespace LogHog.Engine.Query.Values;

/// <summary>Sizes such as <c>1.5KiB</c>, in bytes. K, M, G, T and KB… count in thousands, KiB… and Ki… in 1024s.</summary>
internal static class ByteSizes
{
    private static readonly (string Unit, double Bytes)[] Units =
    [
        ("KiB", 1024), ("MiB", 1 << 20), ("GiB", 1 << 30), ("TiB", 1L << 40), ("Ki", 1024), ("Mi", 1 << 20), ("Gi", 1 << 30), ("Ti", 1L << 40),
        ("KB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12), ("K", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12), ("B", 1),
    ];

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789._");

    public static bool TryParse(ReadOnlySpan<char> text, out long bytes)
    {
        bytes = 0;
        bool negative = text.Length > 0 && text[0] == '-';
        if (text.Length > 0 && text[0] is '-' or '+')
        {
            text = text[1..];
        }

        double total = 0;
        if (text.Length == 0)
        {
            return false;
        }

        while (text.Length > 0)
        {
            int digits = text.IndexOfAnyExcept(Digits);
            string number = text[..(digits < 0 ? text.Length : digits)].ToString().Replace("_", "", StringComparison.Ordinal);
            if (digits == 0 || !double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value))
            {
                return false;
            }

            text = digits < 0 ? [] : text[digits..];
            double unitBytes = 0;
            foreach ((string unit, double size) in Units)
            {
                if (text.StartsWith(unit, StringComparison.Ordinal))
                {
                    unitBytes = size;
                    text = text[unit.Length..];
                    break;
                }
            }

            if (unitBytes == 0)
            {
                return false;
            }

            total += value * unitBytes;
        }

        if (total >= long.MaxValue)
        {
            return false;
        }

        bytes = (long)(negative ? -total : total);
        return true;
    }

    public static bool TryParse(ReadOnlySpan<byte> text, out long bytes)
    {
        bytes = 0;
        if (text.Length is 0 or > 48 || text[^1] is not ((byte)'B' or (byte)'i' or (byte)'K' or (byte)'M' or (byte)'G' or (byte)'T'))
        {
            return false;
        }

        Span<char> chars = stackalloc char[48];
        return Encoding.UTF8.TryGetChars(text, chars, out int length) && TryParse(chars[..length], out bytes);
    }
}
