using System.Globalization;
using System.Text;

namespace LogHog.LoadGenerator;

/// <summary>
/// The proof inside each body that it arrived whole and once: <c>@CCCCC:SSSSSSSSSS:LLLL text SSSSSSSSSS@</c>, with the
/// connection, the sequence number in that connection, and the length of all of it in UTF-8 bytes. Numbers have a
/// fixed width, so that a frame that is already encoded can be renumbered in place.
/// </summary>
internal static class Marker
{
    public const int ConnectionDigits = 5;
    public const int SequenceDigits = 10;
    public const int LengthDigits = 4;

    /// <summary>Where the sequence number stands, counted from the <c>@</c> at the front.</summary>
    public const int SequenceOffset = 1 + ConnectionDigits + 1;

    /// <summary>Where the length stands, counted from the <c>@</c> at the front.</summary>
    public const int LengthOffset = SequenceOffset + SequenceDigits + 1;

    /// <summary>Bytes before the text, its blank included.</summary>
    public const int HeadBytes = LengthOffset + LengthDigits + 1;

    /// <summary>Bytes behind the text: a blank, the sequence number again, and <c>@</c>.</summary>
    public const int TailBytes = 1 + SequenceDigits + 1;

    /// <summary>Puts the marker of connection 0 and sequence 0 around a text that holds no <c>@</c>.</summary>
    public static string Wrap(string text)
    {
        int length = HeadBytes + Encoding.UTF8.GetByteCount(text) + TailBytes;
        return string.Create(CultureInfo.InvariantCulture, $"@00000:0000000000:{length:D4} {text} 0000000000@");
    }

    public static void WriteDigits(Span<byte> target, long value)
    {
        for (int i = target.Length - 1; i >= 0; i--)
        {
            target[i] = (byte)('0' + value % 10);
            value /= 10;
        }
    }

    /// <summary>Reads decimal digits; -1 if anything else is among them.</summary>
    public static long ReadDigits(ReadOnlySpan<byte> digits)
    {
        long value = 0;
        foreach (byte digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return -1;
            value = value * 10 + (digit - '0');
        }

        return value;
    }
}
