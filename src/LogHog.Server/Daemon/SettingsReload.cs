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
        // Compared with the start, not with the last reload.
        foreach (string key in needRestart.Union(
            ConfigurationDifference.RestartOnly(started.Settings, fresh.Settings), StringComparer.Ordinal))
            DaemonLog.NeedsRestart(log, key);
        _reloaded = fresh;
        DaemonLog.Reloaded(log, fresh.Facilities.Count);
    }
}
