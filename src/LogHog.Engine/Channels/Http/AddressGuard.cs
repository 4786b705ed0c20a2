using System.Net;
using System.Net.Sockets;

namespace LogHog.Engine.Channels.Http;

/// <summary>
/// Which addresses a channel may go to: those of the public internet, unless its administrator has said otherwise. A URL must not make
/// the server ask its own neighbours (server-side request forgery), however the address is written and whatever DNS says a moment later.
/// </summary>
public static class AddressGuard
{
    // IANA's registries of special-purpose addresses (RFC 6890 and its updates): nothing of these is "globally reachable", or it leads on to another address.
    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    // IPv6 that carries IPv4: NAT64 (RFC 6052) in its last 4 bytes, 6to4 (RFC 3056) behind its first 2.
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (Array.Exists(NotPublic, network => network.Contains(address)))
            return false;
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return true;
        byte[] bytes = address.GetAddressBytes();
        if (Nat64.Contains(address))
            return IsPublic(new IPAddress(bytes.AsSpan(12)));
        return !SixToFour.Contains(address) || IsPublic(new IPAddress(bytes.AsSpan(2, 4)));
    }

    /// <summary>
    /// Connects to the very addresses that were looked at, so that a name that means another one later changes nothing. One address that
    /// is not allowed among others refuses the name as a whole: such a name is a trap or a slip.
    /// </summary>
    /// <exception cref="ServiceException">The address is not allowed.</exception>
    internal static async Task<Stream> ConnectAsync(DnsEndPoint target, bool allowPrivate, CancellationToken cancellation)
    {
        IPAddress[] addresses = IPAddress.TryParse(target.Host.Trim('[', ']'), out IPAddress? literal)
            ? [literal]
            : await Dns.GetHostAddressesAsync(target.Host, cancellation);
        if (!allowPrivate && addresses.FirstOrDefault(static address => !IsPublic(address)) is { } forbidden)
            throw new ServiceException(
                ServiceFailureKind.ForbiddenAddress, $"{target.Host} is {forbidden}, an address inside the network; write allow_private = yes if that is meant");
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, target.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
