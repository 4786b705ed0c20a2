using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace LogHog.Server.Http.Select;

/// <summary>Names and values as <c>application/x-www-form-urlencoded</c>: the query string's form and that of a POST body.</summary>
internal static class FormText
{
    /// <summary>Twenty times what any endpoint knows; repeated ones are filters.</summary>
    private const int ParametersMax = 1000;

    /// <summary>Appends what the text holds.</summary>
    /// <param name="text">Without a leading question mark.</param>
    /// <param name="into">Names and values in their order.</param>
    /// <returns>What is wrong with it; null = nothing.</returns>
    public static Problem? Read(ReadOnlySpan<byte> text, List<(string Name, string Value)> into)
    {
        while (!text.IsEmpty)
        {
            int end = text.IndexOf((byte)'&');
            ReadOnlySpan<byte> pair = end < 0 ? text : text[..end];
            text = end < 0 ? [] : text[(end + 1)..];
            if (pair.IsEmpty)
                continue;
            if (into.Count == ParametersMax)
                return new Problem(StatusCodes.Status400BadRequest, $"more than {ParametersMax} parameters");
            int equals = pair.IndexOf((byte)'=');
            if (Decode(equals < 0 ? pair : pair[..equals]) is not { } name)
                return new Problem(StatusCodes.Status400BadRequest, "the name of a parameter is not percent-encoded UTF-8");
            if (Decode(equals < 0 ? [] : pair[(equals + 1)..]) is not { } value)
                return Problem.OfParameter(name, "the value is not percent-encoded UTF-8");
            into.Add((name, value));
        }

        return null;
    }

    private static string? Decode(ReadOnlySpan<byte> text)
    {
        byte[] plain = ArrayPool<byte>.Shared.Rent(text.Length);
        try
        {
            int length = 0;
            while (true)
            {
                int run = text.IndexOfAny((byte)'%', (byte)'+') is var at && at < 0 ? text.Length : at;
                text[..run].CopyTo(plain.AsSpan(length));
                length += run;
                if (at < 0)
                    break;
                byte value = (byte)' ';
                int used = 1;
                if (text[run] == '%')
                {
                    used = 3;
                    if (text.Length < run + used || !byte.TryParse(text.Slice(run + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value))
                        return null;
                }

                plain[length++] = value;
                text = text[(run + used)..];
            }

            return Utf8.IsValid(plain.AsSpan(0, length)) ? Encoding.UTF8.GetString(plain, 0, length) : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(plain);
        }
    }
}
