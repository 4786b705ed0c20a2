using System.Buffers.Text;
using System.Globalization;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Pipes;

/// <summary>How <c>&lt;option:field&gt;</c> in a format writes a value; one that does not fit its option stays as it is.</summary>
internal static class FormatOptions
{
    public static void Add(ByteText text, string option, ReadOnlySpan<byte> value)
    {
        switch (option)
        {
            case "q":
                JsonText.AddString(text, value);
                break;
            case "lc":
                text.Add(CaseFolding.ToLower(value));
                break;
            case "uc":
                text.Add(CaseFolding.ToUpper(value));
                break;
            case "time" when TimeText.TryParse(Utf8.Decode(value), 0, out long ns) && value.Length > 0 && value.IndexOfAnyExceptInRange((byte)'.', (byte)'9') < 0:
                text.Add(Timestamps.Format(ns));
                break;
            case "duration" when Utf8Parser.TryParse(value, out long ns, out int used) && used == value.Length:
                text.Add(Durations.Format(ns));
                break;
            case "duration_seconds" when Durations.TryParse(value, out long ns):
                text.Add(Numbers.Format(ns / 1e9));
                break;
            case "ipv4" when Utf8Parser.TryParse(value, out uint address, out int used) && used == value.Length:
                text.Add(IPv4.Format(address));
                break;
            case "base64encode":
                text.Add(Convert.ToBase64String(value));
                break;
            case "base64decode" when TryBase64(value, out byte[] decoded):
                text.Add(decoded);
                break;
            case "hexencode":
                text.Add(Convert.ToHexString(value));
                break;
            case "hexdecode":
                AddHexDecoded(text, value);
                break;
            case "hexnumencode" when Utf8Parser.TryParse(value, out ulong number, out int used) && used == value.Length:
                text.Add(number.ToString("X16", CultureInfo.InvariantCulture));
                break;
            case "hexnumdecode" when value.Length is > 0 and <= 16 && Utf8Parser.TryParse(value, out ulong number, out int used, 'x') && used == value.Length:
                text.Add(number.ToString(CultureInfo.InvariantCulture));
                break;
            case "urlencode":
                AddUrlEncoded(text, value);
                break;
            case "urldecode":
                AddUrlDecoded(text, value);
                break;
            default:
                text.Add(value);
                break;
        }
    }

    private static bool TryBase64(ReadOnlySpan<byte> value, out byte[] decoded)
    {
        decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(value.Length)];
        bool done = Base64.DecodeFromUtf8(value, decoded, out int used, out int written) == System.Buffers.OperationStatus.Done && used == value.Length;
        decoded = decoded[..written];
        return done;
    }

    private static void AddHexDecoded(ByteText text, ReadOnlySpan<byte> value)
    {
        for (; value.Length >= 2; value = value[2..])
        {
            if (TryHex(value, out byte decoded))
            {
                text.Add(decoded);
            }
            else
            {
                text.Add(value[..2]);
            }
        }

        text.Add(value);
    }

    private static void AddUrlEncoded(ByteText text, ReadOnlySpan<byte> value)
    {
        foreach (byte b in value)
        {
            if (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'.' or (byte)'_')
            {
                text.Add(b);
            }
            else if (b == ' ')
            {
                text.Add((byte)'+');
            }
            else
            {
                text.Add(b < 16 ? "%0" : "%").Add(b.ToString("X", CultureInfo.InvariantCulture));
            }
        }
    }

    private static void AddUrlDecoded(ByteText text, ReadOnlySpan<byte> value)
    {
        while (value.Length > 0)
        {
            if (value[0] == '%' && value.Length >= 3 && TryHex(value[1..], out byte decoded))
            {
                text.Add(decoded);
                value = value[3..];
            }
            else
            {
                text.Add(value[0] == '+' ? (byte)' ' : value[0]);
                value = value[1..];
            }
        }
    }

    private static bool TryHex(ReadOnlySpan<byte> text, out byte value) => Utf8Parser.TryParse(text[..2], out value, out int used, 'x') && used == 2;
}
