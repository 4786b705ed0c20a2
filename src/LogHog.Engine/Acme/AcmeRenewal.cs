using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LogHog.Engine.Acme.Challenges;
using LogHog.Engine.Acme.Orders;
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

    // Said once a day: enough for people and for who watches the log.
    private static readonly TimeSpan WarnInterval = TimeSpan.FromDays(1);

    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly IChallengeResponder? _bound;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly AcmeCounters _counters = new();
    private Func<AcmeSettings?> _settings;
    private Task _running = Task.CompletedTask;
    private RenewalInfo? _hint;
    private string _hintFor = "";
    private DateTimeOffset _hintUntil;
    private DateTimeOffset _warnedAt;
    private DateTimeOffset _plannedAt;
    private volatile bool _isAsked;

    private AcmeRenewal(AcmeSettings? settings, IChallengeResponder? bound, TimeProvider time, ILogger log)
    {
        _settings = () => settings;
        _bound = bound;
        _time = time;
        _log = log;
    }

    /// <summary>Binds the ports of the challenges (before privileges are dropped); does nothing yet.</summary>
    /// <param name="settings">Those of the start; null = no certificate is wanted.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logs">Hears how it goes.</param>
    /// <exception cref="AcmeException">A port cannot be had.</exception>
    public static AcmeRenewal Open(AcmeSettings? settings, TimeProvider time, ILoggerFactory logs)
    {
        bool needsPort = settings is { Names.Count: > 0, Webroot: null, Challenge: not ChallengeKind.Dns01 };
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
        string names = string.Join(", ", settings.Names.Select(static name => name.Value));
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
            due = await DueAsync(client, settings, certificate, status, names);
            if (due <= _time.GetUtcNow() && MayTry(status))
            {
                certificate = await RenewAsync(client, settings);
                status = new AcmeStatus { Names = names, LastTryAt = _time.GetUtcNow(), LastSuccessAt = _time.GetUtcNow() };
                client.Folder.SaveStatus(status);
                _counters.Renewed();
                AcmeLog.Issued(_log, names, certificate.NotAfter.ToUniversalTime());
                due = await DueAsync(client, settings, certificate, status, names);
            }
        }
        catch (AcmeException busy) when (busy.IsBusy)
        {
            return BusyPause;
        }
        catch (AcmeException failure)
        {
            status = Failed(settings, status, failure, names);
        }

        _counters.Show(certificate, status);
        WarnOfEnd(settings, certificate, status, names);
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

    private async Task<DateTimeOffset> DueAsync(
        AcmeClient client, AcmeSettings settings, X509Certificate2? certificate, AcmeStatus status, string names)
    {
        DateTimeOffset now = _time.GetUtcNow();
        bool isRevoked = certificate is not null && status.Revoked == certificate.Thumbprint;
        if (certificate is not null && !isRevoked && certificate.NotAfter.ToUniversalTime() > now.UtcDateTime)
            await AskForHintAsync(client, certificate);
        RenewalPlan plan = RenewalPlan.Of(certificate, settings.Names, _hintFor == certificate?.Thumbprint ? _hint : null, isRevoked, now);
        if (plan.At > now && plan.At != _plannedAt)
            AcmeLog.Planned(_log, names, plan.At.UtcDateTime, plan.Why + (_hint?.Explanation is { } page ? $", see {Configuration.Printable.Text(page)}" : ""));
        _plannedAt = plan.At;
        return plan.At;
    }

    /// <summary>RFC 9773 §4.3: at once after the issue, then as often as the authority says.</summary>
    private async Task AskForHintAsync(AcmeClient client, X509Certificate2 certificate)
    {
        DateTimeOffset now = _time.GetUtcNow();
        if (_hintFor == certificate.Thumbprint && now < _hintUntil)
            return;
        if (_hintFor != certificate.Thumbprint)
            _hint = null;
        _hintFor = certificate.Thumbprint;
        try
        {
            _hint = await client.RenewalInfoAsync(certificate, _stop.Token);
            _hintUntil = now + (_hint?.AskAgainAfter ?? RenewalInfo.AskAgainDefault);
        }
        catch (AcmeException failure)
        {
            // What it said before holds on; without any, a third of the life is the measure.
            AcmeLog.NoHint(_log, failure.Message);
            _hintUntil = now + RenewalInfo.AskAgainDefault;
        }
    }

    private AcmeStatus Failed(AcmeSettings settings, AcmeStatus status, AcmeException failure, string names)
    {
        DateTimeOffset now = _time.GetUtcNow();
        int failures = status.Failures + 1;
        TimeSpan wait = AcmeBackoff.After(failure.Kind, failures, failure.RetryAfter, Random.Shared.NextDouble());
        status = status with
        {
            Names = names,
            Failures = failures,
            FailureKind = failure.Kind,
            Problem = failure.Message,
            LastTryAt = now,
            NextTryAt = now + wait,
        };
        _counters.Failed(failure.Kind);
        AcmeLog.Failed(_log, names, failure.Message, (now + wait).UtcDateTime);
        try
        {
            using AcmeFolder folder = AcmeFolder.Open(settings.Folder);
            folder.SaveStatus(status);
        }
        catch (AcmeException)
        {
            // The disk is the failure, or the command line is at work: the wait is kept in memory.
        }

        return status;
    }

    private void WarnOfEnd(AcmeSettings settings, X509Certificate2? certificate, AcmeStatus status, string names)
    {
        if (certificate is null || status.Failures == 0)
            return;
        DateTimeOffset now = _time.GetUtcNow();
        DateTimeOffset end = new(certificate.NotAfter);
        // Certificates of six days would be warned of all their life.
        TimeSpan sixth = (end - new DateTimeOffset(certificate.NotBefore)) / 6;
        TimeSpan before = settings.WarnBefore < sixth ? settings.WarnBefore : sixth;
        if (now < end - before || now < _warnedAt + WarnInterval)
            return;
        _warnedAt = now;
        AcmeLog.EndsSoon(_log, names, end.UtcDateTime, status.Failures, status.Problem);
    }
}
