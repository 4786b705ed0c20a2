using System.Text;
using LogHog.Engine.Configuration.Keys;

namespace LogHog.Engine.Configuration;

/// <summary>The tables of keys as people read them: docs/configuration.md and packaging/conf/loghogd.conf hold exactly this.</summary>
internal static class ConfigurationReference
{
    private const int LineCharsMax = 100;

    /// <summary>Markdown: a heading and a table for each section, then facilities.conf.</summary>
    public static string Tables()
    {
        StringBuilder text = new();
        foreach (SectionDefinition section in SectionTable.All.Where(section => section.Keys is not null))
            Table($"### `{section.Header}`\n\n{section.Purpose}", section.Keys!, text);
        Table("### facilities.conf: `[app]`, `[app:module]`, `[*]`\n\n"
            + "Whatever a `[app:module]` leaves out it has from `[app]`.", FacilityKeys.All, text);
        string later = string.Join(", ", SectionTable.All.Where(section => section.Keys is null).Select(section => $"`{section.Header}`"));
        text.Append($"Not available in this version, and refused with that reason: {later}.\n");
        return text.ToString();
    }

    /// <summary>A loghogd.conf in which every key stands as a comment with its default.</summary>
    public static string Example()
    {
        StringBuilder text = new();
        text.Append("; loghogd.conf. Every key with its default: take the ; away to change one.\n");
        text.Append("; Check with loghogd --check-config; see what holds, and who said it, with loghogd --print-config.\n");
        foreach (SectionDefinition section in SectionTable.All.Where(section => section.Keys is not null))
        {
            text.Append($"\n; {section.Purpose}\n{(section.IsNamed ? ";" : "")}{section.Example}\n");
            foreach (ConfigurationKey key in section.Keys!)
            {
                text.Append('\n');
                Wrap(key.Why, text);
                text.Append($";{key.Name} = {(key.Example.Length == 0 ? "\"\"" : key.Example)}\n");
            }
        }

        return text.ToString();
    }

    private static void Table(string heading, IReadOnlyList<ConfigurationKey> keys, StringBuilder text)
    {
        text.Append($"{heading}\n\n| key | value | default | since | what it does, and why the default |\n|---|---|---|---|---|\n");
        foreach (ConfigurationKey key in keys)
        {
            string fallback = key.IsRequired ? "required" : key.Default.Length == 0 ? "none" : $"`{key.Default}`";
            string restart = key.RestartWhenChanged is null ? "" : " *Needs a restart.*";
            text.Append($"| `{key.Name}` | {key.KindName} | {fallback} | {key.Since} | {key.Why}{restart} |\n");
        }

        text.Append('\n');
    }

    private static void Wrap(string sentence, StringBuilder text)
    {
        int column = 0;
        foreach (string word in sentence.Split(' '))
        {
            if (column == 0 || column + 1 + word.Length > LineCharsMax)
            {
                text.Append(column == 0 ? "; " : "\n; ");
                column = 2;
            }
            else
            {
                text.Append(' ');
                column++;
            }

            text.Append(word);
            column += word.Length;
        }

        text.Append('\n');
    }
}
