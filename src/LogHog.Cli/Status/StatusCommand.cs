using System.CommandLine;
using System.Globalization;
using System.Text;
using LogHog.Status;

namespace LogHog.Cli.Status;

/// <summary><c>loghog status</c>.</summary>
internal static class StatusCommand
{
    public static Command Build()
    {
        Option<string> http = DaemonAddress.Option();
        Option<string?> caFile = DaemonTrust.CaOption();
        Option<string?> certificate = DaemonTrust.CertificateOption();
        var command = new Command(
            "status",
            $"What the running daemon does. A token, where it asks for one, is taken from the variable {DaemonAddress.TokenVariable}. "
            + "Exit codes: 0 ready, 1 not ready, 4 not reachable") { http, caFile, certificate };
        command.SetAction(parsed => RunAsync(parsed.GetValue(http)!, new DaemonTrust(parsed.GetValue(caFile), parsed.GetValue(certificate))));
        return command;
    }

    private static async Task<int> RunAsync(string address, DaemonTrust trust)
    {
        (DaemonStatus? status, string reason) = await DaemonClient.Ask(address, trust);
        if (status is null)
        {
            await Console.Error.WriteLineAsync($"loghog: {address}: {reason}");
            return ExitCode.Unreachable;
        }

        Console.Out.Write(Text(status));
        return status.Ready ? ExitCode.Ok : ExitCode.Trouble;
    }

    /// <summary>For people; programs read the JSON.</summary>
    public static string Text(DaemonStatus status)
    {
        var text = new StringBuilder();
        CultureInfo invariant = CultureInfo.InvariantCulture;
        string state = status.Ready ? "ready" : $"NOT READY: {Plain(status.NotReadyBecause)}";
        text.Append(invariant, $"loghogd {status.Version}, process {status.ProcessId}, ")
            .Append(invariant, $"since {status.StartedAt.ToLocalTime():yyyy-MM-dd HH:mm:ss}: {state}\n");
        foreach (Listener at in status.Listening) text.Append(invariant, $"  {at.Kind,-6}{at.Address}\n");
        text.Append(invariant, $"  files {status.LogDir}\n\n");
        text.Append(invariant, $"{"input",-20}{"received",14}{"stored",14}{"rejected",12}{"dropped",12}{"pending",10}\n");
        foreach (InputAccount input in status.Inputs)
        {
            text.Append(invariant, $"{Plain(input.Input),-20}{input.Received,14:N0}{input.Stored,14:N0}")
                .Append(invariant, $"{input.Rejected.Values.Sum(),12:N0}{input.Dropped.Values.Sum(),12:N0}{input.Pending,10:N0}\n");
            foreach ((string why, long count) in input.Rejected) text.Append(invariant, $"  rejected: {why} {count:N0}\n");
            foreach ((string why, long count) in input.Dropped) text.Append(invariant, $"  dropped: {why} {count:N0}\n");
        }

        AppendAlerts(text, status);
        AppendQuarantine(text, status);
        return text.ToString();
    }

    /// <summary>Names that came from the network do not reach the terminal's controls.</summary>
    public static string Plain(string text) =>
        string.Concat(text.Select(c => char.IsControl(c) || c is >= '\u2028' and <= '\u202e' or >= '\u2066' and <= '\u2069' ? '?' : c));

    private static void AppendAlerts(StringBuilder text, DaemonStatus status)
    {
        if (status.Alerts is not { } alerts) return;
        CultureInfo invariant = CultureInfo.InvariantCulture;
        text.Append(invariant, $"\nalerts: {alerts.Rules} rules, {alerts.Firing} firing");
        if (alerts.CutOff > 0) text.Append(invariant, $", {alerts.CutOff} CUT OFF (too slow)");
        if (alerts.EventsUnseen > 0) text.Append(invariant, $", {alerts.EventsUnseen:N0} events not looked at");
        if (alerts.NotificationsWaiting > 0) text.Append(invariant, $", {alerts.NotificationsWaiting:N0} notifications wait");
        text.Append(alerts.Firing + alerts.CutOff > 0 ? " (loghog alert list)\n" : "\n");
    }

    private static void AppendQuarantine(StringBuilder text, DaemonStatus status)
    {
        if (status.Quarantined.Count == 0) return;
        const int shownMax = 20;
        text.Append('\n').Append(status.QuarantineSummary).Append(" (add a section to facilities.conf and send SIGHUP):\n");
        foreach (Quarantined from in status.Quarantined.Take(shownMax))
        {
            text.Append(
                CultureInfo.InvariantCulture, $"  [{Plain(from.App)}] {from.Events:N0} events, last from {Plain(from.Peer)}\n");
        }

        if (status.Quarantined.Count > shownMax)
            text.Append(CultureInfo.InvariantCulture, $"  and {status.Quarantined.Count - shownMax} more\n");
    }
}
