using LogHog.Engine.Configuration;
using LogHog.Engine.Scheduling;
using LogHog.Server.CommandLine;
using LogHog.Server.OwnLog;

namespace LogHog.Server.Daemon;

/// <summary>From the command line to a running daemon, or to one line that says why not.</summary>
internal static class DaemonStart
{
    public static async Task<int> RunAsync(ServerOptions options, string[] args, DateTimeOffset startedAt)
    {
        // What the daemon makes is for its user and group only, whatever the shell before it said.
        _ = LinuxCalls.SetCreationMask(0b000_010_111);
        var source = new SettingsSource(options);
        SettingsRead read = source.Read();
        if (options.PrintConfig && read.Loaded is not null) Console.Out.Write(ConfigurationPrinter.Print(read.Configuration));
        if (options.CheckConfig || read.Loaded is null || options.PrintConfig) return Tell(read, options);
        if (read.Loaded.Settings.Main.Daemon && !options.IsDetached) return await DetachedStart.RunAsync(args);
        if (options.IsDetached) _ = LinuxCalls.NewSession();
        try
        {
            return await RunDaemonAsync(source, read, read.Loaded, options.IsDetached, startedAt);
        }
        catch (StartFailure failure)
        {
            await Console.Error.WriteLineAsync($"loghogd: {failure.Message}");
            return failure.Code;
        }
    }

    private static int Tell(SettingsRead read, ServerOptions options)
    {
        LoadedConfiguration configuration = read.Configuration;
        foreach (ConfigurationProblem warning in configuration.Warnings) Console.Error.WriteLine($"warning: {warning}");
        foreach (ConfigurationProblem error in configuration.Errors) Console.Error.WriteLine($"error: {error}");
        if (read.Loaded is null)
        {
            int count = configuration.Errors.Count;
            Console.Error.WriteLine($"loghogd: {count} {(count == 1 ? "error" : "errors")} in the configuration (above).");
            return ExitCode.Configuration;
        }

        if (options.CheckConfig)
        {
            int count = read.Loaded.Facilities.Count;
            Console.Out.WriteLine($"The configuration is fine: {count} {(count == 1 ? "facility" : "facilities")}.");
        }

        return ExitCode.Ok;
    }

    private static async Task<int> RunDaemonAsync(
        SettingsSource source, SettingsRead read, LoadedSettings loaded, bool detached, DateTimeOffset startedAt)
    {
        ShortTurns.TakeForThisProcess();
        PoolThreads.MakeAll();
        MainSettings main = loaded.Settings.Main;
        ServiceUser? user = ServiceUser.Find(main.User);
        MakeFolders(loaded.Settings);
        PidFile? pid = main.PidFile is null ? null : PidFile.Take(main.PidFile);
        // A detached daemon's standard error is its parent's terminal until it is ready; then it leads nowhere.
        using Stream standardError = Console.OpenStandardError();
        using var ownLog = new OwnLogProvider(
            loaded.Settings.Log.Level, standardError, OwnLogProvider.StandardErrorIsJournal, TimeProvider.System);
        ownLog.File = OpenOwnLog(loaded.Settings.Log);
        using var logs = new LoggerFactory([ownLog], new LoggerFilterOptions { MinLevel = LogLevel.Trace });
        ILogger log = logs.CreateLogger("loghogd");
        foreach (ConfigurationProblem warning in read.Configuration.Warnings)
            DaemonLog.ConfigurationWarning(log, warning.ToString());
        try
        {
            await using DaemonProcess daemon = await DaemonProcess.OpenAsync(source, loaded, startedAt, ownLog, logs);
            if (user is not null)
            {
                Become(user, loaded.Settings);
                DaemonLog.BecameUser(log, user.Name, user.UserId);
            }

            return await daemon.RunAsync(detached);
        }
        catch (StartFailure failure)
        {
            // Standard error has it from the caller; the file must have it too.
            ownLog.File?.Write(OwnLogLine.ForFile(
                TimeProvider.System.GetLocalNow(), LogLevel.Critical, failure.Message, exception: null));
            throw;
        }
        finally
        {
            pid?.Dispose();
        }
    }

    private static void MakeFolders(ServerSettings settings)
    {
        MainSettings main = settings.Main;
        string?[] folders = [main.LogDir, main.WorkDir, main.RunDir, FolderOf(main.PidFile), FolderOf(settings.Log.FileName), AcmeFolder(settings)];
        foreach (string? folder in folders)
        {
            if (folder is null || Directory.Exists(folder)) continue;
            try
            {
                const UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                    | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;
                Directory.CreateDirectory(folder, mode);
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                throw new StartFailure(
                    $"The folder {folder} cannot be made ({cause.Message}). Make it, or set another in [main] (--log-dir, " +
                    "--work-dir, --run-dir).",
                    cause);
            }
        }
    }

    private static string? AcmeFolder(ServerSettings settings) => settings.Acme is { Names.Count: > 0 } acme ? acme.Folder : null;

    private static string? FolderOf(string? file) => file is null ? null : Path.GetDirectoryName(file);

    private static OwnLogFile? OpenOwnLog(OwnLogSettings settings)
    {
        if (settings.FileName is null) return null;
        try
        {
            return new OwnLogFile(
                settings.FileName, settings.BackupCount, after => settings.When.NextAfter(after, TimeZoneInfo.Local),
                TimeProvider.System);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new StartFailure(
                $"The daemon's own log {settings.FileName} cannot be written ({cause.Message}). Set another with --log or " +
                "[log] filename.",
                cause);
        }
    }

    private static void Become(ServiceUser user, ServerSettings settings)
    {
        MainSettings main = settings.Main;
        foreach (string folder in new[] { main.LogDir, main.WorkDir, main.RunDir, AcmeFolder(settings) }.OfType<string>().Distinct(StringComparer.Ordinal))
            FolderHandover.Give(folder, user);
        // The own log may lie elsewhere (in /var/log); rotating it there needs the folder's permission, writing does not.
        if (settings.Log.FileName is { } ownLog) FolderHandover.GiveFile(ownLog, user);
        user.Become();
    }
}
