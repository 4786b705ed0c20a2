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
        HttpInputType? http = HttpInputTypes.Find(word);
        if (type is null && http is null)
        {
            reader.Error(InputKeys.Type, section, $"{Printable.Quote(word)} is no protocol known here; write one of: {string.Join(", ", InputTypes.Words)}");
            type = InputTypes.LogHog;
        }

        return Build(reader, section, name, type, http);
    }

    private static InputSettings Build(SettingsReader reader, string section, string name, InputType? streamType, HttpInputType? http)
    {
        InputType type = streamType ?? InputTypes.LogHog;
        InputSettings settings = new()
        {
            Name = name,
            Type = streamType?.Name ?? http!.Name,
            Http = EndPoints(reader, InputKeys.Http, section, http?.HttpPort ?? 0),
            Https = EndPoints(reader, InputKeys.Https, section, http?.HttpsPort ?? 0),
            Grpc = EndPoints(reader, InputKeys.Grpc, section, http?.GrpcPort ?? 0),
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
            Limits = Limits(reader, section),
            Own = type.ReadOwn?.Invoke(reader, section),
        };
        CheckPlaces(reader, section, settings, streamType, http);
        CheckOwn(reader, section, type);
        if (streamType is { CreateDatagramDecoder: null })
            CheckDatagrams(reader, section, settings, streamType);
        if (http is null && type.CreateSession is null && reader.IsChanged(InputKeys.Durability, section))
            reader.Error(InputKeys.Durability, section, $"{type.Name} has no acknowledgement; take it out");
        if (streamType is null)
            CheckTimes(reader, section, http!);
        if (InputKeys.Places.Any(key => reader.IsSaid(key, section)))
            return settings;
        return streamType is null ? OnLoopback(settings, http!) : OnLoopback(settings, streamType);
    }

    private static InputLimits Limits(SettingsReader reader, string section) => new()
    {
        ConnectionsMax = reader.Get(InputLimitKeys.Connections, section),
        FrameBytesMax = reader.Get(InputLimitKeys.FrameSize, section),
        FrameTimeout = reader.Get(InputLimitKeys.FrameTimeout, section),
        IdleTimeout = reader.Get(InputLimitKeys.IdleTimeout, section),
        EventsPerSecondMax = reader.Get(InputLimitKeys.Rate, section),
    };

    /// <summary>Requests have a time of their own.</summary>
    private static void CheckTimes(SettingsReader reader, string section, HttpInputType http)
    {
        foreach (ConfigurationKey key in new ConfigurationKey[] { InputLimitKeys.FrameTimeout, InputLimitKeys.IdleTimeout })
        {
            if (reader.IsChanged(key, section))
                reader.Error(key, section, $"{http.Name} is spoken over HTTP; write [limits] body_timeout instead");
        }
    }

    /// <summary>A protocol has no address of a kind that it does not speak.</summary>
    private static void CheckPlaces(SettingsReader reader, string section, InputSettings settings, InputType? type, HttpInputType? http)
    {
        (ConfigurationKey Key, int Addresses)[] sockets =
        [
            (InputKeys.Tcp, settings.Tcp.Count), (InputKeys.Tls, settings.Tls.Count), (InputKeys.Udp, settings.Udp.Count),
            (InputKeys.Unix, settings.Unix.Count), (InputKeys.UnixDatagram, settings.UnixDatagram.Count),
        ];
        (ConfigurationKey Key, int Addresses)[] web =
            [(InputKeys.Http, settings.Http.Count), (InputKeys.Https, settings.Https.Count), (InputKeys.Grpc, settings.Grpc.Count)];
        foreach ((ConfigurationKey key, _) in sockets.Where(place => type is null && place.Addresses > 0))
            reader.Error(key, section, $"{http!.Name} is spoken over HTTP; write http = or https = an address instead");
        foreach ((ConfigurationKey key, _) in web.Where(place => http is null && place.Addresses > 0))
            reader.Error(key, section, $"{type!.Name} is not spoken over HTTP; write tcp = or udp = an address instead");
        if (http is { GrpcPort: 0 } && settings.Grpc.Count > 0)
            reader.Error(InputKeys.Grpc, section, $"{http.Name} is not spoken over gRPC, only otlp is; write http = an address instead");
    }

    /// <summary>Whether a section's name can be a metric's label and a file's name.</summary>
    internal static bool IsGoodName(string name) =>
        name.Length <= NameCharsMax && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.') && !name.StartsWith('.');

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

    private static InputSettings OnLoopback(InputSettings settings, HttpInputType type) => settings with
    {
        Http = [new IPEndPoint(IPAddress.Loopback, type.HttpPort)],
        Grpc = type.GrpcPort == 0 ? [] : [new IPEndPoint(IPAddress.Loopback, type.GrpcPort)],
    };

    /// <summary>Where a name comes from, as an input's settings say it.</summary>
    internal static NameSource? Name(string text, string input, InputType type) => text switch
    {
        "" => null,
        "listener" => new NameSource(FieldSource.FromText(input)),
        "client" => new NameSource(Source: null),
        _ when FieldSource.Parse(text) is { } source => new NameSource(
            source.Text.IsEmpty ? FieldSource.FromFields([text["record:".Length..], .. type.FieldNames(text["record:".Length..])]) : source),
        _ => null,
    };
}
