using LogHog.Engine.Configuration.Values;

namespace LogHog.Engine.Configuration.Keys;

/// <summary><c>[journal]</c>: systemd's journal, followed.</summary>
internal static class JournaldKeys
{
    public const string Section = "journal";

    public static readonly ConfigurationKey<bool> Enabled = new(Section, "enabled", Kinds.Switch, "yes")
    {
        Why = "Whether it is followed, where there is this section. The user of loghogd must be in the group `systemd-journal`.",
    };

    public static readonly ConfigurationKey<string?> Directory = new(Section, "directory", Kinds.FilePath.OrNull(), "")
    {
        Why = "A folder of journal files, such as one that systemd-journal-remote fills. None: this machine's journal.",
    };

    public static readonly ConfigurationKey<IReadOnlyList<string>> Files = new(Section, "files", Kinds.FilePaths, "")
    {
        Why = "Journal files by name instead.",
    };

    public static readonly ConfigurationKey<IReadOnlyList<string>> Matches = new(Section, "match", MatchText.Kind, "")
    {
        Why = "Only these entries: `FIELD=value`, one a line or with spaces between them, as journalctl takes them; of one field any value, of several fields all.",
    };

    public static readonly ConfigurationKey<bool> StartAt = new(
        Section, "start_at", Kinds.Choice("beginning/end", ("beginning", false), ("end", true)), "beginning")
    {
        Why = "Where it is read from the very first time.",
    };

    public static readonly ConfigurationKey<string> Journalctl = new(Section, "journalctl", Kinds.Text, "journalctl")
    {
        Why = "The program that reads it, with its path where it is not in `PATH`.",
    };

    public static readonly ConfigurationKey<string> App = new(Section, "app", NameSourceText.Kind, "")
    {
        Why = "The application of its events: a fixed text, or `record:FIELD`, a field of the entry. None: its `SYSLOG_IDENTIFIER`, else its unit, else its "
            + "program.",
    };

    public static readonly ConfigurationKey<string> Module = new(Section, "module", NameSourceText.Kind, "")
    {
        Why = "The module, written the same way, such as `record:_SYSTEMD_UNIT`. None: its `LOGGER`.",
    };

    public static readonly ConfigurationKey<string> Host = new(Section, "host", NameSourceText.Kind, "")
    {
        Why = "The host, written the same way. None: its `_HOSTNAME`.",
    };

    public static readonly IReadOnlyList<ConfigurationKey> All = [Enabled, Directory, Files, Matches, StartAt, Journalctl, App, Module, Host];
}
