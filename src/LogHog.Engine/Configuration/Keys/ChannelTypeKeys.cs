using LogHog.Engine.Channels;

namespace LogHog.Engine.Configuration.Keys;

/// <summary>Which keys a type of channel has beside those that all have, and which of them it cannot do without.</summary>
/// <param name="Keys">May be there.</param>
/// <param name="Needed">Must be there; of a secret any of its three.</param>
internal sealed record ChannelTypeKeys(IReadOnlyList<ConfigurationKey> Keys, IReadOnlyList<ConfigurationKey> Needed)
{
    private static readonly ConfigurationKey[] Http = [.. ChannelKeys.Url.All, ChannelKeys.CaFile, ChannelKeys.AllowPrivate];

    /// <summary>Of every type.</summary>
    public static readonly IReadOnlyList<ConfigurationKey> Common =
        [ChannelKeys.Type, ChannelKeys.Templates, ChannelKeys.Timeout, ChannelKeys.Rate, ChannelKeys.QueueMax, ChannelKeys.GiveUpAfter, ChannelKeys.AllowPrivate];

    public static ChannelTypeKeys Of(ChannelType type) => type switch
    {
        ChannelType.Pushover => new(
            [.. Http, .. ChannelKeys.Token.All, .. ChannelKeys.User.All, ChannelKeys.Device, ChannelKeys.Sound, ChannelKeys.Priority, ChannelKeys.Retry, ChannelKeys.Expire],
            [ChannelKeys.Token.Text, ChannelKeys.User.Text]),
        ChannelType.Webex => new([.. Http, .. ChannelKeys.Token.All, ChannelKeys.To], [ChannelKeys.Token.Text]),
        ChannelType.Slack => new([.. Http, .. ChannelKeys.Token.All, ChannelKeys.To], []),
        ChannelType.Teams => new([.. Http], [ChannelKeys.Url.Text]),
        ChannelType.Telegram => new([.. Http, .. ChannelKeys.Token.All, ChannelKeys.To, ChannelKeys.Format], [ChannelKeys.Token.Text, ChannelKeys.To]),
        ChannelType.Ntfy => new(
            [.. Http, .. ChannelKeys.Token.All, .. ChannelKeys.User.All, .. ChannelKeys.Password.All, ChannelKeys.To, ChannelKeys.Priority, ChannelKeys.Tags], [ChannelKeys.To]),
        ChannelType.Email => new(
            [ChannelKeys.Server, ChannelKeys.Tls, ChannelKeys.CaFile, .. ChannelKeys.User.All, .. ChannelKeys.Password.All, ChannelKeys.From, ChannelKeys.To],
            [ChannelKeys.Server, ChannelKeys.From, ChannelKeys.To]),
        ChannelType.Webhook => new(
            [.. Http, .. ChannelKeys.Token.All, .. ChannelKeys.SigningKey.All, ChannelKeys.Method, ChannelKeys.Headers, ChannelKeys.ContentType], [ChannelKeys.Url.Text]),
        ChannelType.Zabbix => new([ChannelKeys.Server, ChannelKeys.Host, ChannelKeys.Item], [ChannelKeys.Server, ChannelKeys.Host]),
        _ => new([ChannelKeys.Command], [ChannelKeys.Command]),
    };
}
