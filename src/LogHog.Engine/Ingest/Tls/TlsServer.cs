using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using LogHog.Engine.Certificates;
using LogHog.Engine.Configuration;
using LogHog.Engine.Diagnostics;
using LogHog.Engine.Ingest.Inputs;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Ingest.Tls;

/// <summary>
/// Mutual TLS for every listener that asks for it (spec §5): one certificate, one trust, one bound on handshakes. What is spoken says
/// <see cref="TlsPolicy"/>.
/// </summary>
internal sealed class TlsServer
{
    private static readonly HandshakeThreads Threads = new();

    private readonly ConcurrentDictionary<TlsTransport, (string Input, IPAddress Peer)> _connections = new();
    private readonly HandshakeGate _gate;

    private readonly TlsRefusals _refusals;
    private readonly LimitSettings _limits;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ExpiryWatch _expiry;
    private volatile TlsFiles _files;
    private CertificateVerifier _judged;
    private long _accepted;

    /// <exception cref="CertificateFileException">A file cannot be used.</exception>
    public TlsServer(ListenSettings settings, LimitSettings limits, TimeProvider time, ILogger log)
    {
        _limits = limits;
        _time = time;
        _log = log;
        _gate = new HandshakeGate(limits.HandshakesMax);
        _refusals = new TlsRefusals(time, log);
        _expiry = new ExpiryWatch(time, log);
        _files = TlsFiles.Open(settings, time, log);
        _judged = _files.Trust.Verifier;
        _expiry.Look(_files);
    }

    /// <summary>Reads every file again, also under other names.</summary>
    public void Apply(ListenSettings settings)
    {
        if (settings.PemFile is null || settings.CaCert is null)
            return;
        try
        {
            if (!_files.AreThose(settings))
                _files = TlsFiles.Open(settings, _time, _log);
            _files.Certificate.Reload();
            _files.Trust.Look(now: true);
        }
        catch (IOException failure)
        {
            CertificatesLog.KeepsOld(_log, settings.PemFile, failure.Message);
        }

        CloseRevoked();
    }

    /// <summary>Once a second: files that have changed, certificates that expire, records that do not end.</summary>
    public void Tick()
    {
        TlsFiles files = _files;
        _ = files.Certificate.Current;
        files.Trust.Look(now: false);
        CloseRevoked();
        _expiry.Look(files);
        foreach ((TlsTransport connection, (string input, IPAddress peer)) in _connections)
        {
            if (connection.RecordBegunAt is { } begun && Stopwatch.GetElapsedTime(begun) > _limits.FrameTimeout)
                Close(connection, input, peer, new CertificateVerdict(TlsRefusal.HandshakeTimeout, "", "a record was begun and not finished in time"));
        }
    }

    /// <summary>Does the handshake.</summary>
    /// <param name="socket">Not blocking; belongs to what is returned, or is closed.</param>
    /// <param name="peer">Who it is.</param>
    /// <param name="input">Whose certificates the input takes.</param>
    /// <param name="stop">The server stops.</param>
    /// <returns>Null: it was refused, counted and told.</returns>
    public async Task<TlsTransport?> AcceptAsync(Socket socket, IPAddress peer, Input input, CancellationToken stop)
    {
        TlsTransport? accepted = await HandshakeAsync(socket, peer, input, stop);
        // Away from the handshakes' threads.
        if (accepted is not null)
            await Task.Yield();
        return accepted;
    }

    public IEnumerable<MetricValue> Metrics() =>
    [
        new("loghog_tls_handshakes_total", "", Interlocked.Read(ref _accepted), IsCounter: true, "TLS handshakes that ended well."),
        new("loghog_tls_handshakes_open", "", _gate.Open, IsCounter: false, "TLS handshakes under way."),
        .. _refusals.Metrics(),
        .. ExpiryWatch.Metrics(_files, _time),
    ];

    internal void Forget(TlsTransport connection) => _connections.TryRemove(connection, out _);

    private async Task<TlsTransport?> HandshakeAsync(Socket socket, IPAddress peer, Input input, CancellationToken stop)
    {
        SocketStream stream = new(socket, Threads);
        CertificateVerdict verdict = default;
        using Handshake handshake = _gate.Enter(_limits.HandshakeTimeout, stop);
        try
        {
            if (!await FirstRecord.ReceiveAsync(stream, handshake.End))
            {
                verdict = new CertificateVerdict(TlsRefusal.NotTls, "", "");
            }
            else
            {
                handshake.Begin();
                // Whatever arithmetic follows, the accept loop does not wait for it.
                await Threads.TurnAsync();
                SslStream tls = new(stream, leaveInnerStreamOpen: true);
                try
                {
                    await tls.AuthenticateAsServerAsync(Options(found => verdict = Judge(found, input)), handshake.End);
                    stream.EndHandshake();
                    return Accepted(tls, stream, verdict, input, peer);
                }
                catch
                {
                    await tls.DisposeAsync();
                    throw;
                }
            }
        }
        catch (Exception failure) when (failure is AuthenticationException or IOException or SocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            if (verdict.Refusal == TlsRefusal.None)
                verdict = Explain(failure, handshake);
        }

        if (!handshake.IsStopped)
            _refusals.Note(input.Ledger.Input, peer, verdict);
        stream.Reset();
        return null;
    }

    private TlsTransport Accepted(SslStream tls, SocketStream stream, CertificateVerdict verdict, Input input, IPAddress peer)
    {
        TlsTransport connection = new(tls, stream, this, (X509Certificate2)tls.RemoteCertificate!, verdict.Identity);
        Interlocked.Increment(ref _accepted);
        _connections[connection] = (input.Ledger.Input, peer);
        return connection;
    }

    private SslServerAuthenticationOptions Options(Func<CertificateVerdict, CertificateVerdict> judge)
    {
        SslServerAuthenticationOptions options = TlsPolicy.Handshake(_files.Certificate.Current);
        options.AskClient(_files.Trust.Verifier, _time.GetUtcNow(), found => judge(found).Refusal == TlsRefusal.None);
        return options;
    }

    private static CertificateVerdict Judge(CertificateVerdict found, Input input) =>
        found.Refusal == TlsRefusal.None && !input.Rules.AllowsClient(found.Identity)
            ? found with { Refusal = TlsRefusal.NameNotAllowed }
            : found;

    private static CertificateVerdict Explain(Exception failure, Handshake handshake)
    {
        if (failure is not OperationCanceledException)
            return new CertificateVerdict(TlsFailure.ReasonOf(failure), "", TlsFailure.Detail(failure));
        return new CertificateVerdict(handshake.IsEvicted ? TlsRefusal.TooManyHandshakes : TlsRefusal.HandshakeTimeout, "", "");
    }

    /// <summary>Connections whose certificate was revoked while they lasted.</summary>
    private void CloseRevoked()
    {
        CertificateVerifier now = _files.Trust.Verifier;
        if (ReferenceEquals(Interlocked.Exchange(ref _judged, now), now))
            return;
        foreach ((TlsTransport connection, (string input, IPAddress peer)) in _connections)
        {
            if (now.IsRevoked(connection.Certificate))
                Close(connection, input, peer, new CertificateVerdict(TlsRefusal.CertificateRevoked, connection.Identity, "while it was connected"));
        }
    }

    private void Close(TlsTransport connection, string input, IPAddress peer, CertificateVerdict why)
    {
        _refusals.Note(input, peer, why);
        connection.Abort();
    }
}
