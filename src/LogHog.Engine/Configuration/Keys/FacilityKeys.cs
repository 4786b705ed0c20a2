using LogHog.Engine.Configuration.Values;
using LogHog.Engine.Storage;

namespace LogHog.Engine.Configuration.Keys;

/// <summary>The keys of every section of facilities.conf (spec §2).</summary>
internal static class FacilityKeys
{
    // In facilities.conf the section is an application; this stands for any.
    private const string Section = "facility";

    public static readonly ConfigurationKey<CronSchedule?> Rotate = new(Section, "rotate", Kinds.RotateWhen, "daily")
    {
        Why = "When a new file begins: `hourly`, `daily` = `midnight`, `weekly`, `monthly`, `yearly`, `size`, or five cron fields. "
            + "Required in an application's root section: how much one loses with a file is the owner's decision.",
        IsInherited = true,
        IsRequired = true,
    };

    public static readonly ConfigurationKey<int> BackupCount = new(Section, "backup_count", Kinds.Integer(1, 1_000_000), "1")
    {
        Why = "How many rotated files of each log file to keep. Required in an application's root section, at least 1: "
            + "nothing is deleted that nobody allowed.",
        IsInherited = true,
        IsRequired = true,
    };

    public static readonly ConfigurationKey<long?> MaxSize = new(Section, "max_size", Kinds.Size(1024, long.MaxValue).OrNone(), "")
    {
        Why = "Rotate as soon as the file has this many bytes; beside the schedule, or alone with `rotate = size`, which requires it.",
        IsInherited = true,
    };

    public static readonly ConfigurationKey<int> FlushEvery = new(Section, "flush_every", Kinds.Integer(1, 1_000_000), "1")
    {
        Why = "Messages per write while they come singly. 1: a message can be read the moment it came; a batch is one write anyway.",
        IsInherited = true,
    };

    public static readonly ConfigurationKey<bool> FilePerHost = new(Section, "file_per_host", Kinds.Switch, "no")
    {
        Why = "One file for each sending host: `<host>-<module>.log`. Off: one service on ten hosts reads best in one file.",
        IsInherited = true,
    };

    public static readonly ConfigurationKey<string?> Secret = new(Section, "secret", Kinds.Secret.OrNull(), "")
    {
        Why = "Every message must be signed with it. None: unsigned messages are taken. Never printed.",
        IsSecret = true,
        IsInherited = true,
    };

    public static readonly ConfigurationKey<string?> SecretFile = new(Section, "secret_file", Kinds.FilePath.OrNull(), "")
    {
        Why = "The same out of a file (its first line), for systemd's and a container's credentials. Not together with `secret`.",
        IsInherited = true,
    };

    public static readonly ConfigurationKey<SignaturePolicy> Signature = new(Section, "signature", Kinds.Choice(
        "any/v1/v2", ("any", SignaturePolicy.Any), ("v1", SignaturePolicy.V1), ("v2", SignaturePolicy.V2)), "any")
    {
        Why = "Which signatures count where there is a secret. `any` takes existing clients; `v2` cannot be replayed.",
        IsInherited = true,
    };

    public static readonly ConfigurationKey<NamePatterns> Clients = new(Section, "clients", NamePatternsText.Hosts, "")
    {
        Why = "Names in certificates whose bearers may send here, `*` for any text; then nobody may without a certificate (TLS). None: anybody.",
        IsInherited = true,
    };

    public static readonly ConfigurationKey<WrittenFormat> Format = new(Section, "format", LineFormatText.Kind, "standard")
    {
        Why = "How an event is written: `standard` (text that can be read back without loss), `json` (CLEF), `rfc5424` (syslog's own) and "
            + "`logfmt` lose nothing either; `classic` (the ancestor's `time - host - body`, loses fields); `python:` and a format string of Python's logging, "
            + "such as `python:%(asctime)s %(levelname)s %(name)s: %(message)s` (has what the string names).",
        IsInherited = true,
    };

    public static readonly ConfigurationKey<PythonStyle?> Style = new(Section, "style", Kinds.Choice<PythonStyle?>(
        "auto/%/{/$", ("auto", null), ("%", PythonStyle.Percent), ("{", PythonStyle.Brace), ("$", PythonStyle.Dollar)), "auto")
    {
        Why = "Of a `python:` format: `%(message)s`, `{message}` or `$message`, as Python's `style`. `auto`: as the string looks.",
        IsInherited = true,
    };

    public static readonly ConfigurationKey<string> DateFormat = new(Section, "datefmt", Kinds.Text, "")
    {
        Why = "Of a `python:` format: how `asctime` is written, as Python's `datefmt` (strftime, local time). None: `2026-11-20 12:18:36,464`.",
        IsInherited = true,
    };

    public static readonly ConfigurationKey<string> FormatDefaults = new(Section, "defaults", Kinds.Text, "")
    {
        Why = "Of a `python:` format: what stands for attributes that an event lacks, as Python's `defaults`, in pairs: `ident=- port=0`. None: "
            + "a missing attribute is shown as the format has it, `%(ident)s`.",
        IsInherited = true,
    };

    public static readonly ConfigurationKey<bool> Continuation = new(Section, "continuation", Kinds.Choice(
        "plain/tab", ("plain", false), ("tab", true)), "plain")
    {
        Why = "Of a `python:` format: how the further lines of a message, a traceback and a stack begin. `plain`: as Python writes them, so that a message "
            + "with a newline can look like two events. `tab`: with a tab, so that it cannot.",
        IsInherited = true,
    };

    public static readonly ConfigurationKey<bool> Index = new(Section, "index", Kinds.Switch, "yes")
    {
        Why = "Keep an index beside each file (`.index/`), so that searches need not read it whole. It takes about a tenth of the text "
            + "and is made behind the writer, with processor time that nobody else wants. `no` deletes it; in `[DEFAULT]` for all facilities.",
        IsInherited = true,
    };

    public static readonly ConfigurationKey<TimeSpan?> MaxAge = new(Section, "max_age",
        Kinds.DurationWithin(TimeSpan.FromMinutes(1), TimeSpan.FromDays(365 * 200)).OrNone(), "")
    {
        Why = "Archives older than this are deleted, whatever `backup_count` would keep. None: the count decides.",
        IsInherited = true,
    };

    public static readonly ConfigurationKey<long?> MaxTotalSize =
        new(Section, "max_total_size", Kinds.Size(1024, long.MaxValue).OrNone(), "")
        {
            Why = "Bytes that the facility's files and archives may take on the disk together; the oldest go first. None: the count decides.",
            IsInherited = true,
        };

    public static readonly IReadOnlyList<ConfigurationKey> All =
    [
        Rotate, BackupCount, MaxSize, FlushEvery, FilePerHost, Secret, SecretFile, Signature, Clients, Format, Style, DateFormat, FormatDefaults, Continuation,
        Index, MaxAge, MaxTotalSize,
    ];

    /// <summary>Keys that the design names and a later version will know; they are refused, not ignored.</summary>
    public static readonly IReadOnlyList<string> Later = ["durability", "seal"];
}
