using System.Net;
using System.Net.Sockets;
using LogHog.Engine.Configuration;
using LogHog.Engine.Diagnostics;
using LogHog.Engine.Ingest.Inputs;
using LogHog.Engine.Ingest.Tls;
using LogHog.Protocols;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Ingest;

/// <summary>Every place where streams and datagrams come in, bound when this is made. The table of protocols is <see cref="InputTypes"/>.</summary>
internal sealed class Listeners : IDisposable
{
    // Each attempt fails only if another process has just that port for UDP.
    private const int FreePortAttemptsMax = 20;

    private readonly List<Input> _own = [];
    private readonly Dictionary<string, Input> _inputs = new(StringComparer.Ordinal);
    private readonly List<(string Kind, StreamListener Listener)> _streams = [];
    private readonly List<(string Kind, DatagramListener Listener)> _datagrams = [];
    private readonly IngestServices _services;
    private readonly ConnectionGate _connections;
    private readonly LimitSettings _limits;
    private readonly DecoderSettings _ownSettings;
    private readonly TlsServer? _tls;
    private readonly Input? _ownTls;
    private readonly ILogger _log;

    /// <exception cref="IOException">An address cannot be bound; the message says which and what to do.</exception>
    public Listeners(ServerSettings settings, IngestServices services, ILogger log)
    {
        _services = services;
        _limits = settings.Limits;
        _connections = new ConnectionGate(_limits.ConnectionsMax);
        _ownSettings = new DecoderSettings(_limits, Input: null, services.Time);
        _log = log;
        try
        {
            if (settings.Server.Tls.Count > 0 || settings.Inputs.Any(static input => input.Tls.Count > 0))
                _tls = new TlsServer(settings.Server, settings.Limits, services.Time, log);
            BindLogHog(settings.Server.Plain);
            _ownTls = BindLogHogTls(settings.Server);
            foreach (InputSettings input in settings.Inputs)
                BindInput(input, settings.AcknowledgeWhenOf(input));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public IEnumerable<EventLedger> Ledgers => _own.Concat(_inputs.Values).Select(static input => input.Ledger);

    /// <summary>Where it listens, as bound.</summary>
    public IReadOnlyList<(string Kind, EndPoint Address)> Addresses =>
    [
        .. _streams.Select(static one => (one.Kind, one.Listener.Address)),
        .. _datagrams.Select(static one => (one.Kind, one.Listener.Address)),
    ];

    /// <summary>Connections closed at once because there were too many, of their input or of all.</summary>
    public long Refused => _connections.Refused + _inputs.Values.Sum(static input => input.Connections.Refused);

    /// <summary>The input of a section.</summary>
    public Input Find(string name) => _inputs[name];

    /// <summary>Each listener's loop: ends when it was stopped and has handed on what it had.</summary>
    public IEnumerable<Task> Run(CancellationToken stop) =>
        [.. _streams.Select(one => one.Listener.RunAsync(stop)), .. _datagrams.Select(one => one.Listener.RunAsync(stop))];

    /// <summary>Null = nothing is to be spoken over TLS.</summary>
    public TlsServer? Tls => _tls;

    /// <summary>Takes over what a reload can change: who may send, whose their events are, certificates.</summary>
    public void Apply(ServerSettings fresh)
    {
        _tls?.Apply(fresh.Server);
        if (_ownTls is not null)
            _ownTls.Rules = InputRules.Of(fresh.Server);
        foreach (InputSettings settings in fresh.Inputs)
        {
            if (_inputs.TryGetValue(settings.Name, out Input? input))
                input.Rules = InputRules.Of(settings);
        }
    }

    /// <summary>Takes over the kernel's counts of datagrams that nobody could read in time.</summary>
    public void CountDroppedDatagrams()
    {
        foreach ((_, DatagramListener listener) in _datagrams)
            listener.CountDropped();
    }

    public void Dispose()
    {
        foreach ((_, StreamListener listener) in _streams)
            listener.Dispose();
        foreach ((_, DatagramListener listener) in _datagrams)
            listener.Dispose();
        foreach (Input input in _own.Concat(_inputs.Values))
            input.Dispose();
    }

    /// <summary>LogHog's own protocol, over TCP and UDP on each address.</summary>
    private void BindLogHog(IReadOnlyList<IPEndPoint> addresses)
    {
        Input tcp = Own("loghog_tcp", InputRules.None);
        Input udp = Own("loghog_udp", InputRules.None);
        _own.AddRange([tcp, udp]);
        foreach (IPEndPoint address in addresses)
        {
            Bind(address, "change [server] listen_ipv4 or listen_ipv6", () => BindBoth(address, tcp, udp));
        }
    }

    private Input Own(string name, InputRules rules) =>
        new(name, () => InputTypes.LogHog.CreateStreamDecoder(_ownSettings), rules, _services) { Connections = _connections, FrameTimeout = _limits.FrameTimeout };

    /// <summary>The same over TLS.</summary>
    private Input? BindLogHogTls(ListenSettings settings)
    {
        if (settings.Tls.Count == 0)
            return null;
        Input input = Own("loghog_tls", InputRules.Of(settings));
        _own.Add(input);
        foreach (IPEndPoint address in settings.Tls)
            Bind(address, "change [server] listen_ipv4_ssl or listen_ipv6_ssl", () => _streams.Add(("tls", Stream(address, default, input, _tls))));
        return input;
    }

    /// <summary>TCP and UDP on the same port; where the address leaves it open, on one that is free for both.</summary>
    private void BindBoth(IPEndPoint address, Input tcp, Input udp)
    {
        for (int attempt = 1; ; attempt++)
        {
            StreamListener stream = Stream(address, default, tcp);
            try
            {
                IPEndPoint same = new(address.Address, ((IPEndPoint)stream.Address).Port);
                _datagrams.Add(("udp", Datagrams(same, default, udp, InputTypes.LogHog.CreateDatagramDecoder!(_ownSettings), _limits)));
                _streams.Add(("tcp", stream));
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

    private void BindInput(InputSettings settings, AcknowledgeWhen durability)
    {
        // A protocol that is spoken over HTTP only has no connections here, but its account and its rules.
        InputType type = InputTypes.Find(settings.Type) ?? InputTypes.LogHog;
        LimitSettings limits = _limits with { FrameBytesMax = settings.Limits.FrameBytesMax ?? _limits.FrameBytesMax };
        TimeSpan frameTimeout = settings.Limits.FrameTimeout ?? _limits.FrameTimeout;
        DecoderSettings decoding = new(limits, settings, _services.Time);
        Input input = new(settings.Name, () => type.CreateStreamDecoder(decoding), InputRules.Of(settings), _services)
        {
            Sessions = type.CreateSession is { } create ? new InputSessions(() => create(decoding), durability, frameTimeout) : null,
            Connections = new ConnectionGate(settings.Limits.ConnectionsMax ?? int.MaxValue, _connections),
            FrameTimeout = frameTimeout,
            IdleTimeout = settings.Limits.IdleTimeout,
            EventsPerSecondMax = settings.Limits.EventsPerSecondMax,
        };
        _inputs.Add(settings.Name, input);
        BindStreams("tcp", settings.Tcp);
        BindStreams("tls", settings.Tls, _tls);
        BindStreams("unix", settings.Unix.Select(static path => new UnixDomainSocketEndPoint(path)));
        BindDatagrams("udp", settings.Udp);
        BindDatagrams("unix_dgram", settings.UnixDatagram.Select(static path => new UnixDomainSocketEndPoint(path)));

        void BindStreams(string key, IEnumerable<EndPoint> addresses, TlsServer? tls = null)
        {
            foreach (EndPoint address in addresses)
                Bind(address, Advice(key), () => _streams.Add(($"{settings.Name}/{key}", Stream(address, settings.UnixMode, input, tls))));
        }

        void BindDatagrams(string key, IEnumerable<EndPoint> addresses)
        {
            foreach (EndPoint address in addresses)
                Bind(address, Advice(key), () => _datagrams.Add(($"{settings.Name}/{key}", Datagrams(address, settings.UnixMode, input, type.CreateDatagramDecoder!(decoding), limits))));
        }

        string Advice(string key) => $"change [input:{settings.Name}] {key}";
    }

    private static void Bind(EndPoint address, string advice, Action bind)
    {
        try
        {
            bind();
        }
        catch (Exception failure) when (failure is SocketException or IOException or UnauthorizedAccessException)
        {
            throw new IOException($"cannot listen on {address}: {failure.Message}; {advice}, or stop who has it", failure);
        }
    }

    private StreamListener Stream(EndPoint address, UnixFileMode mode, Input input, TlsServer? tls = null) =>
        new(address, mode, input, tls, _limits, _services, _log);

    private DatagramListener Datagrams(EndPoint address, UnixFileMode mode, Input input, IDatagramDecoder decoder, LimitSettings limits) =>
        new(address, mode, input, decoder, _services, limits, _log);
}
