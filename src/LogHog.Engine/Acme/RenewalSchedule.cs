using System.Security.Cryptography.X509Certificates;
using LogHog.Engine.Acme.Orders;
using LogHog.Engine.Acme.State;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Acme;

/// <summary>When the certificate is due: asks the authority for its wish as often as it may be asked, and tells the log of each new plan.</summary>
internal sealed class RenewalSchedule(TimeProvider time, ILogger log)
{
    private RenewalInfo? _hint;
    private string _hintFor = "";
    private DateTimeOffset _hintUntil;
    private DateTimeOffset _plannedAt;

    /// <param name="client">Asks the authority.</param>
    /// <param name="settings">Whom the certificate should be for.</param>
    /// <param name="certificate">The one in force; null = there is none.</param>
    /// <param name="status">Whether it was revoked.</param>
    /// <param name="stop">The server stops.</param>
    public async Task<DateTimeOffset> DueAsync(
        AcmeClient client, AcmeSettings settings, X509Certificate2? certificate, AcmeStatus status, CancellationToken stop)
    {
        DateTimeOffset now = time.GetUtcNow();
        bool isRevoked = certificate is not null && status.Revoked == certificate.Thumbprint;
        if (certificate is not null && !isRevoked && certificate.NotAfter.ToUniversalTime() > now.UtcDateTime)
            await AskForHintAsync(client, certificate, stop);
        RenewalPlan plan = RenewalPlan.Of(certificate, settings.Names, _hintFor == certificate?.Thumbprint ? _hint : null, isRevoked, now);
        if (plan.At > now && plan.At != _plannedAt)
        {
            string page = _hint?.Explanation is { } url ? $", see {Configuration.Printable.Text(url)}" : "";
            AcmeLog.Planned(log, settings.NamesText, plan.At.UtcDateTime, plan.Why + page);
        }

        _plannedAt = plan.At;
        return plan.At;
    }

    /// <summary>RFC 9773 §4.3: at once after the issue, then as often as the authority says.</summary>
    private async Task AskForHintAsync(AcmeClient client, X509Certificate2 certificate, CancellationToken stop)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (_hintFor == certificate.Thumbprint && now < _hintUntil)
            return;
        if (_hintFor != certificate.Thumbprint)
            _hint = null;
        _hintFor = certificate.Thumbprint;
        try
        {
            _hint = await client.RenewalInfoAsync(certificate, stop);
            _hintUntil = now + (_hint?.AskAgainAfter ?? RenewalInfo.AskAgainDefault);
        }
        catch (AcmeException failure)
        {
            // What it said before holds on; without any, a third of the life is the measure.
            AcmeLog.NoHint(log, failure.Message);
            _hintUntil = now + RenewalInfo.AskAgainDefault;
        }
    }
}
