using System.Globalization;
using System.Net;

namespace LogHog.Engine.Configuration.Values;

/// <summary>Networks and single addresses between commas: <c>10.0.0.0/8, 192.168.1.7, fd00::/8</c>.</summary>
internal static class NetworkListText
{
    public static readonly ValueKind<IReadOnlyList<IPNetwork>> Kind = new("networks", Parse) { TakesLines = true };

    // Every event's source is compared with each of them.
    private const int NetworksMax = 256;

    private static readonly char[] Separators = [',', '\n'];

    private static Parsed<IReadOnlyList<IPNetwork>> Parse(string text, string folder)
    {
        List<IPNetwork> networks = [];
        foreach (string item in text.Split(Separators, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (ParseOne(item, out string whatToWrite) is not { } network)
                return Parsed<IReadOnlyList<IPNetwork>>.NotOneOf(item, whatToWrite);
            networks.Add(network);
        }

        return networks.Count <= NetworksMax
            ? Parsed<IReadOnlyList<IPNetwork>>.Good(networks)
            : Parsed<IReadOnlyList<IPNetwork>>.Bad($"lists {networks.Count} networks; write at most {NetworksMax}");
    }

    private static IPNetwork? ParseOne(string item, out string whatToWrite)
    {
        whatToWrite = "a network such as 10.0.0.0/8 or fd00::/8, or an address";
        int slash = item.IndexOf('/');
        string text = slash < 0 ? item : item[..slash];
        bool isWhole = text.Contains(':') || text.Count(static c => c == '.') == 3;
        if (!isWhole || !IPAddress.TryParse(text, out IPAddress? address))
            return null;
        int bits = address.GetAddressBytes().Length * 8;
        int prefix = bits;
        if (slash >= 0 && (!int.TryParse(item.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out prefix) || prefix > bits))
            return null;
        IPAddress start = FirstOf(address, prefix);
        if (start.Equals(address))
            return new IPNetwork(address, prefix);
        whatToWrite = $"{start}/{prefix}, the network that this address lies in, or the address alone";
        return null;
    }

    private static IPAddress FirstOf(IPAddress address, int prefix)
    {
        byte[] bytes = address.GetAddressBytes();
        for (int bit = prefix; bit < bytes.Length * 8; bit++)
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        return new IPAddress(bytes);
    }
}
