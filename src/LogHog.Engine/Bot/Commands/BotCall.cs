namespace LogHog.Engine.Bot.Commands;

/// <summary>A command with who gives it.</summary>
/// <param name="Settings">Those in force.</param>
/// <param name="Person">The address of who is answered.</param>
/// <param name="Words">What follows the command's own words.</param>
internal sealed record BotCall(BotSettings Settings, string Person, IReadOnlyList<string> Words)
{
    public string Rest => string.Join(' ', Words);
}
