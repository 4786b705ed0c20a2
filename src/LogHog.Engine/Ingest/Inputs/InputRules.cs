using System.Net;
using System.Text;
using LogHog.Engine.Configuration;
using LogHog.Protocols.Events;

namespace LogHog.Engine.Ingest.Inputs;

/// <summary>Who may send to an input, and whose its events are. A reload gives the input new ones.</summary>
internal sealed class InputRules
{
    /// <summary>Of LogHog's own protocol, whose events say who they are: anybody, and as they say.</summary>
    public static readonly InputRules None = new([], NamePatterns.None, naming: null);

    private readonly IPNetwork[] _allow;

    private readonly NamePatterns _clients;

    private InputRules(IReadOnlyList<IPNetwork> allow, NamePatterns clients, InputNaming? naming)
    {
        _clients = clients;
        _allow = [.. allow];
        Naming = naming;
    }

    /// <summary>Null = the events' own names hold.</summary>
    public InputNaming? Naming { get; }

    public static InputRules Of(InputSettings settings) => new(settings.Allow, settings.Clients, new InputNaming(settings));

    /// <summary>Of LogHog's own protocol over TLS.</summary>
    public static InputRules Of(ListenSettings settings) => new([], settings.Clients, naming: null);

    /// <summary>Whether a certificate of this name may connect.</summary>
    public bool AllowsClient(string identity) => _clients.IsEmpty || _clients.Matches(identity);

    public bool Allows(IPAddress peer) => _allow.Length == 0 || Array.Exists(_allow, network => network.Contains(peer));
}

/// <summary>Gives an event the application, module and host that its input's settings want.</summary>
internal sealed class InputNaming(InputSettings settings)
{
    private readonly NameSource? _app = settings.App;
    private readonly NameSource? _module = settings.Module;
    private readonly NameSource? _host = settings.Host;
    private readonly ReadOnlyMemory<byte> _inputName = Encoding.UTF8.GetBytes(settings.Name);

    public void Apply(LogEvent logEvent, Peer client)
    {
        ReadOnlyMemory<byte> app = Find(_app, logEvent, client);
        if (!app.IsEmpty)
            logEvent.App = app;
        else if (logEvent.App.IsEmpty)
            logEvent.App = _inputName;
        ReadOnlyMemory<byte> module = Find(_module, logEvent, client);
        if (!module.IsEmpty)
            logEvent.Module = ModuleName.Normalize(module);
        ReadOnlyMemory<byte> host = Find(_host, logEvent, client);
        if (!host.IsEmpty)
            logEvent.Host = host;
    }

    private static ReadOnlyMemory<byte> Find(NameSource? name, LogEvent logEvent, Peer client)
    {
        if (name is null)
            return default;
        return name.Source is { } source ? source.TakeFrom(logEvent.Fields) : client.Name;
    }
}
