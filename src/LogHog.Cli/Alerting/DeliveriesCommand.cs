using System.CommandLine;
using System.Globalization;
using LogHog.Alerting;
using LogHog.Cli.Status;
using LogHog.Engine.Channels.Queue;
using LogHog.Engine.Diagnostics;

namespace LogHog.Cli.Alerting;

/// <summary><c>loghog alert deliveries</c>.</summary>
internal static class DeliveriesCommand
{
    public static Command Build()
    {
        var channel = new Argument<string?>("CHANNEL") { Description = "The NAME of a [channel:NAME] (default: all of them).", Arity = ArgumentArity.ZeroOrOne };
        var limit = new Option<int>("--limit", "-n") { HelpName = "N", Description = "So many of the newest.", DefaultValueFactory = static _ => 20 };
        var daemon = new DaemonOptions();
        var command = new Command("deliveries", "What channels have done: each try, with what the service said.") { channel, limit };
        daemon.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            List<string> names = [];
            if (parsed.GetValue(channel) is { } one)
                names.Add(one);
            else if (await daemon.AskAsync(parsed, HttpMethod.Get, "api/v1/alerts/channels", null, ChannelsCommand.Limit, ChannelJson.Default.ChannelsReport, Take, cancellation) is var code and not ExitCode.Ok)
                return code;
            foreach (string name in names)
            {
                string path = string.Create(CultureInfo.InvariantCulture, $"api/v1/alerts/channels/{Uri.EscapeDataString(name)}/deliveries?limit={parsed.GetValue(limit)}");
                int shown = await daemon.AskAsync(parsed, HttpMethod.Get, path, null, ChannelsCommand.Limit, ChannelJson.Default.DeliveriesReport, report => Show(name, report), cancellation);
                if (shown != ExitCode.Ok)
                    return shown;
            }

            return ExitCode.Ok;

            int Take(ChannelsReport report)
            {
                names.AddRange(report.Channels.Select(static found => found.Name));
                return ExitCode.Ok;
            }
        });
        return command;
    }

    private static int Show(string channel, DeliveriesReport report)
    {
        foreach (DeliveryEntry entry in report.Deliveries)
        {
            string to = entry.To.Length == 0 ? "" : $" to {StatusCommand.Plain(entry.To)}";
            string detail = entry.Detail.Length == 0 ? "" : $": {StatusCommand.Plain(entry.Detail)}";
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{entry.Time.ToLocalTime():yyyy-MM-dd HH:mm:ss} {channel} {MetricNames.Label(entry.Outcome)} '{StatusCommand.Plain(entry.Title)}'{to} (try {entry.Try}, {entry.Milliseconds} ms){detail}"));
        }

        return ExitCode.Ok;
    }
}
