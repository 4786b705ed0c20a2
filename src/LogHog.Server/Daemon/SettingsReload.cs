using LogHog.Engine;
using LogHog.Engine.Configuration;
using LogHog.Server.OwnLog;

namespace LogHog.Server.Daemon;

/// <summary>SIGHUP: what is right takes effect without a connection dropped; what is wrong changes nothing and is told.</summary>
internal sealed class SettingsReload(
    SettingsSource source, LoadedSettings started, LogEngine engine, OwnLogProvider ownLog, ILogger log)
{
    private volatile LoadedSettings? _reloaded;

    /// <summary>What the configuration says now; keys that need a restart are in it before they take effect.</summary>
    public LoadedSettings Current => _reloaded ?? started;

    public void Run()
    {
        DaemonLog.Reloading(log);
        SettingsRead read = source.Read();
        foreach (ConfigurationProblem warning in read.Configuration.Warnings)
            DaemonLog.ConfigurationWarning(log, warning.ToString());
        foreach (ConfigurationProblem error in read.Configuration.Errors)
            DaemonLog.ReloadRefused(log, error.ToString());
        if (read.Loaded is not { } fresh) return;

        IReadOnlyList<string> needRestart = engine.Reload(fresh.Settings, fresh.Facilities);
        ownLog.Level = fresh.Settings.Log.Level;
        foreach (string key in needRestart.Union(OwnKeys(started.Settings, fresh.Settings), StringComparer.Ordinal))
            DaemonLog.NeedsRestart(log, key);
        _reloaded = fresh;
        DaemonLog.Reloaded(log, fresh.Facilities.Count);
    }

    /// <summary>The keys of the shell that this process used up at its start. Compared with the start, not with the last reload.</summary>
    private static IEnumerable<string> OwnKeys(ServerSettings started, ServerSettings fresh)
    {
        if (started.Main.WorkDir != fresh.Main.WorkDir) yield return "[main] workdir";
        if (started.Main.LogDir != fresh.Main.LogDir) yield return "[main] logdir";
        if (started.Main.RunDir != fresh.Main.RunDir) yield return "[main] rundir";
        if (started.Main.PidFile != fresh.Main.PidFile) yield return "[main] pidfile";
        if (started.Main.User != fresh.Main.User) yield return "[main] user";
        if (started.Log.FileName != fresh.Log.FileName) yield return "[log] filename";
        if (started.Log.BackupCount != fresh.Log.BackupCount) yield return "[log] backup_count";
        if (started.Log.When.Expression != fresh.Log.When.Expression) yield return "[log] when";
        if (!started.Http.Listen.SequenceEqual(fresh.Http.Listen)) yield return "[http] listen";
    }
}
