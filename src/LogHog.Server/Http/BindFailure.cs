using System.Net;
using System.Net.Sockets;

namespace LogHog.Server.Http;

/// <summary>Why an address cannot be listened on, in one line with the way out.</summary>
internal static class BindFailure
{
    public static string Message(string kind, IPEndPoint address, string key, SocketException cause) => cause.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse =>
            $"Cannot listen on {kind} {address}: another program has the port. Stop it (ss -lntup | grep :{address.Port} " +
            $"names it) or set another port in {key}.",
        SocketError.AddressNotAvailable =>
            $"Cannot listen on {kind} {address}: this machine does not have that address (ip address shows those it has). " +
            $"Change {key}.",
        SocketError.AccessDenied =>
            $"Cannot listen on {kind} {address}: ports below 1024 need root or CAP_NET_BIND_SERVICE. Change {key} or start as root.",
        SocketError.AddressFamilyNotSupported =>
            $"Cannot listen on {kind} {address}: this machine has no IPv6. Change {key}.",
        _ => $"Cannot listen on {kind} {address}: {cause.Message}. Change {key}.",
    };
}
