using System.CommandLine;

namespace LogHog.Cli.Alerting;

/// <summary><c>loghog alert</c>: rules, what they have found, and the channels that tell people.</summary>
internal static class AlertCommand
{
    public static Command Build() => new(
        "alert",
        """
        Alerts, and the channels that tell people of them.

        Examples:
          loghog alert notify phone                    does [channel:phone] work?
          loghog alert channels                        how each channel fares
          loghog alert deliveries phone                what it has done lately

        Exit codes: 0 done, 1 not well or it cannot be done, 2 wrong command line, 3 not allowed, 4 server not reachable
        """)
    {
        NotifyCommand.Build(),
        ChannelsCommand.Build(),
        DeliveriesCommand.Build(),
    };
}
