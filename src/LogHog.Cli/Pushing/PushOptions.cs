using System.Collections;
using System.CommandLine;
using System.Globalization;
using System.Net;
using LogHog.Cli.Sending;
using LogHog.Engine.Access;
using LogHog.Engine.Configuration;
using LogHog.Protocols.ConfigPush;

namespace LogHog.Cli.Pushing;

/// <summary>The options that the commands of <c>loghog config</c> share.</summary>
internal static class PushOptions
{
    private const string UsualFile = "/etc/loghogd/loghogd.conf";

    public static readonly Option<string?> Config = new("--config", "-c")
    {
        HelpName = "FILE", Recursive = true,
        Description = $"loghogd's main configuration file, which has [targets] and says where keys and history lie (default: {UsualFile}).",
    };

    public static readonly Option<string?> Store = new("--store")
    {
        HelpName = "FOLDER", Recursive = true,
        Description = "Where keys and history lie (default: config-push in the workdir of that configuration).",
    };

    public static readonly Option<bool> Json = new("--json") { Recursive = true, Description = "Answer in JSON, an object a line." };

    public static readonly Option<string[]> To = new("--to")
    {
        HelpName = "ADDRESS,…", AllowMultipleArgumentsPerToken = false,
        Description = "Where the program listens, instead of what [targets] says: 127.0.0.1:9030, [::1]:9030; several with commas.",
    };

    public static readonly Option<string?> Key = new("--key", "-k")
        { HelpName = "KEY", Description = "The key that signs, instead of what [targets] says." };

    public static readonly Option<string[]> Allow = new("--allow")
    {
        HelpName = "NAME", AllowMultipleArgumentsPerToken = false,
        Description = "A class, factory, reference or level name that the program allows beyond the usual; can be given several times.",
    };

    public static readonly Option<string> Expires = new("--expires")
    {
        HelpName = "TIME", DefaultValueFactory = static _ => "5m",
        Description = "From when on programs refuse it: 5m, 1h, 7d from now, or a day.",
    };

    public static readonly Option<string?> Message = new("--message", "-m") { HelpName = "TEXT", Description = "Why, for the history." };

    public static readonly Option<bool> DryRun = new("--dry-run", "-n") { Description = "Check and show what would change; send nothing, keep nothing." };

    public static readonly Option<bool> Facilities = new("--facilities")
        { Description = "The file is a part of a facilities.conf, for a loghogd with [config_listener], and not a dictConfig." };

    public static readonly Option<string> Timeout = new("--timeout")
    {
        HelpName = "TIME", DefaultValueFactory = static _ => "10s",
        Description = "How long each program has to take it.",
    };

    /// <summary>The configuration and the folder; prints what is wrong.</summary>
    /// <exception cref="UsageException">The configuration has errors.</exception>
    public static PushPlace Place(ParseResult parsed)
    {
        string? config = parsed.GetValue(Config);
        LoadedConfiguration loaded = ConfigurationLoader.Load(new ConfigurationSources
        {
            ConfigFile = Path.GetFullPath(config ?? UsualFile),
            ConfigFileMayBeMissing = config is null,
            Environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
                .ToDictionary(pair => (string)pair.Key, pair => (string)(pair.Value ?? ""), StringComparer.Ordinal),
        });
        string? store = parsed.GetValue(Store);
        if (loaded.Settings is null && (config is not null || store is null))
            throw new UsageException(string.Join("\nloghog: ", loaded.Errors));
        return new PushPlace(Path.GetFullPath(store ?? loaded.Settings!.PushFolder), loaded.Settings?.Targets ?? []);
    }

    /// <exception cref="UsageException">It is not known, or something about it is not said.</exception>
    public static PushTarget Target(ParseResult parsed, PushPlace place, string name, bool isForSending)
    {
        if (!PushKey.IsName(name))
            throw new UsageException($"'{name}' is no name of a target: write small letters, digits and . _ -");
        PushTarget? known = place.Targets.FirstOrDefault(target => target.Name == name);
        IReadOnlyList<IPEndPoint> addresses = Addresses(parsed.GetValue(To) ?? []);
        if (addresses.Count == 0)
            addresses = known?.Addresses ?? [];
        if (addresses.Count == 0 && isForSending)
        {
            string others = place.Targets.Count == 0 ? "it has none" : $"it has {string.Join(", ", place.Targets.Select(static target => target.Name))}";
            throw new UsageException($"no address is known for {name}: [targets] does not have it ({others}); write --to ADDRESS, or add it there");
        }

        string? key = parsed.GetValue(Key) ?? known?.Key;
        if (key is null && isForSending)
            throw new UsageException($"no key is known for {name}; write --key KEY (loghog config keys list)");
        return new PushTarget(name, addresses, key ?? "", [.. known?.Allow ?? [], .. parsed.GetValue(Allow) ?? []]);
    }

    /// <exception cref="UsageException">It is no such time, or over.</exception>
    public static DateTimeOffset ExpiresAt(ParseResult parsed, DateTimeOffset now)
    {
        string text = parsed.GetValue(Expires)!;
        DateTimeOffset end = TokenText.ReadEnd(text, now) ?? throw new UsageException($"--expires {text}: write a time from now such as 5m, 1h or 7d, or a day to come");
        return DateTimeOffset.FromUnixTimeSeconds(end.ToUnixTimeSeconds()) > now ? end : throw new UsageException($"--expires {text}: write at least 1s");
    }

    /// <exception cref="UsageException">It is no such time.</exception>
    public static TimeSpan WaitFor(ParseResult parsed, DateTimeOffset now)
    {
        string text = parsed.GetValue(Timeout)!;
        TimeSpan? time = TokenText.ReadEnd(text, now) - now;
        return time is { TotalHours: <= 1 } ? time.Value : throw new UsageException($"--timeout {text}: write a time up to 1h, such as 10s");
    }

    private static List<IPEndPoint> Addresses(string[] texts)
    {
        List<IPEndPoint> addresses = [];
        foreach (string text in texts.SelectMany(static one => one.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
        {
            addresses.Add(IPEndPoint.TryParse(text, out IPEndPoint? address) && address.Port != 0 && HasPort(text)
                ? address
                : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--to {text}: write ADDRESS:PORT, such as 127.0.0.1:9030 or [::1]:9030")));
        }

        return addresses;
    }

    private static bool HasPort(string text) => text.LastIndexOf(':') > text.LastIndexOf(']') && (text[0] == '[' || text.Count(static c => c == ':') == 1);
}

/// <summary>Where the keys and the history are, and who is known.</summary>
internal sealed record PushPlace(string Store, IReadOnlyList<PushTarget> Targets);
