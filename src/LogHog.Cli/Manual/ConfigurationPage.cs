using LogHog.Engine.Configuration;

namespace LogHog.Cli.Manual;

/// <summary>loghogd.conf(5), from the table of keys that the daemon itself reads.</summary>
internal sealed class ConfigurationPage(string version, DateTimeOffset date)
{
    public string Text()
    {
        var page = new RoffText("loghogd.conf", 5, date, version, "File Formats");
        page.Section("NAME").Marked("loghogd.conf, facilities.conf \\- configuration of the log server loghogd");
        page.Section("SYNOPSIS").Marked(RoffText.Italic("/etc/loghogd/loghogd.conf")).LineBreak().Marked(RoffText.Italic("/etc/loghogd/facilities.conf"));
        page.Section("DESCRIPTION").Marked(RoffText.Markdown(
            "`loghogd.conf` configures the server, `facilities.conf` says who may log and where. Both may be missing."));
        page.Paragraph().Marked(RoffText.Markdown(
            "`[section]`, then `key = value` or `key: value`. A line that begins with ; or # is a comment; behind a value only ; after white space begins "
            + "one. An indented line continues the value above it. The stronger source wins: a flag, the environment (LOGHOGD_SECTION__KEY), a drop-in "
            + "(conf.d/*.conf, facilities.d/*.conf), the file, the default."));
        page.Paragraph().Marked(RoffText.Markdown(
            "`loghogd --check-config` tells every mistake at once; `loghogd --print-config` shows each value and where it comes from. SIGHUP reads both files again."));
        page.Section("FILES AND KEYS");
        foreach (ManualSection section in ConfigurationManual.Sections)
        {
            page.Subsection(section.Header).Marked(RoffText.Markdown(section.Purpose));
            foreach (ManualKey key in section.Keys)
                page.MarkedItem($"{RoffText.Bold(key.Name)} = {RoffText.Italic(key.Kind)}", RoffText.Markdown(Meaning(key)));
        }

        page.Section("EXAMPLES").Literal(
        [
            "; facilities.conf", "[my-app]", "rotate = daily", "backup_count = 14", "", "[my-app:web.requests]", "rotate = size", "max_size = 100M",
        ]);
        page.Section("SEE ALSO").Marked($"{RoffText.Bold("loghogd")}(8), {RoffText.Bold("loghog")}(1)");
        return page.ToString();
    }

    private static string Meaning(ManualKey key) =>
        $"{key.Why}{(key.NeedsRestart ? " Needs a restart." : "")} Default: {(key.IsRequired ? "none, it must be there" : key.Default.Length == 0 ? "none" : $"`{key.Default}`")}.";
}
