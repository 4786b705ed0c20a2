namespace LogHog.Engine.Bot;

/// <summary>What became of a call to the bot. Each name is a value of the metric label <c>outcome</c> (snake_case).</summary>
public enum BotOutcome
{
    /// <summary>It is on the disk and will be done.</summary>
    Accepted,

    /// <summary>It came before: nothing more is done.</summary>
    Duplicate,

    /// <summary>No token or no secret is configured, so everything is refused.</summary>
    NotConfigured,

    /// <summary>It shows no token, or no signature.</summary>
    NoCredential,

    /// <summary>The token is not one of ours, or the signature does not fit the body.</summary>
    WrongCredential,

    /// <summary>The body is larger than it may be.</summary>
    TooLarge,

    /// <summary>The body did not come, not whole, or not in time.</summary>
    CutShort,

    /// <summary>The body is not what it should be.</summary>
    BadBody,

    /// <summary>Nobody can have this name.</summary>
    BadRecipient,

    /// <summary>The configuration does not allow to tell this one.</summary>
    RecipientNotAllowed,

    /// <summary>Signed, but of something else than a message that was written.</summary>
    OtherEvent,

    /// <summary>By somebody who is not trusted.</summary>
    Stranger,

    /// <summary>The bot's own words.</summary>
    OwnMessage,

    /// <summary>The disk does not take it, or too much waits: come again.</summary>
    Unavailable,
}

/// <summary>What became of a command. Each name is a value of the metric label <c>outcome</c> (snake_case).</summary>
public enum CommandOutcome
{
    Answered,

    /// <summary>There is no such command; help was sent.</summary>
    Unknown,

    /// <summary>It is too long, or has other characters than letters, digits and spaces.</summary>
    Refused,

    /// <summary>The message itself, as Webex has it, is by somebody who is not trusted.</summary>
    Stranger,

    /// <summary>The bot's own words.</summary>
    OwnMessage,

    /// <summary>The message is not the one that was announced, is not for the bot, or is too old.</summary>
    NotForUs,

    /// <summary>The message is gone, or the room does not take the answer.</summary>
    Gone,

    /// <summary>Tried until it was of no use any more.</summary>
    GivenUp,
}
