namespace LogHog.Engine.Bot.Work;

/// <summary>Who the bot is to Webex, once that was asked.</summary>
internal sealed class BotIdentity
{
    private volatile string? _id;

    /// <summary>Its person id; null = not known yet.</summary>
    public string? Id
    {
        get => _id;
        set => _id = value;
    }
}
