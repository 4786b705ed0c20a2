using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LogHog.Engine.Alerts;

namespace LogHog.Engine.Channels.Queue;

/// <summary>"… and 12 more": one notification that tells of several, because too many wait. It names the newest ones and counts all.</summary>
internal static class FoldedNotification
{
    private const int TitlesMax = 10;

    public static Notification Of(Notification first) => With(
        new Notification
        {
            Id = $"more-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(first.Id)).AsSpan(0, 16))}",
            Kind = first.Kind,
            Severity = first.Severity,
            Rule = "",
            Title = "",
            Text = "They came faster than they could be delivered, so they are told of together. The newest:",
            Time = first.Time,
        },
        first);

    public static Notification With(Notification fold, Notification next)
    {
        long count = fold.Count + 1;
        return fold with
        {
            Kind = count == 1 || fold.Kind == next.Kind ? next.Kind : NotificationKind.Firing,
            Severity = next.Severity > fold.Severity ? next.Severity : fold.Severity,
            Title = string.Create(CultureInfo.InvariantCulture, $"… and {count} more {(count == 1 ? "notification" : "notifications")}"),
            Time = next.Time,
            Count = count,
            Lines = [.. fold.Lines.Append(next.Title).TakeLast(TitlesMax)],
        };
    }
}
