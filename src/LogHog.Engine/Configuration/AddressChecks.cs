using System.Net;
using System.Net.Sockets;
using LogHog.Engine.Configuration.Keys;

namespace LogHog.Engine.Configuration;

/// <summary>No two listeners want the same place.</summary>
internal static class AddressChecks
{
    [Flags]
    private enum Transport
    {
        None = 0,
        Tcp = 1,
        Udp = 2,
    }

    private sealed record Place(IPEndPoint Address, Transport Transport, string Section, ConfigurationKey Key);

    public static void Check(ServerSettings settings, SettingsReader reader)
    {
        List<Place> taken = [];
        foreach (Place place in Places(settings))
        {
            if (taken.Find(other => Collide(place, other)) is { } other)
                reader.Error(place.Key, place.Section, $"{place.Address} is taken by {other.Address} of [{other.Section}] {other.Key.Name}; write another port or take one out");
            taken.Add(place);
        }

        if (settings.Server.Plain.Count + settings.Server.Tls.Count == 0)
            reader.Warning(ListenKeys.ListenIpv4, "no address is left for LogHog's own protocol; write listen_ipv4 = 127.0.0.1");
        CheckPaths(settings, reader);
    }

    private static IEnumerable<Place> Places(ServerSettings settings)
    {
        foreach (IPEndPoint address in settings.Server.Plain)
            yield return Own(address, Transport.Tcp | Transport.Udp, IsV4(address) ? ListenKeys.ListenIpv4 : ListenKeys.ListenIpv6);
        foreach (IPEndPoint address in settings.Server.Tls)
            yield return Own(address, Transport.Tcp, IsV4(address) ? ListenKeys.ListenIpv4Ssl : ListenKeys.ListenIpv6Ssl);
        foreach (IPEndPoint address in settings.Http.Listen)
            yield return Own(address, Transport.Tcp, ListenKeys.HttpListen);
        foreach (IPEndPoint address in settings.ConfigListener.Listen)
            yield return Own(address, Transport.Tcp, PushKeys.Listen);
        foreach (IPEndPoint address in settings.Acme?.Listen ?? [])
            yield return Own(address, Transport.Tcp, AcmeKeys.Listen);
        foreach (InputSettings input in settings.Inputs)
        {
            string section = $"{InputKeys.Section}:{input.Name}";
            foreach (IPEndPoint address in input.Tcp)
                yield return new Place(address, Transport.Tcp, section, InputKeys.Tcp);
            foreach (IPEndPoint address in input.Tls)
                yield return new Place(address, Transport.Tcp, section, InputKeys.Tls);
            foreach (IPEndPoint address in input.Udp)
                yield return new Place(address, Transport.Udp, section, InputKeys.Udp);
            foreach (IPEndPoint address in input.Http)
                yield return new Place(address, Transport.Tcp, section, InputKeys.Http);
            foreach (IPEndPoint address in input.Https)
                yield return new Place(address, Transport.Tcp, section, InputKeys.Https);
            foreach (IPEndPoint address in input.Grpc)
                yield return new Place(address, Transport.Tcp, section, InputKeys.Grpc);
        }
    }

    private static Place Own(IPEndPoint address, Transport transport, ConfigurationKey key) => new(address, transport, key.Section, key);

    private static void CheckPaths(ServerSettings settings, SettingsReader reader)
    {
        Dictionary<string, string> taken = new(StringComparer.Ordinal);
        foreach (InputSettings input in settings.Inputs)
        {
            string section = $"{InputKeys.Section}:{input.Name}";
            foreach ((string path, ConfigurationKey key) in input.Unix.Select(path => (path, (ConfigurationKey)InputKeys.Unix))
                .Concat(input.UnixDatagram.Select(path => (path, (ConfigurationKey)InputKeys.UnixDatagram))))
            {
                if (!taken.TryAdd(path, section))
                    reader.Error(key, section, $"{path} is taken by [{taken[path]}]; write another path or take one out");
            }
        }
    }

    // Port 0 is another one each time; the wildcard address holds every address of its family.
    private static bool Collide(Place one, Place two)
    {
        (IPEndPoint a, IPEndPoint b) = (one.Address, two.Address);
        return (one.Transport & two.Transport) != Transport.None
            && a.Port == b.Port && a.Port != 0 && a.AddressFamily == b.AddressFamily
            && (a.Address.Equals(b.Address) || IsAny(a.Address) || IsAny(b.Address));
    }

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private static bool IsV4(IPEndPoint address) => address.AddressFamily == AddressFamily.InterNetwork;
}
