using System.Text;

namespace LogHog.Engine.Configuration;

/// <summary>
/// <c>--print-config</c>: every value that holds with its origin as a comment; what it prints can be used as a configuration file.
/// Secrets are not in it.
/// </summary>
public static class ConfigurationPrinter
{
    // Where most origins begin; longer values push theirs to the right.
    private const int OriginColumn = 47;

    /// <summary>Both, one after the other: what <c>--print-config</c> shows. Cut it at the line that names facilities.conf to use it.</summary>
    public static string Print(LoadedConfiguration loaded) =>
        $"; loghogd.conf\n{PrintServer(loaded)}\n; facilities.conf\n{PrintFacilities(loaded)}";

    /// <summary>As a loghogd.conf.</summary>
    public static string PrintServer(LoadedConfiguration loaded) => Print(loaded.Values);

    /// <summary>As a facilities.conf, with what each facility inherits written out.</summary>
    public static string PrintFacilities(LoadedConfiguration loaded) => Print(loaded.FacilityValues);

    private static string Print(IReadOnlyList<ConfigurationValue> values)
    {
        StringBuilder text = new();
        string? section = null;
        foreach (ConfigurationValue value in values)
        {
            if (value.Section != section)
                text.Append(section is null ? "" : "\n").Append('[').Append(value.Section).Append("]\n");
            section = value.Section;
            Print(value, text);
        }

        return text.ToString();
    }

    private static void Print(ConfigurationValue value, StringBuilder text)
    {
        string origin = Printable.Text(value.Origin.ToString());
        // A comment after a value with a ; or of several lines would become part of it: there the origin stands above.
        if (!value.IsSecret && value.Value.AsSpan().ContainsAny(';', '\n'))
            text.Append($"; {origin}\n{value.Key} = {value.Value.Replace("\n", "\n    ", StringComparison.Ordinal)}\n");
        else
            text.Append($"{Text(value),-OriginColumn} ; {origin}\n");
    }

    private static string Text(ConfigurationValue value) =>
        value.IsSecret ? $"; {value.Key} is set and not shown" : $"{value.Key} = {(value.Value.Length == 0 ? "\"\"" : value.Value)}";
}
