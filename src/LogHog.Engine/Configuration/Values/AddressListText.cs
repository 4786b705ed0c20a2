using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LogHog.Engine.Configuration.Values;

/// <summary>
/// Addresses between commas, each with its own port if it says one: <c>192.168.1.10:25566, [::1]:25577, ::1, 10.0.0.1</c>.
/// Names are refused: what a name means can change between two starts.
/// </summary>
internal static class AddressListText
{
    // More than one machine has addresses; keeps a runaway file from becoming a thousand sockets.
    private const int AddressesMax = 64;

    private static readonly char[] Separators = [',', '\n'];

    public static Parsed<IReadOnlyList<ListenAddress>> Parse(string text, string folder)
    {
        List<ListenAddress> addresses = [];
        foreach (string item in text.Split(Separators, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (ParseOne(item) is not { } address)
                return Parsed<IReadOnlyList<ListenAddress>>.NotOneOf(item, WhatToWrite(item));
            addresses.Add(address);
        }

        return addresses.Count <= AddressesMax
            ? Parsed<IReadOnlyList<ListenAddress>>.Good(addresses)
            : Parsed<IReadOnlyList<ListenAddress>>.Bad($"lists {addresses.Count} addresses; write at most {AddressesMax}");
    }

    private static ListenAddress? ParseOne(string item)
    {
        string host = item;
        int? port = null;
        int colon = item.LastIndexOf(':');
        bool isBracketed = item[0] == '[';
        bool hasPort = isBracketed ? colon > item.LastIndexOf(']') : colon >= 0 && item.IndexOf(':') == colon;
        if (hasPort)
        {
            if (!int.TryParse(item.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                || number > IPEndPoint.MaxPort)
                return null;
            (host, port) = (item[..colon], number);
        }

        if (isBracketed && !host.EndsWith(']'))
            return null;
        IPAddress? address = isBracketed ? ParseV6(host[1..^1]) : host.Contains(':') ? ParseV6(host) : ParseV4(host);
        return address is null ? null : new ListenAddress(address, port);
    }

    private static IPAddress? ParseV6(string text) =>
        IPAddress.TryParse(text, out IPAddress? address) && address.AddressFamily == AddressFamily.InterNetworkV6 ? address : null;

    // IPAddress.TryParse takes 1 and 0x7f.1 too, which nobody means.
    private static IPAddress? ParseV4(string text)
    {
        string[] parts = text.Split('.');
        bool isPlain = parts.Length == 4 && parts.All(part => part.Length is > 0 and <= 3 && part.All(char.IsAsciiDigit)
            && (part.Length == 1 || part[0] != '0'));
        return isPlain && IPAddress.TryParse(text, out IPAddress? address) ? address : null;
    }

    private static string WhatToWrite(string item)
    {
        if (item.StartsWith('*'))
            return "0.0.0.0 (or ::) for every address of this machine";
        if (item.StartsWith("localhost", StringComparison.OrdinalIgnoreCase))
            return "127.0.0.1 or ::1";
        return "an address such as 127.0.0.1, 192.168.1.10:25566 or [::1]:25577, with a port from 0 to 65535";
    }
}
