using System.CommandLine;
using System.Text;
using System.Text.Json;
using LogHog.Cli.Output;
using LogHog.Cli.Sending;
using LogHog.Engine.Configuration;
using LogHog.Protocols.ConfigPush;

namespace LogHog.Cli.Pushing;

/// <summary><c>loghog config push</c>, <c>diff</c> and <c>rollback</c>.</summary>
internal static class PushCommands
{
    // A longer one does not fit into an envelope.
    private const int FileBytesMax = PushEnvelope.BytesMax;

    private static readonly Argument<string> File = new("FILE") { Description = "The configuration: a dictConfig as JSON, or - for standard input." };

    public static Command BuildPush()
    {
        var targets = new Argument<string[]>("TARGET") { Description = "The programs, by their names.", Arity = ArgumentArity.OneOrMore };
        var command = new Command(
            "push",
            """
            Check a configuration, sign it, send it to programs, keep it in the history.

            Examples:
              loghog config push logging.json shop                       to every address of shop in [targets]
              loghog config push logging.json shop web -m "ticket 4711"
              loghog config push logging.json shop --to 127.0.0.1:9030 --key ops
              loghog config push --facilities quiet.conf loghogd         facilities of a loghogd with [config_listener]

            A program that answers says whether it took it (accepted); Python's own listener only closes (delivered), and its log says the rest.
            Exit codes: 0 accepted or delivered everywhere, 1 it cannot be signed or kept, 2 wrong command line or configuration, 3 refused by a program, 4 no program reachable, 5 not every program reached
            """)
        {
            File, targets, PushOptions.To, PushOptions.Key, PushOptions.Facilities, PushOptions.Allow, PushOptions.Expires, PushOptions.Timeout,
            PushOptions.Message, PushOptions.DryRun,
        };
        command.SetAction(parsed => ConfigCommand.GuardAsync(async () =>
        {
            PushPlace place = PushOptions.Place(parsed);
            string[] names = parsed.GetValue(targets)!;
            if (names.Distinct(StringComparer.Ordinal).Count() != names.Length)
                throw new UsageException("the same target twice");
            if (names.Length > 1 && parsed.GetValue(PushOptions.To) is { Length: > 0 })
                throw new UsageException("--to goes with one target: its name is part of what is signed");
            (PushKind kind, byte[] config) = Read(parsed);
            List<PlannedPush> pushes = [.. names.Select(name => new PlannedPush(PushOptions.Target(parsed, place, name, isForSending: true), kind, config))];
            Check(parsed.GetValue(File)!, pushes);
            return await new PushRun(parsed, place, Console.Out, Console.Error).RunAsync(pushes);
        }));
        return command;
    }

    public static Command BuildDiff()
    {
        var target = new Argument<string>("TARGET") { Description = "The program, by its name." };
        var version = new Option<long?>("--version") { HelpName = "N", Description = "Compare with this version instead of the last one." };
        var command = new Command(
            "diff", "What a configuration would change, compared with the last one pushed. Exit codes: 0 nothing, 1 something, 2 wrong command line or configuration")
        {
            File, target, PushOptions.Facilities, PushOptions.Allow, version,
        };
        command.SetAction(parsed => ConfigCommand.GuardAsync(() =>
        {
            PushPlace place = PushOptions.Place(parsed);
            string name = parsed.GetValue(target)!;
            (PushKind kind, byte[] config) = Read(parsed);
            Check(parsed.GetValue(File)!, [new PlannedPush(PushOptions.Target(parsed, place, name, isForSending: false), kind, config)]);
            PushHistory history = PushHistory.Read(place.Store, name);
            PushRecord? before = parsed.GetValue(version) is { } wanted ? Wanted(history, name, wanted) : history.Current;
            if (before is not null && before.PushKind != kind)
                throw new UsageException($"version {before.Version} of {name} is {before.Kind}; they cannot be compared");
            ConfigChange[] changes = ConfigDifference.Between(kind, before?.ConfigBytes(), config);
            if (parsed.GetValue(PushOptions.Json))
                Console.Out.WriteLine(JsonSerializer.Serialize(changes, PushJson.Readable.ConfigChangeArray));
            else
                foreach (ConfigChange change in changes) Console.Out.WriteLine(TerminalText.Safe(change.ToString()));
            return Task.FromResult(changes.Length == 0 ? ExitCode.Ok : ExitCode.Trouble);
        }));
        return command;
    }

    public static Command BuildRollback()
    {
        var target = new Argument<string>("TARGET") { Description = "The program, by its name." };
        var version = new Option<long?>("--version") { HelpName = "N", Description = "The version to go back to (default: the one before the last that was another)." };
        var command = new Command(
            "rollback",
            """
            Push an old configuration again, under a new version, so that the program is as it was then: levels that were set since are taken back, too.
            Twice in a row it goes back and forth.

            Exit codes: 0 accepted or delivered everywhere, 1 there is nothing to go back to, 2 wrong command line, 3 refused by a program, 4 no program reachable, 5 not every program reached
            """)
        {
            target, version, PushOptions.To, PushOptions.Key, PushOptions.Allow, PushOptions.Expires, PushOptions.Timeout, PushOptions.Message, PushOptions.DryRun,
        };
        command.SetAction(parsed => ConfigCommand.GuardAsync(async () =>
        {
            PushPlace place = PushOptions.Place(parsed);
            string name = parsed.GetValue(target)!;
            PushTarget to = PushOptions.Target(parsed, place, name, isForSending: true);
            PushHistory history = PushHistory.Read(place.Store, name);
            PushRecord old = parsed.GetValue(version) is { } wanted ? Wanted(history, name, wanted) : Before(history, name);
            return await new PushRun(parsed, place, Console.Out, Console.Error).RunAsync([Again(history, old, to)]);
        }));
        return command;
    }

    private static PlannedPush Again(PushHistory history, PushRecord old, PushTarget to)
    {
        if (old.PushKind == PushKind.Facilities)
            return new PlannedPush(to, PushKind.Facilities, old.ConfigBytes(), old.Version);
        RestoredConfig restored = RestoredConfig.Of(
            [.. history.Records.Where(record => record.PushKind == PushKind.DictConfig && (record.MayBeInForce || record.Version == old.Version))], old);
        foreach (string note in restored.Notes) Console.Error.WriteLine($"loghog: {note}");
        return new PlannedPush(to, PushKind.DictConfig, Encoding.UTF8.GetBytes(restored.Config.ToJsonString()), old.Version);
    }

    /// <summary>The last one that says something else than the current one, a rollback counting as what it brought back.</summary>
    private static PushRecord Before(PushHistory history, string target)
    {
        PushRecord current = history.Current ?? throw new IOException($"nothing was pushed to {target} yet");
        long inForce = current.RollbackTo ?? current.Version;
        PushRecord content = history.Find(inForce) ?? current;
        return history.Records.LastOrDefault(record =>
                record.MayBeInForce && record.RollbackTo is null && record.Version != inForce && record.Version < current.Version
                && (record.Kind != content.Kind || !record.ConfigBytes().AsSpan().SequenceEqual(content.ConfigBytes())))
            ?? throw new IOException($"nothing else was pushed to {target}: there is nothing to go back to; push what should hold");
    }

    private static PushRecord Wanted(PushHistory history, string target, long version) =>
        history.Find(version) ?? throw new IOException($"{target} has no version {version}; loghog config history {target} lists them");

    /// <exception cref="UsageException">It cannot be read.</exception>
    private static (PushKind Kind, byte[] Config) Read(ParseResult parsed)
    {
        string file = parsed.GetValue(File)!;
        using Stream stream = file == "-" ? Console.OpenStandardInput() : new FileStream(file, FileMode.Open, FileAccess.Read);
        byte[] bytes = new byte[FileBytesMax + 1];
        int length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (length > FileBytesMax)
            throw new UsageException($"{file} is longer than {FileBytesMax} bytes");
        return (parsed.GetValue(PushOptions.Facilities) ? PushKind.Facilities : PushKind.DictConfig, bytes[..length]);
    }

    /// <exception cref="UsageException">A program would refuse it; the message has every reason.</exception>
    private static void Check(string file, List<PlannedPush> pushes)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (PlannedPush push in pushes)
        {
            if (push.Kind == PushKind.Facilities)
            {
                foreach (ConfigurationProblem problem in FacilitiesFragment.Read(file, push.Config.Span).Problems) found.Add(problem.ToString());
                continue;
            }

            DictConfigFindings findings = DictConfigCheck.Check(push.Config, new DictConfigAllowance(push.Target.Allow));
            foreach (DictConfigProblem error in findings.Errors) found.Add(Hint(push.Config.Span, $"{file}: {error}"));
            if (findings.Errors.Count > 0)
                continue;
            foreach (DictConfigProblem warning in findings.Warnings.Where(_ => ReferenceEquals(push, pushes[0])))
                Console.Error.WriteLine($"loghog: {file}: {TerminalText.Safe(warning.ToString())}");
        }

        if (found.Count > 0)
            throw new UsageException(string.Join("\nloghog: ", found.Select(TerminalText.Safe)) + "\nloghog: nothing was sent");
    }

    private static string Hint(ReadOnlySpan<byte> config, string problem) =>
        config.TrimStart(" \t\r\n"u8) is [(byte)'[' or (byte)';' or (byte)'#', ..]
            ? problem + "; an INI is not pushed: programs evaluate parts of it. Write a dictConfig, or --facilities for a loghogd"
            : problem;
}
