using System.Text;

namespace LogHog.Engine.Configuration;

/// <summary>
/// <c>--print-config</c>: every value that holds with its origin as a comment; what it prints can be used as a configuration file.
/// Secrets are not in it.
/// </summary>
public static class ConfigurationPrinter
{
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
        if (value.IsSecret)
            text.Append($"; {value.Key} is set and not shown ; {origin}\n");
        else if (value.Value.Contains(';') || value.Value.Contains('\n'))
            // A comment after such a value would become part of it.
            text.Append($"; {origin}\n{value.Key} = {value.Value.Replace("\n", "\n    ", StringComparison.Ordinal)}\n");
        else
            text.Append($"{value.Key} = {(value.Value.Length == 0 ? "\"\"" : value.Value)} ; {origin}\n");
    }
}
