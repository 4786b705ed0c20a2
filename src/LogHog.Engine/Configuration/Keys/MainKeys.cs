using LogHog.Engine.Configuration.Values;

namespace LogHog.Engine.Configuration.Keys;

/// <summary><c>[main]</c> (spec §3).</summary>
internal static class MainKeys
{
    private const string Section = "main";

    public static readonly ConfigurationKey<bool> Daemon = new(Section, "daemon", Kinds.Switch, "no")
    {
        Why = "Go to the background after the start. Off: systemd, containers and people want it in the foreground.",
        RestartWhenChanged = settings => settings.Main.Daemon.ToString(),
    };

    public static readonly ConfigurationKey<string> WorkDir = new(Section, "workdir", Kinds.FilePath, "/var/lib/loghogd")
    {
        Why = "What the server keeps for itself: journal, nonces, state. The place the file hierarchy standard gives to it.",
        RestartWhenChanged = settings => settings.Main.WorkDir,
    };

    public static readonly ConfigurationKey<string> LogDir = new(Section, "logdir", Kinds.FilePath, "/var/log/loghogd")
    {
        Why = "The log files: `<logdir>/<app>/<module>.log`. Where administrators look for logs.",
        RestartWhenChanged = settings => settings.Main.LogDir,
    };

    public static readonly ConfigurationKey<string> RunDir = new(Section, "rundir", Kinds.FilePath, "/run/loghogd")
    {
        Why = "What is gone after a boot: sockets. systemd's `RuntimeDirectory=loghogd` makes it.",
        RestartWhenChanged = settings => settings.Main.RunDir,
    };

    public static readonly ConfigurationKey<string?> FacilitiesConfig = new(Section, "facilities_config", Kinds.FilePath.OrNull(), "facilities.conf")
    {
        Why = "Who may log and where. The file beside loghogd.conf; if that does not exist, the built-in `[*]` holds. "
            + "A path that is written here must exist.",
    };

    public static readonly ConfigurationKey<string?> PidFile = new(Section, "pidfile", Kinds.FilePath.OrNull(), "")
    {
        Why = "The process id goes here. None: systemd needs none.",
        RestartWhenChanged = settings => settings.Main.PidFile ?? "",
    };

    public static readonly ConfigurationKey<string?> User = new(Section, "user", Kinds.Name.OrNull(), "")
    {
        Why = "The user to become once the ports are bound. None: stay who started it.",
        RestartWhenChanged = settings => settings.Main.User ?? "",
    };

    public static readonly IReadOnlyList<ConfigurationKey> All =
        [Daemon, WorkDir, LogDir, RunDir, FacilitiesConfig, PidFile, User];
}
