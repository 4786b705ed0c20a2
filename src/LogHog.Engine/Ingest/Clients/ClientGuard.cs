using System.Text;
using LogHog.Engine.Configuration;
using LogHog.Protocols.Events;

namespace LogHog.Engine.Ingest.Clients;

/// <summary>
/// Whether the sender of an event may send it: what its certificate is bound to, and whom the facility wants. One a router; what was
/// allowed last is remembered, because a connection sends nearly always the same.
/// </summary>
internal sealed class ClientGuard
{
    private Peer? _peer;
    private ClientTable _table = ClientTable.Empty;
    private ClientSettings? _bound;
    private byte[]? _app;
    private byte[]? _host;
    private NamePatterns? _wanted;

    /// <summary>Begins a turn of one sender.</summary>
    public void Begin(ClientTable table, Peer peer)
    {
        if (ReferenceEquals(peer, _peer) && ReferenceEquals(table, _table))
            return;
        (_peer, _table) = (peer, table);
        _bound = peer.Identity is { } identity ? table.Find(identity) : null;
        (_app, _host, _wanted) = (null, null, null);
    }

    /// <summary>Whether its certificate lets it speak for this application and host.</summary>
    public bool Allows(LogEvent logEvent) => _bound is null || IsAsBefore(logEvent) || Judge(_bound, logEvent);

    /// <summary>Whether the facility takes it.</summary>
    /// <param name="wanted">The facility's names of clients; null = anybody.</param>
    public bool IsWanted(NamePatterns? wanted)
    {
        if (wanted is null || ReferenceEquals(wanted, _wanted))
            return true;
        if (_peer!.Identity is not { } identity || !wanted.Matches(identity))
            return false;
        _wanted = wanted;
        return true;
    }

    private bool IsAsBefore(LogEvent logEvent) =>
        _app is not null && logEvent.App.Span.SequenceEqual(_app) && logEvent.Host.Span.SequenceEqual(_host);

    private bool Judge(ClientSettings bound, LogEvent logEvent)
    {
        if (!Matches(bound.Apps, logEvent.App.Span) || !Matches(bound.Hosts, logEvent.Host.Span))
            return false;
        (_app, _host) = (logEvent.App.ToArray(), logEvent.Host.ToArray());
        return true;
    }

    private static bool Matches(NamePatterns patterns, ReadOnlySpan<byte> name) => patterns.IsEmpty || patterns.Matches(Encoding.UTF8.GetString(name));
}
