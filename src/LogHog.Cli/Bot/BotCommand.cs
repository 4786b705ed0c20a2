using System.CommandLine;
using System.Globalization;
using LogHog.Cli.Output;
using LogHog.Engine.Channels.Webex;

namespace LogHog.Cli.Bot;

/// <summary><c>loghog bot</c>: the bot at Webex, its rooms and the webhooks that tell it of messages.</summary>
internal static class BotCommand
{
    public static Command Build()
    {
        var options = new BotOptions();
        var command = new Command(
            "bot", "The bot of [bot] at Webex. Exit codes: 0 done, 1 it cannot be done, 2 wrong command line or configuration, 4 Webex is not reachable")
        {
            WebhooksCommand.Build(options), BuildRooms(options),
        };
        options.AddTo(command);
        return command;
    }

    private static Command BuildRooms(BotOptions options)
    {
        var command = new Command("rooms", "The rooms that the bot is in, with the ids that recipients and channels are written with.");
        command.SetAction((parsed, cancellation) => options.Run(parsed, async (_, session) =>
        {
            foreach (WebexRoom room in await session.RoomsAsync(cancellation))
            {
                if (options.IsJson(parsed))
                    JsonLine.Write(("id", room.Id), ("type", room.Type), ("title", room.Title), ("last_activity", Time(room.LastActivity)));
                else
                    Console.Out.WriteLine($"{TerminalText.Safe(room.Id)}  {TerminalText.Safe(room.Type),-6}  {TerminalText.Safe(room.Title)}");
            }

            return ExitCode.Ok;
        }));
        return command;
    }

    private static string? Time(DateTimeOffset? time) => time?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
