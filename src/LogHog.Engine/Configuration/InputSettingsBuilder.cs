using System.Net;
using LogHog.Engine.Configuration.Keys;
using LogHog.Engine.Configuration.Values;
using LogHog.Engine.Ingest.Inputs;
using LogHog.Protocols.Events;

namespace LogHog.Engine.Configuration;

/// <summary>Text → <see cref="InputSettings"/>.</summary>
internal static class InputSettingsBuilder
{
    // A metric's label, a name in the log and in `app = listener` a folder: what reads well in all of them.
    private const int NameCharsMax = 64;

    public static IReadOnlyList<InputSettings> Build(SettingsReader reader) =>
        [.. reader.Sections(InputKeys.Section).Select(section => Build(reader, section)).OfType<InputSettings>()];

    private static InputSettings? Build(SettingsReader reader, string section)
    {
        string name = section[(InputKeys.Section.Length + 1)..];
        CheckName(reader, section, name);
        string word = reader.Get(InputKeys.Type, section) ?? name;
        InputType? type = InputTypes.Find(word);
        if (type is null)
        {
            string words = string.Join(", ", InputTypes.All.Select(static one => one.Name));
            reader.Error(InputKeys.Type, section, $"{Printable.Quote(word)} is no protocol known here; write one of: {words}");
            type = InputTypes.LogHog;
        }

        InputSettings settings = new()
        {
            Name = name,
            Type = type.Name,
            Tcp = EndPoints(reader, InputKeys.Tcp, section, type.TcpPort),
            Tls = EndPoints(reader, InputKeys.Tls, section, type.TlsPort),
            Udp = EndPoints(reader, InputKeys.Udp, section, type.UdpPort),
            Unix = reader.Get(InputKeys.Unix, section),
            UnixDatagram = reader.Get(InputKeys.UnixDatagram, section),
            UnixMode = reader.Get(InputKeys.UnixMode, section),
            Durability = reader.Get(InputKeys.Durability, section),
            App = Name(reader.Get(InputKeys.App, section), name, type),
            Module = Name(reader.Get(InputKeys.Module, section), name, type),
            Host = Name(reader.Get(InputKeys.Host, section), name, type),
            Allow = reader.Get(InputKeys.Allow, section),
            Clients = reader.Get(InputKeys.Clients, section),
            Own = type.ReadOwn?.Invoke(reader, section),
        };
        CheckOwn(reader, section, type);
        if (type.CreateDatagramDecoder is null)
            CheckDatagrams(reader, section, settings, type);
        if (type.CreateSession is null && reader.IsChanged(InputKeys.Durability, section))
            reader.Error(InputKeys.Durability, section, $"{type.Name} has no acknowledgement; take it out");
        return InputKeys.Places.Any(key => reader.IsSaid(key, section)) ? settings : OnLoopback(settings, type);
    }

    private static void CheckName(SettingsReader reader, string section, string name)
    {
        if (name.Length > NameCharsMax || !name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.'))
            reader.Error(InputKeys.Type, section, $"the input's name is also a label; write up to {NameCharsMax} letters, digits, '_', '-' and '.'");
        else if (InputTypes.OwnLedgers.Contains(name, StringComparer.Ordinal))
            reader.Error(InputKeys.Type, section, "the server counts its own input under this name; write another one");
    }

    /// <summary>The keys of another protocol would do nothing here.</summary>
    private static void CheckOwn(SettingsReader reader, string section, InputType type)
    {
        IEnumerable<ConfigurationKey> others = InputTypes.All.SelectMany(static one => one.Keys).Distinct().Except(type.Keys);
        foreach (ConfigurationKey key in others.Where(key => reader.IsChanged(key, section)))
        {
            IEnumerable<string> types = InputTypes.All.Where(one => one.Keys.Contains(key)).Select(static one => one.Name);
            reader.Error(key, section, $"only for type = {string.Join(" or ", types)}; take it out");
        }
    }

    private static void CheckDatagrams(SettingsReader reader, string section, InputSettings settings, InputType type)
    {
        if (settings.Udp.Count > 0)
            reader.Error(InputKeys.Udp, section, $"{type.Name} has no datagrams; take it out, or write tcp");
        if (settings.UnixDatagram.Count > 0)
            reader.Error(InputKeys.UnixDatagram, section, $"{type.Name} has no datagrams; take it out, or write unix");
    }

    private static List<IPEndPoint> EndPoints(
        SettingsReader reader, ConfigurationKey<IReadOnlyList<ListenAddress>> key, string section, int defaultPort) =>
        [.. reader.Get(key, section).Select(address => address.WithDefault(defaultPort))];

    /// <summary>Nobody said where: the protocol's usual ports, for this machine only.</summary>
    private static InputSettings OnLoopback(InputSettings settings, InputType type) => settings with
    {
        Tcp = [new IPEndPoint(IPAddress.Loopback, type.TcpPort)],
        Udp = type.CreateDatagramDecoder is null ? [] : [new IPEndPoint(IPAddress.Loopback, type.UdpPort)],
    };

    private static NameSource? Name(string text, string input, InputType type) => text switch
    {
        "" => null,
        "listener" => new NameSource(FieldSource.FromText(input)),
        "client" => new NameSource(Source: null),
        _ when FieldSource.Parse(text) is { } source => new NameSource(
            source.Text.IsEmpty ? FieldSource.FromFields([text["record:".Length..], .. type.FieldNames(text["record:".Length..])]) : source),
        _ => null,
    };
}
