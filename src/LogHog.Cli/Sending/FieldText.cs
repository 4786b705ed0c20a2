using System.Globalization;
using LogHog.Protocols.LogHogV1;

namespace LogHog.Cli.Sending;

/// <summary><c>--field name=value</c>.</summary>
internal static class FieldText
{
    /// <summary>Numbers and <c>true</c>/<c>false</c> go as such when nothing of the text is lost by it: <c>007</c> stays text.</summary>
    /// <exception cref="UsageException">No name, or one that the protocol uses itself.</exception>
    public static KeyValuePair<string, object?> Parse(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0) throw new UsageException($"--field {text}: write NAME=VALUE, for example --field order=42");
        string name = text[..equals];
        if (LogHogEncoder.IsStandardKey(name))
            throw new UsageException($"--field {name}: the protocol uses this name itself; choose another");
        return new KeyValuePair<string, object?>(name, Value(text[(equals + 1)..]));
    }

    private static object Value(string text)
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        if (text is "true" or "false") return text == "true";
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, invariant, out long whole) && whole.ToString(invariant) == text)
            return whole;
        if (decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, invariant, out decimal number)
            && number.ToString(invariant) == text)
            return number;
        return text;
    }
}
