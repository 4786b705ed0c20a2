using LogHog.Engine.Channels.Mail;

namespace LogHog.Engine.Channels;

/// <summary>What a recipient looks like for each service: enough that none can be anything else than a name (a header, a path, an option).</summary>
internal static class RecipientRules
{
    private const int IdCharsMax = 256;

    public static bool Fits(ChannelType type, string to) => type switch
    {
        ChannelType.Webex => WebexKind(to) is not null,
        ChannelType.Slack => IsWord(to.TrimStart('#', '@')) && to.Length <= 80,
        ChannelType.Telegram => IsTelegram(to),
        ChannelType.Ntfy => IsWord(to) && to.Length <= 64 && !to.Contains('.', StringComparison.Ordinal),
        ChannelType.Email => MailAddress.Parse(to) is not null,
        _ => false,
    };

    public static string WhatToWrite(ChannelType type) => type switch
    {
        ChannelType.Webex => "the id of a room, which begins with Y2lz, or the e-mail address of a person",
        ChannelType.Slack => "a channel such as #ops, or its id",
        ChannelType.Telegram => "the number of a chat, or @ and the name of a channel; a slash and the number of a topic may follow",
        ChannelType.Ntfy => "a topic: up to 64 letters, digits, - and _",
        ChannelType.Email => "an address such as ops@example.org",
        _ => "nothing: this service has nobody to choose",
    };

    /// <summary><c>roomId</c> or <c>toPersonEmail</c>, or null: neither. Ids of Webex are base64url of ciscospark:// URIs.</summary>
    public static string? WebexKind(string to)
    {
        if (to.Contains('@', StringComparison.Ordinal))
            return MailAddress.Parse(to) is { Name.Length: 0 } ? "toPersonEmail" : null;
        return to.StartsWith("Y2lz", StringComparison.Ordinal) && to.Length <= IdCharsMax && to.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '=' or '+' or '/')
            ? "roomId"
            : null;
    }

    private static bool IsWord(string text) => text.Length > 0 && text.All(static c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.');

    private static bool IsTelegram(string to)
    {
        string[] parts = to.Split('/');
        if (parts.Length > 2 || (parts.Length == 2 && !IsNumber(parts[1])))
            return false;
        string chat = parts[0];
        return chat is ['@', ..]
            ? chat.Length is >= 6 and <= 33 && chat.Skip(1).All(static c => char.IsAsciiLetterOrDigit(c) || c == '_')
            : IsNumber(chat.StartsWith('-') ? chat[1..] : chat);
    }

    private static bool IsNumber(string text) => text.Length is > 0 and <= 18 && text.All(char.IsAsciiDigit);
}
