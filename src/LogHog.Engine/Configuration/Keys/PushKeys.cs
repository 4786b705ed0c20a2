using LogHog.Engine.Configuration.Values;

namespace LogHog.Engine.Configuration.Keys;

/// <summary><c>[targets]</c> and <c>[config_listener]</c>: configuration that is pushed, to programs and to this one (docs/config-push.md).</summary>
internal static class PushKeys
{
    public const string Targets = "targets";
    private const string Listener = "config_listener";

    /// <summary>Stands for every name in the section.</summary>
    public static readonly ConfigurationKey<PushTarget> Target = new(Targets, "name", TargetText.Kind, "127.0.0.1:9030 key=ops")
    {
        Why = "A program that `loghog config push` can be told by its name, in small letters: where it listens (more than one address for one that "
            + "runs several times; without a port: 9030, Python's own), the key that signs for it, and with `allow=NAME,…` the classes, factories and "
            + "references beyond the usual that it takes. None is needed: `--to` and `--key` say the same.",
    };

    public static readonly ConfigurationKey<IReadOnlyList<ListenAddress>> Listen = new(Listener, "listen", Kinds.Addresses, "")
    {
        Why = "Where loghogd takes signed changes of its own facilities. None: nowhere. An address without a port has 9030. What is pushed is signed "
            + "and not encrypted. Without it, what was pushed before does not count either.",
        RestartWhenChanged = settings => string.Join(", ", settings.ConfigListener.Listen),
    };

    public static readonly ConfigurationKey<string> Name = new(Listener, "target", TargetText.Name, "loghogd")
    {
        Why = "The name that a push must be addressed to. One for each server, so that what is meant for one is refused by another.",
    };

    public static readonly ConfigurationKey<IReadOnlyList<string>> KeyFiles = new(Listener, "key_files", Kinds.FilePaths, "")
    {
        Why = "The keys that may sign, as `loghog config keys create` or `show-public` writes them; read anew at each push. Required with `listen`.",
    };

    public static readonly IReadOnlyList<ConfigurationKey> AllTargets = [Target];

    public static readonly IReadOnlyList<ConfigurationKey> AllListener = [Listen, Name, KeyFiles];

    /// <summary><c>logging.config.DEFAULT_LOGGING_CONFIG_PORT</c>.</summary>
    public const int DefaultPort = 9030;
}
