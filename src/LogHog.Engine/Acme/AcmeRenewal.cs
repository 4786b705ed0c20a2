using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LogHog.Engine.Acme.Challenges;
using LogHog.Engine.Acme.State;
using LogHog.Engine.Certificates;
using LogHog.Engine.Diagnostics;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Acme;

/// <summary>
/// Keeps the certificate of <c>[acme]</c> alive: renews it in time, waits between failures, says so long before the end. What it
/// stores is picked up by <see cref="CertificateStore"/>, so nobody has to be told.
/// </summary>
public sealed class AcmeRenewal : IAsyncDisposable
{
    // The command line may have renewed, the clock may have been set, a certificate may have come to its last days.
    private static readonly TimeSpan LookInterval = TimeSpan.FromMinutes(10);

    // The command line is done by then, or has asked somebody to do something.
    private static readonly TimeSpan BusyPause = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly IChallengeResponder? _bound;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly AcmeCounters _counters = new();
    private readonly RenewalSchedule _schedule;
    private readonly RenewalFailures _failures;
    private Func<AcmeSettings?> _settings;
    private Task _running = Task.CompletedTask;
    private volatile bool _isAsked;

    private AcmeRenewal(AcmeSettings? settings, IChallengeResponder? bound, TimeProvider time, ILogger log)
    {
        _settings = () => settings;
        _bound = bound;
        _time = time;
        _log = log;
        _schedule = new RenewalSchedule(time, log);
        _failures = new RenewalFailures(time, log);
    }

    /// <summary>Binds the ports of the challenges (before privileges are dropped); does nothing yet.</summary>
    /// <param name="settings">Those of the start; null = no certificate is wanted.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logs">Hears how it goes.</param>
    /// <exception cref="AcmeException">A port cannot be had.</exception>
    public static AcmeRenewal Open(AcmeSettings? settings, TimeProvider time, ILoggerFactory logs)
    {
        bool needsPort = settings is { Ports.Count: > 0 };
        return new AcmeRenewal(settings, needsPort ? Responders.Open(settings!, time) : null, time, logs.CreateLogger("LogHog.Acme"));
    }

    /// <summary>Where challenges are answered; empty when another program does.</summary>
    public IReadOnlyList<IPEndPoint> Addresses => _bound is null ? [] : Responders.Addresses(_bound);

    /// <summary>Faults when the loop has died by a mistake of ours.</summary>
    public Task Completion => _running;

    /// <param name="settings">Those in force; a reload changes all but where it listens.</param>
    public void Start(Func<AcmeSettings?> settings)
    {
        _settings = settings;
        _running = Task.Run(RunAsync);
    }

    /// <summary>Looks again now, since the settings have changed: what people had to mend may be mended.</summary>
    public void Wake()
    {
        _isAsked = true;
        if (_wake.CurrentCount == 0)
            _wake.Release();
    }

    public IEnumerable<MetricValue> Metrics() => _settings() is not { Names.Count: > 0 } ? [] : _counters.Metrics();

    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
            return;
        await _stop.CancelAsync();
        try
        {
            await _running;
        }
        catch (OperationCanceledException)
        {
        }

        if (_bound is not null)
            await _bound.DisposeAsync();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            TimeSpan wait = _settings() is { Names.Count: > 0 } settings ? await LookAsync(settings) : LookInterval;
            using CancellationTokenSource woken = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            await Task.WhenAny(Task.Delay(wait, _time, woken.Token), _wake.WaitAsync(woken.Token));
            await woken.CancelAsync();
        }
    }

    /// <returns>When to look again.</returns>
    private async Task<TimeSpan> LookAsync(AcmeSettings settings)
    {
        string names = settings.NamesText;
        AcmeStatus status = new();
        X509Certificate2? certificate = null;
        DateTimeOffset due = _time.GetUtcNow();
        try
        {
            using AcmeClient client = AcmeClient.Open(settings, _time, _log);
            status = client.Folder.LoadStatus();
            if (status.Names != names)
                status = new AcmeStatus { Names = names, LastSuccessAt = status.LastSuccessAt, Revoked = status.Revoked };
            certificate = InForce(client.Folder);
            due = await _schedule.DueAsync(client, settings, certificate, status, _stop.Token);
            if (due <= _time.GetUtcNow() && MayTry(status))
            {
                certificate = await RenewAsync(client, settings);
                status = new AcmeStatus { Names = names, LastTryAt = _time.GetUtcNow(), LastSuccessAt = _time.GetUtcNow() };
                client.Folder.SaveStatus(status);
                _counters.Renewed();
                AcmeLog.Issued(_log, names, certificate.NotAfter.ToUniversalTime());
                due = await _schedule.DueAsync(client, settings, certificate, status, _stop.Token);
            }
        }
        catch (AcmeException busy) when (busy.IsBusy)
        {
            return BusyPause;
        }
        catch (AcmeException failure)
        {
            _counters.Failed(failure.Kind);
            status = _failures.Note(settings, status, failure);
        }

        _counters.Show(certificate, status);
        _failures.WarnOfEnd(settings, certificate, status);
        return WaitFor(status.NextTryAt > due ? status.NextTryAt.Value : due);
    }

    /// <summary>A limit of the authority holds whoever asks.</summary>
    private bool MayTry(AcmeStatus status)
    {
        bool isAsked = _isAsked && status.FailureKind != AcmeFailureKind.RateLimited;
        _isAsked = false;
        return isAsked || !(status.NextTryAt > _time.GetUtcNow());
    }

    private TimeSpan WaitFor(DateTimeOffset moment)
    {
        TimeSpan wait = moment - _time.GetUtcNow();
        return wait <= TimeSpan.Zero ? TimeSpan.FromSeconds(1) : wait < LookInterval ? wait : LookInterval;
    }

    private async Task<X509Certificate2> RenewAsync(AcmeClient client, AcmeSettings settings)
    {
        if (_bound?.Kind == settings.Challenge && settings.Webroot is null)
            return await client.IssueAsync(_bound, _stop.Token);
        await using IChallengeResponder responder = Responders.Open(settings, _time);
        return await client.IssueAsync(responder, _stop.Token);
    }

    private X509Certificate2? InForce(AcmeFolder folder)
    {
        if (folder.LoadCertificate() is not { } pem)
            return null;
        try
        {
            return PemContent.Parse(pem, folder.CertificatePath).Keyed().Certificate;
        }
        catch (Exception failure) when (failure is CertificateFileException or CryptographicException or FormatException)
        {
            AcmeLog.Unusable(_log, folder.CertificatePath, failure.Message);
            return null;
        }
    }
}
