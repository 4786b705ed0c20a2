using System.CommandLine;

namespace LogHog.Cli.Alerting;

/// <summary><c>loghog alert</c>: rules, what they have found, and the channels that tell people.</summary>
internal static class AlertCommand
{
    public static Command Build() => new(
        "alert",
        """
        Rules that tell people, and the channels that do it: what fires, silences, acknowledgements, history; make rules, and try them against the past.

        Examples:
          loghog alert add logins query='"Failed password"' kind=threshold more_than=5 within=10m group_by=host
          loghog alert test logins --since 7d          when would it have told?
          loghog alert list                            what fires
          loghog alert ack logins --comment "looking"
          loghog alert silence logins --for 2h
          loghog alert notify phone                    does [channel:phone] work?
          loghog alert deliveries phone                what it has done lately

        Exit codes: 0 done, 1 something fires, is not well or not there, 2 wrong command line, 3 not allowed, 4 server not reachable
        """)
    {
        ListCommand.Build(),
        AddCommand.Build(),
        RemoveCommand.Build(),
        TestCommand.Build(),
        SilenceCommand.Build(),
        AckCommand.Build(),
        HistoryCommand.Build(),
        NotifyCommand.Build(),
        ChannelsCommand.Build(),
        DeliveriesCommand.Build(),
    };
}
