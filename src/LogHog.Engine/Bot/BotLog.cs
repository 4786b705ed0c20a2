using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Bot;

/// <summary>What the bot tells the daemon's own log. Event ids 2400 to 2449. Texts of others come in printable and short.</summary>
internal static partial class BotLog
{
    [LoggerMessage(2400, LogLevel.Information, "An alert was relayed to {Recipient}: {Subject} ({Id})")]
    public static partial void Relayed(ILogger logger, string recipient, string subject, string id);

    [LoggerMessage(2401, LogLevel.Warning, "A call to {Path} was refused ({Outcome}): {Problem}")]
    public static partial void Refused(ILogger logger, string path, string outcome, string problem);

    [LoggerMessage(2402, LogLevel.Information, "{Person} asked the bot: {Command}")]
    public static partial void Command(ILogger logger, string person, string command);

    [LoggerMessage(2403, LogLevel.Information, "A message to the bot was passed by ({Outcome})")]
    public static partial void PassedBy(ILogger logger, string outcome);

    [LoggerMessage(2404, LogLevel.Warning, "A message to the bot is not answered yet (try {Tries}): {Problem}")]
    public static partial void PutOff(ILogger logger, int tries, string problem);

    [LoggerMessage(2405, LogLevel.Error, "A message to the bot was not answered: {Problem}")]
    public static partial void GivenUp(ILogger logger, string problem);

    [LoggerMessage(2406, LogLevel.Error, "The bot cannot be opened and refuses everything: {Problem}")]
    public static partial void NotOpened(ILogger logger, string problem);

    [LoggerMessage(2407, LogLevel.Error, "Lines of {Path} cannot be read ({Lines}); they were set aside as {SetAside}")]
    public static partial void Damaged(ILogger logger, string path, int lines, string setAside);

    [LoggerMessage(2408, LogLevel.Error, "The disk does not take the bot's notes: {Problem}")]
    public static partial void DiskRefuses(ILogger logger, string problem);
}
