using System.Globalization;

namespace LogHog.Engine.Query.Values;

/// <summary>IPv4 addresses in dotted form.</summary>
internal static class IPv4
{
    public static bool TryParse(ReadOnlySpan<byte> text, out uint address)
    {
        address = 0;
        if (text.Length is < 7 or > 15)
        {
            return false;
        }

        int at = 0;
        for (int part = 0; part < 4; part++)
        {
            int start = at;
            int value = 0;
            while (at < text.Length && text[at] is >= (byte)'0' and <= (byte)'9' && at - start < 3)
            {
                value = (value * 10) + text[at++] - '0';
            }

            if (at == start || value > 255 || (part < 3 && (at >= text.Length || text[at++] != '.')))
            {
                return false;
            }

            address = (address << 8) | (uint)value;
        }

        return at == text.Length;
    }

    public static bool TryParse(string text, out uint address) => TryParse(Utf8.Encode(text), out address);

    public static string Format(uint address) => string.Create(
        CultureInfo.InvariantCulture, $"{address >> 24}.{(address >> 16) & 0xFF}.{(address >> 8) & 0xFF}.{address & 0xFF}");
}
