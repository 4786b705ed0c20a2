using System.CommandLine;

namespace LogHog.Server.CommandLine;

/// <summary>The ancestor's command line, with <c>--print-config</c> added.</summary>
internal sealed class ServerCommand
{
    private readonly Option<string?> _config = Path("--config", "-c", "FILE",
        "The main configuration file (default: /etc/loghogd/loghogd.conf if there is one, else safe defaults).");

    private readonly Option<string?> _facilitiesConfig = Path("--facilities-config", "-F", "FILE",
        "The file that lists who may log and where.");

    private readonly Option<bool> _checkConfig = Switch("--check-config", null,
        "Check the configuration, list every error, and end: 0 = fine, 78 = errors.");

    private readonly Option<bool> _printConfig = Switch("--print-config", null,
        "Print every setting with its origin, and end.");

    private readonly Option<bool> _daemon = Switch("--daemon", "-d",
        "Go to the background; returns when the daemon is ready, or shows why it is not.");

    private readonly Option<string?> _log = Path("--log", "-l", "FILE", "The daemon's own log.");

    private readonly Option<string?> _logDir = Path("--log-dir", "-L", "FOLDER", "Where the logs are kept.");

    private readonly Option<string?> _pidFile = Path("--pid", "-p", "FILE", "The pidfile.");

    private readonly Option<string?> _runDir = Path("--run-dir", null, "FOLDER", "Where sockets and the pidfile go.");

    private readonly Option<string?> _workDir = Path("--work-dir", null, "FOLDER", "Where the daemon keeps its state.");

    private readonly Option<string?> _user = Path("--user", null, "NAME", "The user to become when the ports are bound.");

    private readonly Option<bool> _detached = new("--detached") { Hidden = true };

    /// <summary>Parses and runs; errors of the command line are told with the help.</summary>
    public static async Task<int> InvokeAsync(string[] args, Func<ServerOptions, Task<int>> run)
    {
        var command = new ServerCommand();
        RootCommand root = command.Build(run);
        ParseResult result = root.Parse(args);
        // Signals are the daemon's own; the library would end the process on them.
        var noSignals = new InvocationConfiguration { ProcessTerminationTimeout = null };
        if (result.Errors.Count == 0) return await result.InvokeAsync(noSignals);
        foreach (var error in result.Errors) await Console.Error.WriteLineAsync($"loghogd: {error.Message}");
        await Console.Error.WriteLineAsync("loghogd --help lists the options.");
        return ExitCode.Usage;
    }

    /// <summary>The command line for its manual page.</summary>
    public static RootCommand Describe() => new ServerCommand().Build(static _ => Task.FromResult(ExitCode.Usage));

    private RootCommand Build(Func<ServerOptions, Task<int>> run)
    {
        var root = new RootCommand(
            """
            The log server: takes the messages of many programs and hosts in, and keeps them as text files that rotate, compress and expire.

            Signals: TERM, INT  store what has arrived and stop (a second one stops at once)
                     HUP        read the configuration again
                     USR1       open the log files again (after logrotate has moved them)

            Exit codes: 0 stopped or checked, 64 wrong command line, 70 failure, 78 wrong configuration
            """);
        Option[] options =
        [
            _config, _facilitiesConfig, _checkConfig, _printConfig, _daemon, _log, _logDir, _pidFile, _runDir, _workDir, _user,
            _detached,
        ];
        foreach (Option option in options) root.Options.Add(option);
        root.SetAction(parsed => run(Read(parsed)));
        return root;
    }

    private ServerOptions Read(ParseResult parsed) => new()
    {
        Config = parsed.GetValue(_config),
        FacilitiesConfig = parsed.GetValue(_facilitiesConfig),
        CheckConfig = parsed.GetValue(_checkConfig),
        PrintConfig = parsed.GetValue(_printConfig),
        Daemon = parsed.GetValue(_daemon),
        Log = parsed.GetValue(_log),
        LogDir = parsed.GetValue(_logDir),
        PidFile = parsed.GetValue(_pidFile),
        RunDir = parsed.GetValue(_runDir),
        WorkDir = parsed.GetValue(_workDir),
        User = parsed.GetValue(_user),
        IsDetached = parsed.GetValue(_detached),
    };

    private static Option<string?> Path(string name, string? shortName, string value, string description) =>
        new(name, shortName is null ? [] : [shortName]) { HelpName = value, Description = description };

    private static Option<bool> Switch(string name, string? shortName, string description) =>
        new(name, shortName is null ? [] : [shortName]) { Description = description };
}
