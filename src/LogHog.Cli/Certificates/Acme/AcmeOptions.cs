using System.Collections;
using System.CommandLine;
using LogHog.Cli.Output;
using LogHog.Engine.Acme;
using LogHog.Engine.Configuration;

namespace LogHog.Cli.Certificates.Acme;

/// <summary>Where the settings come from: <c>[acme]</c> of loghogd's configuration, and each of its keys as an option above it.</summary>
internal sealed class AcmeOptions
{
    private const string UsualFile = "/etc/loghogd/loghogd.conf";
    private const string Section = "acme";

    private readonly Option<string?> _config = new("--config", "-c")
        { HelpName = "FILE", Description = $"loghogd's main configuration file (default: {UsualFile}).", Recursive = true };

    private readonly Option<bool> _agree = new("--agree-terms")
        { Description = "You have read the authority's terms and agree.", Recursive = true };

    private readonly (Option<string?> Option, string Key)[] _keys =
    [
        Key("--names", "NAME,…", "names", "Whom the certificate is for: names, *.wildcards, addresses."),
        Key("--directory", "URL", "directory", "The authority's directory (default: Let's Encrypt)."),
        Key("--email", "ADDRESS,…", "email", "Whom the authority may write to."),
        Key("--challenge", "KIND", "challenge", "How the names are shown to be yours: http-01 (default), dns-01, tls-alpn-01."),
        Key("--listen", "ADDRESS:PORT", "listen", "Where http-01 and tls-alpn-01 are answered (default: port 80 or 443)."),
        Key("--webroot", "FOLDER", "webroot", "For http-01: the folder that another web server shows."),
        Key("--hook", "COMMAND", "hook", "For dns-01: the program that sets and removes the TXT record, with its arguments."),
        Key("--folder", "FOLDER", "folder", "Where account and certificate are kept (default: acme in loghogd's workdir)."),
        Key("--key", "KIND", "key", "The certificate's key: ecdsa (default) or rsa."),
        Key("--preferred-chain", "NAME", "preferred_chain", "The common name of the root to prefer."),
        Key("--eab-kid", "ID", "eab_kid", "The key id of an external account."),
        Key("--eab-key-file", "FILE", "eab_key_file", "The file with the external account's key."),
        Key("--ca-bundle", "FILE", "ca_bundle", "The roots to trust when talking to the authority."),
    ];

    public void AddTo(Command command)
    {
        command.Options.Add(_config);
        foreach ((Option<string?> option, _) in _keys)
            command.Options.Add(option);
        command.Options.Add(_agree);
    }

    /// <summary>Runs an action with the settings, and tells what went wrong.</summary>
    public async Task<int> Run(ParseResult parsed, bool needsNames, Func<AcmeControl, Task<int>> action)
    {
        if (Read(parsed) is not { } settings)
            return ExitCode.Usage;
        if (needsNames && settings.Names.Count == 0)
        {
            await Console.Error.WriteLineAsync("loghog: no names: write names in [acme], or --names");
            return ExitCode.Usage;
        }

        try
        {
            return await action(new AcmeControl(settings, TimeProvider.System, new ErrorLog()));
        }
        catch (Exception failure) when (failure is AcmeException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"loghog: {TerminalText.Safe(failure.Message)}");
            return ExitCode.Trouble;
        }
    }

    private static (Option<string?>, string) Key(string name, string helpName, string key, string description) =>
        (new Option<string?>(name) { HelpName = helpName, Description = description, Recursive = true }, key);

    private AcmeSettings? Read(ParseResult parsed)
    {
        string? config = parsed.GetValue(_config);
        List<FlagValue> flags =
        [
            .. _keys.Select(one => (one.Option.Name, one.Key, Value: parsed.GetValue(one.Option))).Where(static one => one.Value is not null)
                .Select(static one => new FlagValue(one.Name, Section, one.Key, one.Value!)),
        ];
        if (parsed.GetValue(_agree))
            flags.Add(new FlagValue(_agree.Name, Section, "terms", "agreed"));
        LoadedConfiguration loaded = ConfigurationLoader.Load(new ConfigurationSources
        {
            ConfigFile = Path.GetFullPath(config ?? UsualFile),
            ConfigFileMayBeMissing = config is null,
            Flags = flags,
            Environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
                .ToDictionary(pair => (string)pair.Key, pair => (string)(pair.Value ?? ""), StringComparer.Ordinal),
        });
        foreach (ConfigurationProblem error in loaded.Errors)
            Console.Error.WriteLine($"loghog: {error}");
        return loaded.Settings?.Acme;
    }
}
