using System.Net;
using LogHog.Engine.Configuration.Values;
using LogHog.Engine.Ingest.Inputs;

namespace LogHog.Engine.Configuration.Keys;

/// <summary><c>[input:NAME]</c>: one further intake (spec §7).</summary>
internal static class InputKeys
{
    public const string Section = "input";

    public static readonly ConfigurationKey<string?> Type = new(Section, "type", Kinds.Name.OrNull(), "")
    {
        Why = $"The protocol: {string.Join(", ", InputTypes.Words.Select(static word => $"`{word}`"))} (docs/inputs.md). None: the section's own name.",
        RestartWhenChanged = settings => Text(settings, static input => input.Type),
    };

    public static readonly ConfigurationKey<IReadOnlyList<ListenAddress>> Tcp = new(Section, "tcp", Kinds.Addresses, "")
    {
        Why = "Where it listens for TCP connections; an address without a port has the protocol's usual one. When no place at all is said: 127.0.0.1, "
            + "TCP and UDP.",
        RestartWhenChanged = settings => Text(settings, static input => string.Join(',', input.Tcp)),
    };

    public static readonly ConfigurationKey<IReadOnlyList<ListenAddress>> Udp = new(Section, "udp", Kinds.Addresses, "")
    {
        Why = "Where it takes datagrams.",
        RestartWhenChanged = settings => Text(settings, static input => string.Join(',', input.Udp)),
    };

    public static readonly ConfigurationKey<IReadOnlyList<ListenAddress>> Tls = new(Section, "tls", Kinds.Addresses, "")
    {
        Why = "Where it listens for TLS connections, with the files of `[server]`: `pemfile`, `cacert`, `crl`.",
        RestartWhenChanged = settings => Text(settings, static input => string.Join(',', input.Tls)),
    };

    public static readonly ConfigurationKey<IReadOnlyList<ListenAddress>> Http = new(Section, "http", Kinds.Addresses, "")
    {
        Why = "Where a protocol over HTTP listens (docs/inputs-http.md). When no place at all is said: 127.0.0.1 and the protocol's usual port.",
        RestartWhenChanged = settings => Text(settings, static input => string.Join(',', input.Http)),
    };

    public static readonly ConfigurationKey<IReadOnlyList<ListenAddress>> Https = new(Section, "https", Kinds.Addresses, "")
    {
        Why = "The same over TLS, by `pemfile`, `client_certificates` and `cacert` of `[http]`. Who shows a certificate needs no token.",
        RestartWhenChanged = settings => Text(settings, static input => string.Join(',', input.Https)),
    };

    public static readonly ConfigurationKey<IReadOnlyList<ListenAddress>> Grpc = new(Section, "grpc", Kinds.Addresses, "")
    {
        Why = "Where `otlp` listens for gRPC without TLS (over TLS it is spoken on the `https` addresses).",
        RestartWhenChanged = settings => Text(settings, static input => string.Join(',', input.Grpc)),
    };

    public static readonly ConfigurationKey<NamePatterns> Clients = new(Section, "clients", NamePatternsText.Hosts, "")
    {
        Why = "Names in certificates that may connect to its TLS addresses, `*` for any text. None: each that `[server] cacert` has signed.",
    };

    public static readonly ConfigurationKey<IReadOnlyList<string>> Unix = new(Section, "unix", UnixSocketText.Kind, "")
    {
        Why = "Paths of Unix stream sockets, which are made at the start and removed at the end.",
        RestartWhenChanged = settings => Text(settings, static input => string.Join(',', input.Unix)),
    };

    public static readonly ConfigurationKey<IReadOnlyList<string>> UnixDatagram = new(Section, "unix_dgram", UnixSocketText.Kind, "")
    {
        Why = "The same for Unix datagram sockets.",
        RestartWhenChanged = settings => Text(settings, static input => string.Join(',', input.UnixDatagram)),
    };

    public static readonly ConfigurationKey<UnixFileMode> UnixMode = new(Section, "unix_mode", FileModeText.Kind, "0666")
    {
        Why = "Permissions of the Unix sockets: who may write may send. Everybody on this machine, as with /dev/log and with a port of loopback.",
        RestartWhenChanged = settings => Text(settings, static input => input.UnixMode.ToString()),
    };

    public static readonly ConfigurationKey<AcknowledgeWhen> Durability = new(Section, "durability", ListenKeys.DurabilityChoice, "durable")
    {
        Why = "What an acknowledgement promises, where the protocol has one (RELP, Fluent Forward, all over HTTP): on the disk, with the operating system, or in memory.",
        RestartWhenChanged = settings => Text(settings, static input => input.Durability.ToString()),
    };

    public static readonly ConfigurationKey<string> App = new(Section, "app", NameSourceText.Kind, "")
    {
        Why = "The application of its events: a fixed text, `record:FIELD` (a field of the event, which then is none any more), `listener` (this section's "
            + "name), or `client` (the name in the client's certificate, else its address). None, or when that field is missing: what the protocol says, "
            + "else this section's name.",
    };

    public static readonly ConfigurationKey<string> Module = new(Section, "module", NameSourceText.Kind, "")
    {
        Why = "The module, written the same way. None: what the protocol says.",
    };

    public static readonly ConfigurationKey<string> Host = new(Section, "host", NameSourceText.Kind, "")
    {
        Why = "The host, written the same way. None: what the protocol says, else the sender's address; for Unix sockets this machine's name.",
    };

    public static readonly ConfigurationKey<IReadOnlyList<IPNetwork>> Allow = new(Section, "allow", NetworkListText.Kind, "")
    {
        Why = "Networks and addresses that may send, such as `10.0.0.0/8, 192.168.1.7, fd00::/8`; others are refused and counted (`source_not_allowed`). "
            + "None: whoever can reach the address.",
    };

    public static readonly IReadOnlyList<ConfigurationKey> All = [Type, Tcp, Tls, Udp, Http, Https, Grpc, Unix, UnixDatagram, UnixMode, Durability, App, Module, Host, Allow, Clients, .. InputLimitKeys.All, .. InputTypes.All.SelectMany(static type => type.Keys).Distinct()];

    /// <summary>The keys that say where it listens.</summary>
    public static readonly IReadOnlyList<ConfigurationKey> Places = [Tcp, Tls, Udp, Http, Https, Grpc, Unix, UnixDatagram];

    private static string Text(ServerSettings settings, Func<InputSettings, string> part) =>
        string.Join('\n', settings.Inputs.Select(input => $"{input.Name} {part(input)}"));
}
