using System.CommandLine;
using System.Globalization;
using LogHog.Alerting;
using LogHog.Cli.Status;
using LogHog.Engine.Channels;

namespace LogHog.Cli.Alerting;

/// <summary><c>loghog alert channels</c>.</summary>
internal static class ChannelsCommand
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public static Command Build()
    {
        var daemon = new DaemonOptions();
        var command = new Command("channels", "How each channel fares. Exit code 1 when one of them cannot deliver.");
        daemon.AddTo(command);
        command.SetAction((parsed, cancellation) => daemon.AskAsync(
            parsed, HttpMethod.Get, "api/v1/alerts/channels", null, Limit, ChannelJson.Default.ChannelsReport, Show, cancellation));
        return command;
    }

    private static int Show(ChannelsReport report)
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        Console.Out.WriteLine(string.Create(invariant, $"{"channel",-20} {"type",-10} {"delivered",10} {"waiting",8} {"given up",9}  state"));
        foreach (ChannelStatus channel in report.Channels)
        {
            string state = channel.Failures == 0 ? channel.DeliveredAt is { } at ? $"fine, last {at.ToLocalTime():yyyy-MM-dd HH:mm:ss}" : "fine"
                : $"failed {channel.Failures} times, next try {channel.NextTryAt?.ToLocalTime():HH:mm:ss}: {StatusCommand.Plain(channel.Problem)}";
            Console.Out.WriteLine(string.Create(
                invariant, $"{channel.Name,-20} {channel.Type,-10} {channel.Delivered,10:N0} {channel.Pending,8:N0} {channel.GaveUp,9:N0}  {state}"));
        }

        return report.Channels.Any(static channel => channel.Failures > 0) ? ExitCode.Trouble : ExitCode.Ok;
    }
}
