using System.Net;
using System.Net.Sockets;
using LogHog.Engine.Configuration;
using LogHog.Engine.Diagnostics;
using LogHog.Protocols.LogHogV1;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Ingest;

/// <summary>
/// The listener table: each address of each protocol, bound when this is made. A new protocol of streams or datagrams is a
/// decoder and a line here.
/// </summary>
internal sealed class Listeners : IDisposable
{
    // Each attempt fails only if another process has just that port for UDP.
    private const int FreePortAttemptsMax = 20;

    private readonly List<EventLedger> _ledgers = [];
    private readonly List<StreamListener> _streams = [];
    private readonly List<DatagramListener> _datagrams = [];
    private readonly List<WorkspacePool> _workspaces = [];
    private readonly IngestServices _services;
    private readonly LimitSettings _limits;
    private readonly ILogger _log;

    /// <exception cref="IOException">An address cannot be bound; the message says which and what to do.</exception>
    public Listeners(ServerSettings settings, IngestServices services, ILogger log)
    {
        _services = services;
        _limits = settings.Limits;
        _log = log;
        try
        {
            BindLogHog(settings.Server.Plain);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public IReadOnlyList<EventLedger> Ledgers => _ledgers;

    /// <summary>Where it listens, as bound.</summary>
    public IReadOnlyList<(string Kind, IPEndPoint Address)> Addresses =>
    [
        .. _streams.Select(static listener => ("tcp", listener.Address)),
        .. _datagrams.Select(static listener => ("udp", listener.Address)),
    ];

    /// <summary>Connections closed at once because there were too many.</summary>
    public long Refused => _streams.Sum(static listener => listener.Refused);

    /// <summary>Each listener's loop: ends when it was stopped and has handed on what it had.</summary>
    public IEnumerable<Task> Run(CancellationToken stop) =>
        [.. _streams.Select(listener => listener.RunAsync(stop)), .. _datagrams.Select(listener => listener.RunAsync(stop))];

    /// <summary>Takes over the kernel's counts of datagrams that nobody could read in time.</summary>
    public void CountDroppedDatagrams()
    {
        foreach (DatagramListener listener in _datagrams)
            listener.CountDropped();
    }

    public void Dispose()
    {
        foreach (StreamListener listener in _streams)
            listener.Dispose();
        foreach (DatagramListener listener in _datagrams)
            listener.Dispose();
        foreach (WorkspacePool pool in _workspaces)
            pool.Dispose();
    }

    /// <summary>LogHog's own protocol, over TCP and UDP on each address.</summary>
    private void BindLogHog(IReadOnlyList<IPEndPoint> addresses)
    {
        LogHogLimits limits = new()
        {
            FrameBytesMax = _limits.FrameBytesMax,
            InflatedBytesMax = _limits.InflatedBytesMax,
            InflateRatioMax = _limits.InflateRatioMax,
        };
        EventLedger tcp = new("loghog_tcp");
        EventLedger udp = new("loghog_udp");
        _ledgers.AddRange([tcp, udp]);
        WorkspacePool workspaces = new(() => new LogHogDecoder(limits), _services);
        _workspaces.Add(workspaces);
        foreach (IPEndPoint address in addresses)
        {
            try
            {
                BindBoth(address, tcp, udp, workspaces, limits);
            }
            catch (SocketException failure)
            {
                throw new IOException(
                    $"cannot listen on {address}: {failure.Message}; change [server] listen_ipv4 or listen_ipv6, or stop who has the port",
                    failure);
            }
        }
    }

    /// <summary>TCP and UDP on the same port; where the address leaves it open, on one that is free for both.</summary>
    private void BindBoth(IPEndPoint address, EventLedger tcp, EventLedger udp, WorkspacePool workspaces, LogHogLimits limits)
    {
        for (int attempt = 1; ; attempt++)
        {
            StreamListener stream = new(address, tcp, workspaces, _limits, _services.Rejects, _log);
            try
            {
                IPEndPoint same = new(address.Address, stream.Address.Port);
                _datagrams.Add(new DatagramListener(same, udp, new LogHogDecoder(limits), _services, _limits, _log));
                _streams.Add(stream);
                return;
            }
            catch (SocketException failure) when (
                address.Port == 0 && failure.SocketErrorCode == SocketError.AddressAlreadyInUse && attempt < FreePortAttemptsMax)
            {
                // The kernel's choice for TCP was somebody's for UDP.
                stream.Dispose();
            }
            catch
            {
                stream.Dispose();
                throw;
            }
        }
    }
}
