using LogHog.Engine.Bot.Work;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Bot.Webhooks;

/// <summary>What became of a webhook.</summary>
/// <param name="Outcome">Is counted.</param>
/// <param name="Problem">For whoever configures the webhook; empty when there is nothing to mend, or nothing to tell.</param>
public sealed record WebhookResult(BotOutcome Outcome, string Problem = "");

/// <summary>Takes webhooks: proves each, looks who wrote, and puts it where the worker finds it. Nothing here waits for anybody but the disk.</summary>
internal sealed class WebhookDesk(Func<BotSettings> settings, Func<BotQueue?> queue, BotIdentity identity, BotCounters counters, ILogger log)
{
    /// <summary>Before the body is read.</summary>
    /// <param name="signature">The value of the header <c>X-Spark-Signature</c>; empty = none.</param>
    /// <returns>Null = read on.</returns>
    public WebhookResult? CheckHeader(string signature) =>
        !settings().TakesCommands ? Refuse(BotOutcome.NotConfigured, "no commands are taken: write [bot] webex_token_file and webhook_secret_file")
        : signature.Length == 0 ? Refuse(BotOutcome.NoCredential, "X-Spark-Signature is missing; give the webhook a secret")
        : null;

    /// <summary>Returns when it is on the disk.</summary>
    public WebhookResult Take(string signature, ReadOnlyMemory<byte> body)
    {
        BotSettings current = settings();
        if (current.WebhookSecret is not { } secret || current.WebexToken is null)
            return Refuse(BotOutcome.NotConfigured, "no commands are taken");
        if (!WebhookSignature.Fits(signature, body.Span, secret))
            return Refuse(BotOutcome.WrongCredential, "X-Spark-Signature does not fit the body; the webhook has another secret");
        if (AnnouncedMessage.Read(body) is not { } announced)
            return Refuse(BotOutcome.BadBody, "the body is no webhook of Webex");
        if (!announced.IsMessageCreated)
            return Refuse(BotOutcome.OtherEvent, "only messages/created is taken; delete this webhook (loghog bot webhooks delete)");
        if (!current.Trusted.Contains(announced.PersonEmail))
            return PassBy(announced.PersonId == identity.Id ? BotOutcome.OwnMessage : BotOutcome.Stranger);
        return Queue(announced);
    }

    /// <summary>Of a request whose body did not come.</summary>
    public WebhookResult Refuse(BotOutcome outcome, string problem)
    {
        counters.Webhook(outcome);
        BotLog.Refused(log, "/api/v1/webhook", outcome.ToString(), problem);
        return new WebhookResult(outcome, problem);
    }

    private WebhookResult Queue(AnnouncedMessage announced)
    {
        try
        {
            BotOutcome outcome = queue()?.Add(announced.MessageId, announced.RoomId) ?? BotOutcome.Unavailable;
            counters.Webhook(outcome);
            return new WebhookResult(outcome, outcome == BotOutcome.Unavailable ? "too many messages wait, or there is no place for them; come again" : "");
        }
        catch (IOException failure)
        {
            BotLog.DiskRefuses(log, failure.Message);
            counters.Webhook(BotOutcome.Unavailable);
            return new WebhookResult(BotOutcome.Unavailable, "the disk does not take it; come again");
        }
    }

    /// <summary>Whoever wrote must not learn that anybody listens.</summary>
    private WebhookResult PassBy(BotOutcome outcome)
    {
        counters.Webhook(outcome);
        BotLog.PassedBy(log, outcome.ToString());
        return new WebhookResult(outcome);
    }
}
