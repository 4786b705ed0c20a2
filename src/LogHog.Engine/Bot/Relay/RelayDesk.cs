using System.Security.Cryptography;
using System.Text;
using LogHog.Engine.Alerts;
using LogHog.Engine.Channels;
using LogHog.Engine.Configuration;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Bot.Relay;

/// <summary>What became of an alert.</summary>
/// <param name="Outcome">Is counted.</param>
/// <param name="Problem">For people; empty when it was taken.</param>
public sealed record RelayResult(BotOutcome Outcome, string Problem)
{
    /// <summary>What was taken; null = nothing.</summary>
    public RelayedAlert? Alert { get; init; }

    /// <summary>Finds it again in the delivery log.</summary>
    public string TaskId { get; init; } = "";
}

/// <summary>Takes alerts of other programs and hands them to a channel, which delivers them.</summary>
internal sealed class RelayDesk(Func<BotSettings> settings, INotifier notifier, BotCounters counters, TimeProvider time, ILogger log)
{
    private const int TokenCharsMax = 200;

    /// <summary>Looks at what is shown, before anything else is read. In constant time, for every token that there is.</summary>
    /// <param name="token">The value of the header <c>Token</c>; empty = none.</param>
    /// <returns>Null = it is good.</returns>
    public RelayResult? CheckToken(string token)
    {
        IReadOnlyList<Secret> tokens = settings().Tokens;
        if (tokens.Count == 0)
            return Refuse(BotOutcome.NotConfigured, "no token is configured; write [bot] tokens_file");
        if (token.Length == 0)
            return Refuse(BotOutcome.NoCredential, "a token is needed: Token: …");
        if (token.Length > TokenCharsMax)
            return Refuse(BotOutcome.WrongCredential, "the token is not known");
        byte[] shown = SHA256.HashData(Encoding.UTF8.GetBytes(token));
        bool isGood = false;
        foreach (Secret one in tokens)
            isGood |= CryptographicOperations.FixedTimeEquals(shown, SHA256.HashData(Encoding.UTF8.GetBytes(one.Reveal())));
        return isGood ? null : Refuse(BotOutcome.WrongCredential, "the token is not known");
    }

    /// <summary>Returns when the alert is on the disk.</summary>
    public RelayResult Take(ReadOnlyMemory<byte> body)
    {
        BotSettings current = settings();
        if (RelayedAlert.Read(body, out string problem) is not { } alert)
            return Refuse(BotOutcome.BadBody, problem);
        if (!AllowedRecipients.IsRecipient(alert.To))
            return Refuse(BotOutcome.BadRecipient, "to must be an e-mail address or the id of a room");
        if (!(current.Recipients?.Contains(alert.To) ?? current.Trusted.Contains(alert.To)))
            return Refuse(BotOutcome.RecipientNotAllowed, "[bot] recipients does not allow this recipient");
        if (current.Channel is not { } channel || !notifier.Knows(channel))
            return Refuse(BotOutcome.NotConfigured, "no channel is there that relays alerts; write [bot] channel");
        string id = Guid.NewGuid().ToString();
        try
        {
            notifier.Enqueue(channel, NotificationOf(alert, id), alert.To);
        }
        catch (IOException failure)
        {
            BotLog.DiskRefuses(log, failure.Message);
            return Refuse(BotOutcome.Unavailable, "the disk does not take it; come again");
        }
        catch (ArgumentException)
        {
            return Refuse(BotOutcome.BadRecipient, "the channel cannot tell this recipient");
        }

        counters.Alert(BotOutcome.Accepted);
        BotLog.Relayed(log, alert.To, Printable.Text(alert.Subject), id);
        return new RelayResult(BotOutcome.Accepted, "") { Alert = alert, TaskId = id };
    }

    /// <summary>Of a request whose body did not come.</summary>
    public RelayResult Refuse(BotOutcome outcome, string problem)
    {
        counters.Alert(outcome);
        BotLog.Refused(log, "/api/v1/alert", outcome.ToString(), problem);
        return new RelayResult(outcome, problem);
    }

    private Notification NotificationOf(RelayedAlert alert, string id) => new()
    {
        Id = id,
        Kind = NotificationKind.Relayed,
        Severity = AlertSeverity.Warning,
        Rule = "",
        Title = alert.Subject,
        Text = alert.Message,
        Time = time.GetUtcNow(),
    };
}
