using System.Net;
using LogHog.Engine.Ingest;
using LogHog.Engine.Ingest.Inputs;
using LogHog.Protocols;
using Microsoft.AspNetCore.Connections;

namespace LogHog.Server.Http.Intake;

/// <summary>An address that an <c>[input:NAME]</c> has to itself. A feature of its connections, and so of their requests.</summary>
/// <param name="Type">The only protocol that is spoken there.</param>
/// <param name="Source">The input's account and rules.</param>
internal sealed record IntakePort(HttpInputType Type, IntakeSource Source)
{
    /// <summary>Marks the connections of the address, and closes those that may not send.</summary>
    public ConnectionDelegate Guard(ConnectionDelegate next) => async connection =>
    {
        IPAddress peer = Peer((connection.RemoteEndPoint as IPEndPoint)?.Address);
        if (!Source.Allows(peer))
        {
            Source.Refuse(peer, RejectReason.SourceNotAllowed);
            connection.Abort();
            return;
        }

        if (!Source.TryOpenConnection())
        {
            connection.Abort();
            return;
        }

        connection.Features.Set(this);
        try
        {
            await next(connection);
        }
        finally
        {
            Source.CloseConnection();
        }
    };

    /// <summary>An address as settings and counters have it.</summary>
    public static IPAddress Peer(IPAddress? address) =>
        address is null ? IPAddress.None : address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
