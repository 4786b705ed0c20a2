using System.Collections;
using System.CommandLine;
using LogHog.Cli.Status;
using LogHog.Engine.Configuration;
using LogHog.Status;

namespace LogHog.Cli.Checking;

/// <summary><c>loghog check</c>: the configuration, the machine, and the daemon if one runs.</summary>
internal static class CheckCommand
{
    private const string UsualFile = "/etc/loghogd/loghogd.conf";

    public static Command Build()
    {
        var config = new Option<string?>("--config", "-c")
            { HelpName = "FILE", Description = $"loghogd's main configuration file (default: {UsualFile})." };
        var command = new Command(
            "check",
            """
            Check that loghogd can run, or runs, as it is configured: the files, the folders, the ports, the libraries, the clock,
            and the health of a running daemon. Run it as the user that starts loghogd.

            Exit codes: 0 fine (perhaps with warnings), 1 something is wrong
            """)
        {
            config,
        };
        command.SetAction(parsed => RunAsync(parsed.GetValue(config)));
        return command;
    }

    private static async Task<int> RunAsync(string? config)
    {
        var report = new CheckReport(Console.Out);
        LoadedConfiguration loaded = ConfigurationLoader.Load(new ConfigurationSources
        {
            ConfigFile = Path.GetFullPath(config ?? UsualFile),
            ConfigFileMayBeMissing = config is null,
            Environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
                .ToDictionary(pair => (string)pair.Key, pair => (string)(pair.Value ?? ""), StringComparer.Ordinal),
        });
        foreach (ConfigurationProblem warning in loaded.Warnings) report.Warn($"configuration: {warning}");
        foreach (ConfigurationProblem error in loaded.Errors) report.Fail($"configuration: {error}");
        if (loaded.Settings is { } settings)
        {
            report.Ok($"configuration: {loaded.Facilities!.Count} facilities");
            await CheckMachine(settings, report);
        }

        Console.Out.WriteLine(report.Failures == 0 && report.Warnings == 0
            ? "All is well."
            : $"{report.Failures} wrong, {report.Warnings} to look at.");
        return report.Failures == 0 ? ExitCode.Ok : ExitCode.Trouble;
    }

    private static async Task CheckMachine(ServerSettings settings, CheckReport report)
    {
        EnvironmentChecks.Folders(settings, report);
        EnvironmentChecks.FreeDisk(settings, report);
        EnvironmentChecks.Libraries(settings, report);
        EnvironmentChecks.Clock(TimeProvider.System, report);
        EnvironmentChecks.OpenFiles(settings, report);
        DaemonStatus? daemon = null;
        if (settings.Http.Listen.Count > 0)
            (daemon, _) = await DaemonClient.Ask($"{(settings.Http.Tls == HttpTls.Off ? "http" : "https")}://{settings.Http.Listen[0]}", new DaemonTrust(null, null) { IsOwnMachine = true });
        PortChecks.Run(settings, daemon, report);
        CheckDaemon(daemon, report);
    }

    private static void CheckDaemon(DaemonStatus? daemon, CheckReport report)
    {
        if (daemon is null)
        {
            report.Ok("daemon: none runs");
            return;
        }

        if (daemon.Ready) report.Ok($"daemon: loghogd {daemon.Version} is ready (process {daemon.ProcessId})");
        else report.Fail($"daemon: not ready: {StatusCommand.Plain(daemon.NotReadyBecause)}");
        foreach (InputAccount input in daemon.Inputs)
        {
            foreach ((string why, long count) in input.Rejected.Concat(input.Dropped))
                report.Warn($"daemon: {count:N0} events of {StatusCommand.Plain(input.Input)} were lost: {why}");
        }

        if (daemon.Quarantined.Count == 0) return;
        IEnumerable<string> apps = daemon.Quarantined.Select(from => StatusCommand.Plain(from.App)).Distinct(StringComparer.Ordinal);
        string names = string.Join(", ", apps.Take(10));
        report.Warn($"daemon: {daemon.QuarantineSummary}: {names}");
    }
}
