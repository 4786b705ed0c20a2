using System.Collections;
using System.CommandLine;
using System.Globalization;
using LogHog.Engine.Access;
using LogHog.Engine.Configuration;

namespace LogHog.Cli.Tokens;

/// <summary><c>loghog token</c>: makes, shows and revokes the tokens of loghogd's HTTP port.</summary>
internal static class TokenCommand
{
    private const string UsualFile = "/etc/loghogd/loghogd.conf";

    private static readonly Option<string?> Config = new("--config", "-c")
        { HelpName = "FILE", Description = $"loghogd's main configuration file, which says where the tokens are (default: {UsualFile}).", Recursive = true };

    private static readonly Option<string?> TokensFile = new("--file")
        { HelpName = "FILE", Description = "The token file itself, instead of what the configuration says.", Recursive = true };

    public static Command Build() => new(
        "token",
        "Tokens for loghogd's HTTP port. The daemon sees a change within a second. Exit codes: 0 done, 1 it cannot be done, 2 wrong command line")
    {
        Config, TokensFile, BuildAdd(), BuildList(), BuildRevoke(),
    };

    private static Command BuildAdd()
    {
        var name = new Argument<string>("NAME") { Description = "Who will have it: letters, digits and . _ -" };
        var apps = new Option<string>("--apps")
            { HelpName = "APP,…", Description = "The applications that it holds for, with commas between them; * = every one.", Required = true };
        var can = new Option<string>("--can")
        {
            HelpName = "ingest,query,admin",
            Description = "What it allows: ingest, query, admin (to change alert rules and silences), or several.",
            DefaultValueFactory = _ => "ingest",
        };
        var expires = new Option<string?>("--expires")
            { HelpName = "WHEN", Description = "From when on it is worth nothing: 2027-01-31 (UTC), or 90d, 4w, 2y from now (default: never)." };
        var command = new Command("add", "Make a token and print it. It is shown this once: the server keeps its hash only.")
            { name, apps, can, expires };
        command.SetAction(parsed => InFile(parsed, file =>
            Add(file, parsed.GetValue(name)!, parsed.GetValue(apps)!, parsed.GetValue(can)!, parsed.GetValue(expires))));
        return command;
    }

    private static Command BuildList()
    {
        var command = new Command("list", "Every token: its name, what it allows, its applications, when it was made and when it ends.");
        command.SetAction(parsed => InFile(parsed, List));
        return command;
    }

    private static Command BuildRevoke()
    {
        var name = new Argument<string>("NAME") { Description = "Whose token to take away." };
        var command = new Command("revoke", "Take a token away.") { name };
        command.SetAction(parsed => InFile(parsed, file =>
        {
            TokenFile.Revoke(file, parsed.GetValue(name)!);
            return ExitCode.Ok;
        }));
        return command;
    }

    private static int Add(string file, string name, string apps, string can, string? expires)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        DateTimeOffset? end = null;
        if (!AccessToken.IsName(name))
            return Wrong($"'{name}' is no name: write letters, digits and . _ -, at most {AccessToken.NameCharsMax}");
        if (!TokenText.TryReadPermissions(can, out TokenPermissions permissions))
            return Wrong($"--can {can}: write ingest, query, admin, or several with commas between them");
        if (expires is not null && (end = TokenText.ReadEnd(expires, now)) is null)
            return Wrong($"--expires {expires}: write a day to come such as 2027-01-31, or a time from now such as 90d, 4w or 2y");
        string[] names = apps.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (names.Length == 0 || (names.Length > 1 && names.Contains("*")))
            return Wrong("--apps: write the names of applications with commas between them, or * alone");
        string secret = AccessToken.CreateSecret();
        TokenFile.Add(file, new AccessToken(name, AccessToken.HashOf(secret), permissions, names is ["*"] ? null : names, now, end));
        Console.Out.WriteLine(secret);
        return ExitCode.Ok;
    }

    private static int List(string file)
    {
        TokenFileContent content = TokenFile.Read(file);
        CultureInfo invariant = CultureInfo.InvariantCulture;
        foreach (AccessToken token in content.Tokens)
        {
            string apps = token.Apps is null ? "*" : string.Join(',', token.Apps.Select(Status.StatusCommand.Plain));
            string end = token.ExpiresAt is { } at ? at.ToString("yyyy-MM-dd HH:mm'Z'", invariant) : "never";
            string over = token.HasExpired(TimeProvider.System.GetUtcNow()) ? " (expired)" : "";
            Console.Out.WriteLine(string.Create(
                invariant, $"{token.Name,-20} {TokenText.Of(token.Permissions),-13} {apps,-30} made {token.CreatedAt:yyyy-MM-dd} ends {end}{over}"));
        }

        foreach (string problem in content.Problems) Console.Error.WriteLine($"loghog: {problem}");
        return content.Problems.Count == 0 ? ExitCode.Ok : ExitCode.Trouble;
    }

    private static int InFile(ParseResult parsed, Func<string, int> action)
    {
        string? file = parsed.GetValue(TokensFile) ?? FromConfiguration(parsed.GetValue(Config));
        if (file is null) return ExitCode.Trouble;
        try
        {
            return action(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"loghog: {failure.Message}");
            return ExitCode.Trouble;
        }
    }

    private static string? FromConfiguration(string? config)
    {
        LoadedConfiguration loaded = ConfigurationLoader.Load(new ConfigurationSources
        {
            ConfigFile = Path.GetFullPath(config ?? UsualFile),
            ConfigFileMayBeMissing = config is null,
            Environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
                .ToDictionary(pair => (string)pair.Key, pair => (string)(pair.Value ?? ""), StringComparer.Ordinal),
        });
        foreach (ConfigurationProblem error in loaded.Errors) Console.Error.WriteLine($"loghog: {error}");
        return loaded.Settings?.TokensFile;
    }

    private static int Wrong(string text)
    {
        Console.Error.WriteLine($"loghog: {text}");
        return ExitCode.Usage;
    }
}
