using System.Globalization;
using LogHog.Engine.Configuration.Values;
using LogHog.Engine.Storage;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Configuration.Keys;

/// <summary><c>[log]</c>: the daemon's own log (spec §3).</summary>
internal static class OwnLogKeys
{
    private const string Section = "log";

    public static readonly ConfigurationKey<string?> FileName = new(Section, "filename", Kinds.FilePath.OrNull(), "")
    {
        Why = "The daemon's own log. None: it goes to standard error, which systemd and containers keep.",
        RestartWhenChanged = settings => settings.Log.FileName ?? "",
    };

    public static readonly ConfigurationKey<int> BackupCount = new(Section, "backup_count", Kinds.Integer(1, 100_000), "14")
    {
        Why = "How many of its rotated files to keep: two weeks of days.",
        RestartWhenChanged = settings => settings.Log.BackupCount.ToString(CultureInfo.InvariantCulture),
    };

    public static readonly ConfigurationKey<CronSchedule> When = new(Section, "when", Kinds.Schedule, "midnight")
    {
        Why = "When it rotates; written like a facility's `rotate`, but not `size`.",
        RestartWhenChanged = settings => settings.Log.When.Expression,
    };

    public static readonly ConfigurationKey<LogLevel> Level = new(Section, "level", Kinds.Choice(
        "level",
        ("INFO", LogLevel.Information),
        ("DEBUG", LogLevel.Debug),
        ("WARNING", LogLevel.Warning),
        ("ERROR", LogLevel.Error),
        ("CRITICAL", LogLevel.Critical),
        ("TRACE", LogLevel.Trace),
        ("WARN", LogLevel.Warning),
        ("FATAL", LogLevel.Critical),
        ("NOTSET", LogLevel.Trace)), "INFO")
    {
        Why = "The least severe message to write: TRACE, DEBUG, INFO, WARNING, ERROR or CRITICAL, Python's names.",
    };

    public static readonly IReadOnlyList<ConfigurationKey> All = [FileName, BackupCount, When, Level];
}
