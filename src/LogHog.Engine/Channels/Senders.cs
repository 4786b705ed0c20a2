using LogHog.Engine.Channels.Mail;
using LogHog.Engine.Channels.Services;
using LogHog.Engine.Channels.Webex;

namespace LogHog.Engine.Channels;

/// <summary>The sender of each type. A new one: a class beside its sisters, a line here, its keys in <c>ChannelTypeKeys</c>, its texts in <c>DefaultTexts</c>.</summary>
internal static class Senders
{
    public static IChannelSender Create(ChannelSettings settings, TimeProvider time) => settings.Type switch
    {
        ChannelType.Pushover => new PushoverSender(settings, time),
        ChannelType.Webex => new WebexSender(settings, time),
        ChannelType.Slack => new SlackSender(settings, time),
        ChannelType.Teams => new TeamsSender(settings, time),
        ChannelType.Telegram => new TelegramSender(settings, time),
        ChannelType.Ntfy => new NtfySender(settings, time),
        ChannelType.Email => new MailSender(settings, time),
        ChannelType.Webhook => new WebhookSender(settings, time),
        ChannelType.Zabbix => new ZabbixSender(settings),
        _ => new CommandSender(settings),
    };
}
