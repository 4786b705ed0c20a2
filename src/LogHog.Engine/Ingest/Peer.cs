using System.Net;
using System.Text;

namespace LogHog.Engine.Ingest;

/// <summary>Who is at the other end of a connection, or sent a datagram. Made once for each, not for each event.</summary>
internal sealed class Peer
{
    public Peer(IPAddress address)
        : this(address, Encoding.UTF8.GetBytes(address.ToString()))
    {
    }

    private Peer(IPAddress address, ReadOnlyMemory<byte> host, string? identity = null)
    {
        Address = address;
        Host = host;
        Identity = identity;
        Name = identity is null ? host : Encoding.UTF8.GetBytes(identity);
    }

    /// <summary>A program on this machine, behind a Unix socket.</summary>
    public static Peer ThisMachine { get; } = new(IPAddress.Loopback, Encoding.UTF8.GetBytes(Environment.MachineName));

    public IPAddress Address { get; }

    /// <summary>UTF-8; the host of events that name none.</summary>
    public ReadOnlyMemory<byte> Host { get; }

    /// <summary>The name in its certificate; null = it has shown none.</summary>
    public string? Identity { get; }

    /// <summary>UTF-8; the client's own name for <c>app = client</c>: its certificate's, else its address.</summary>
    public ReadOnlyMemory<byte> Name { get; }

    /// <summary>The same, known by its certificate.</summary>
    public Peer KnownAs(string identity) => new(Address, Host, identity);

    /// <summary>By the other end of a socket.</summary>
    public static Peer Of(EndPoint? remote) => remote is IPEndPoint ip ? new Peer(ip.Address) : ThisMachine;
}
