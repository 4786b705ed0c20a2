using System.Collections;
using System.CommandLine;
using LogHog.Engine.Configuration;
using LogHog.Engine.Durability;
using LogHog.Engine.Index;

namespace LogHog.Cli.Indexing;

/// <summary><c>loghog index</c>: looks at, makes and checks the indexes that let searches leave most of the text unread.</summary>
internal static class IndexCommand
{
    private const string UsualFile = "/etc/loghogd/loghogd.conf";

    private static readonly Option<string?> Folder = new("--dir", "-d")
        { HelpName = "PATH", Description = "The folder of log files (default: [main] logdir of the configuration).", Recursive = true };

    private static readonly Option<string?> Config = new("--config", "-c")
        { HelpName = "FILE", Description = $"loghogd's main configuration file, which says where the logs are (default: {UsualFile}).", Recursive = true };

    public static Command Build() => new(
        "index",
        """
        The indexes beside the log files (in folders named .index): searches use them to read little text. They say nothing that
        the files do not; delete them and they come back. loghogd makes them while it runs; no server is needed for these commands.
        With a configuration they cover the files of its [files:NAME], too, whose indexes lie in loghogd's work folder.

          loghog index status                          what is indexed, and what it takes
          loghog index rebuild --dir /srv/old-logs     make the indexes of a folder of logs on all cores
          loghog index verify                          make them anew in memory and compare
        """)
    {
        Folder, Config, BuildStatus(), BuildRebuild(), BuildVerify(),
    };

    private static Command BuildStatus()
    {
        var all = new Option<bool>("--all", "-a") { Description = "Every file, not only those that are not indexed to their end." };
        var command = new Command(
            "status",
            "Which files are indexed, what the indexes take, and how much of the files a search has to read. Exit codes: 0 all is indexed, 1 not all")
            { all };
        command.SetAction((parsed, stop) => In(parsed, folders => IndexReport.Show(folders, parsed.GetValue(all), Console.Out, stop)));
        return command;
    }

    private static Command BuildRebuild()
    {
        Option<int> jobs = Jobs();
        var missing = new Option<bool>("--missing") { Description = "Only what is missing, incomplete or does not hold; the rest stays." };
        var force = new Option<bool>("--force") { Description = "With --missing: also where an index was made for another folder of logs (above or below this one)." };
        var command = new Command(
            "rebuild",
            """
            Delete the indexes and make them anew. If loghogd runs here, they are only deleted: it makes them itself, in the background.

            Exit codes: 0 done, 1 it cannot be done, 5 some files have no index (they are searched by their text)
            """)
            { jobs, missing, force };
        command.SetAction((parsed, stop) => In(parsed, folders => Rebuild(folders, parsed.GetValue(jobs), parsed.GetValue(missing), parsed.GetValue(force), stop)));
        return command;
    }

    private static Command BuildVerify()
    {
        Option<int> jobs = Jobs();
        var command = new Command(
            "verify",
            "Make every index anew in memory and compare it byte for byte with what is there. Exit codes: 0 they are right, 1 some are wrong")
            { jobs };
        command.SetAction((parsed, stop) => In(parsed, folders => WorstOf(folders, folder =>
        {
            using var progress = new ProgressLine("verified");
            return Tell(folder.Verify(parsed.GetValue(jobs), progress.Show, stop), ExitCode.Trouble, progress);
        })));
        return command;
    }

    private static int Rebuild(IReadOnlyList<FolderIndexing> folders, int jobs, bool missingOnly, bool force, CancellationToken stop) =>
        WorstOf(folders, folder => Rebuild(folder, jobs, missingOnly, force, stop));

    private static int Rebuild(FolderIndexing folder, int jobs, bool missingOnly, bool force, CancellationToken stop)
    {
        using IDisposable? owned = folder.TryOwn();
        if (owned is null && missingOnly)
        {
            Console.Error.WriteLine($"loghog: a server makes the indexes of {folder.Path}; what is missing comes by itself");
            return ExitCode.Trouble;
        }

        int deleted = missingOnly ? 0 : folder.Delete(stop);
        if (owned is null)
        {
            Console.Error.WriteLine($"loghog: deleted the indexes ({deleted} files); the server that runs on {folder.Path} makes them anew within some minutes");
            return ExitCode.Ok;
        }

        using var progress = new ProgressLine("indexed");
        return Tell(folder.Make(jobs, takesOver: !missingOnly || force, progress.Show, stop), ExitCode.Partial, progress);
    }

    private static int Tell(IReadOnlyList<FileIndexResult> problems, int exitCode, ProgressLine progress)
    {
        progress.Finish();
        foreach (FileIndexResult problem in problems)
            Console.Error.WriteLine($"loghog: {Status.StatusCommand.Plain(problem.Path)}: {problem.Problem}");
        return problems.Count == 0 ? ExitCode.Ok : exitCode;
    }

    private static int WorstOf(IReadOnlyList<FolderIndexing> folders, Func<FolderIndexing, int> action)
    {
        int worst = ExitCode.Ok;
        foreach (FolderIndexing folder in folders)
            worst = Math.Max(worst, action(folder));
        return worst;
    }

    private static Option<int> Jobs() => new("--jobs", "-j")
        { HelpName = "N", Description = "Cores to use (default: all).", DefaultValueFactory = _ => Environment.ProcessorCount };

    private static Task<int> In(ParseResult parsed, Func<IReadOnlyList<FolderIndexing>, int> action) => Task.Run(() =>
    {
        try
        {
            ServerSettings? settings = parsed.GetValue(Folder) is null ? Load(parsed.GetValue(Config)) : null;
            if ((parsed.GetValue(Folder) ?? settings?.Main.LogDir) is not { } path)
                return ExitCode.Usage;
            using RootedFolder folder = RootedFolder.Open(path, create: false);
            var own = new FolderIndexing(folder, TimeZoneInfo.Local);
            return action(settings is null ? [own] : [own, .. FolderIndexing.OfOthers(settings, TimeZoneInfo.Local, TellCannot)]);
        }
        catch (DiskException failure)
        {
            Console.Error.WriteLine($"loghog: {failure.Message}");
            return ExitCode.Trouble;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
    });

    private static void TellCannot(string root, DiskException failure) =>
        Console.Error.WriteLine($"loghog: the files below {root} are left out: {failure.Message}");

    private static ServerSettings? Load(string? config)
    {
        LoadedConfiguration loaded = ConfigurationLoader.Load(new ConfigurationSources
        {
            ConfigFile = Path.GetFullPath(config ?? UsualFile),
            ConfigFileMayBeMissing = config is null,
            Environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
                .ToDictionary(pair => (string)pair.Key, pair => (string)(pair.Value ?? ""), StringComparer.Ordinal),
        });
        foreach (ConfigurationProblem error in loaded.Errors) Console.Error.WriteLine($"loghog: {error}");
        return loaded.Settings;
    }
}
