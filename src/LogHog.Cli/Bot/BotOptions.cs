using System.Collections;
using System.CommandLine;
using LogHog.Cli.Output;
using LogHog.Engine.Bot;
using LogHog.Engine.Bot.Work;
using LogHog.Engine.Channels;
using LogHog.Engine.Configuration;

namespace LogHog.Cli.Bot;

/// <summary>Where the commands of <c>loghog bot</c> have the bot's token from: <c>[bot]</c> of loghogd's configuration. None of them takes it itself, since others can see command lines.</summary>
internal sealed class BotOptions
{
    private const string UsualFile = "/etc/loghogd/loghogd.conf";

    private readonly Option<string?> _config = new("--config", "-c")
        { HelpName = "FILE", Description = $"loghogd's main configuration file, which has [bot] (default: {UsualFile}).", Recursive = true };

    private readonly Option<bool> _json = new("--json") { Description = "Answer in JSON, an object a line.", Recursive = true };

    public void AddTo(Command command)
    {
        command.Options.Add(_config);
        command.Options.Add(_json);
    }

    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>Runs an action at Webex, and tells what went wrong.</summary>
    public async Task<int> Run(ParseResult parsed, Func<BotSettings, WebexSession, Task<int>> action)
    {
        if (Read(parsed.GetValue(_config)) is not { } settings)
            return ExitCode.Usage;
        try
        {
            using WebexSession session = WebexSession.Open(settings, TimeProvider.System);
            return await action(settings, session);
        }
        catch (ServiceException failure)
        {
            await Console.Error.WriteLineAsync($"loghog: Webex: {TerminalText.Safe(failure.Message)}");
            return failure.Kind is ServiceFailureKind.Unreachable or ServiceFailureKind.Timeout ? ExitCode.Unreachable : ExitCode.Trouble;
        }
    }

    private static BotSettings? Read(string? config)
    {
        LoadedConfiguration loaded = ConfigurationLoader.Load(new ConfigurationSources
        {
            ConfigFile = Path.GetFullPath(config ?? UsualFile),
            ConfigFileMayBeMissing = config is null,
            Environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
                .ToDictionary(pair => (string)pair.Key, pair => (string)(pair.Value ?? ""), StringComparer.Ordinal),
        });
        foreach (ConfigurationProblem error in loaded.Errors)
            Console.Error.WriteLine($"loghog: {error}");
        if (loaded.Settings?.Bot is { WebexToken: null })
        {
            Console.Error.WriteLine("loghog: [bot] webex_token_file is not set");
            return null;
        }

        return loaded.Settings?.Bot;
    }
}
