using LogHog.Engine.Alerts;
using LogHog.Engine.Channels;
using LogHog.Engine.Channels.Templates;

namespace LogHog.Engine.Tests.Channels;

/// <summary>Notifications and channels to try things with.</summary>
internal static class Some
{
    public static Notification Notification(string id = "n-1", string title = "Disk full on web01") => new()
    {
        Id = id,
        Kind = NotificationKind.Firing,
        Severity = AlertSeverity.Error,
        Rule = "disk",
        Title = title,
        Text = "3 events in 5 minutes",
        Time = new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero),
        Count = 3,
        Labels = [KeyValuePair.Create("host", "web01")],
        Lines = ["No space left on device", "second <line> & *more*"],
        Link = new Uri("https://logs.example.org/ui?q=disk"),
    };

    public static ChannelSettings Channel(ChannelType type, string name = "it", ChannelFormat format = ChannelFormat.Html) => new()
    {
        Name = name,
        Type = type,
        Templates = ChannelTemplates.Default(type, format),
        AllowPrivate = true,
        Rate = 6000,
        Format = format,
        Timeout = TimeSpan.FromSeconds(20),
    };

    public static ChannelSettings Webhook(Uri address, string name = "it") => Channel(ChannelType.Webhook, name) with { Url = new Secret(address.AbsoluteUri) };
}
