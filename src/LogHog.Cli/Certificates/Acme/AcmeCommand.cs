using System.CommandLine;
using System.Globalization;
using System.Text;
using LogHog.Cli.Output;
using LogHog.Engine.Acme;

namespace LogHog.Cli.Certificates.Acme;

/// <summary><c>loghog cert acme</c>: gets and renews certificates by hand what loghogd does alone.</summary>
internal static class AcmeCommand
{
    public static Command Build()
    {
        var options = new AcmeOptions();
        var command = new Command(
            "acme",
            "Certificates from an authority that speaks ACME, such as Let's Encrypt. loghogd with names in [acme] renews alone; this does it by hand, "
            + "from the same configuration. Exit codes: 0 done or nothing to do, 1 it cannot be done, 2 wrong command line or configuration")
        {
            BuildIssue(options), BuildRenew(options), BuildStatus(options), BuildRevoke(options), AcmeAccountCommand.Build(options),
        };
        options.AddTo(command);
        return command;
    }

    private static Command BuildIssue(AcmeOptions options)
    {
        var command = new Command("issue", "Get a certificate now, whatever there is.");
        command.SetAction((parsed, cancellation) => options.Run(parsed, needsNames: true, async control =>
        {
            Show((await control.IssueAsync(always: true, cancellation))!);
            return ExitCode.Ok;
        }));
        return command;
    }

    private static Command BuildRenew(AcmeOptions options)
    {
        var force = new Option<bool>("--force") { Description = "Also when it is not time yet." };
        var command = new Command("renew", "Get a certificate if there is none, if it is for other names, or if it is time to renew it. For cron and timers.") { force };
        command.SetAction((parsed, cancellation) => options.Run(parsed, needsNames: true, async control =>
        {
            AcmeReport? fresh = await control.IssueAsync(parsed.GetValue(force), cancellation);
            Show(fresh ?? await control.StatusAsync(asksForHint: true, cancellation));
            return ExitCode.Ok;
        }));
        return command;
    }

    private static Command BuildStatus(AcmeOptions options)
    {
        var command = new Command("status", "What certificate there is, when it is renewed, how the last try went. Exit codes: 0 well, 1 none, ended, revoked, or the last try failed");
        command.SetAction((parsed, cancellation) => options.Run(parsed, needsNames: true, async control =>
        {
            AcmeReport report = await control.StatusAsync(asksForHint: true, cancellation);
            Show(report);
            return report.NotAfter > TimeProvider.System.GetUtcNow() && report.Failures == 0 && !report.IsRevoked ? ExitCode.Ok : ExitCode.Trouble;
        }));
        return command;
    }

    private static Command BuildRevoke(AcmeOptions options)
    {
        var reason = new Option<string>("--reason")
        {
            HelpName = "REASON",
            Description = $"Why: {string.Join(", ", RevocationReasons.Names)}.",
            DefaultValueFactory = static _ => RevocationReasons.Names[0],
        };
        reason.AcceptOnlyFromAmong([.. RevocationReasons.Names]);
        var command = new Command("revoke", "Make the certificate worthless, for instance when its key was seen. A running loghogd then gets another one with another key.") { reason };
        command.SetAction((parsed, cancellation) => options.Run(parsed, needsNames: false, async control =>
        {
            await control.RevokeAsync(RevocationReasons.Number(parsed.GetValue(reason)!), cancellation);
            Console.Out.WriteLine("revoked; loghog cert acme issue gets another one");
            return ExitCode.Ok;
        }));
        return command;
    }

    private static void Show(AcmeReport report)
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        var text = new StringBuilder();
        text.Append(invariant, $"certificate  {report.Path}\n");
        if (report.NotAfter is { } end)
        {
            text.Append(invariant, $"names        {TerminalText.Safe(string.Join(", ", report.Names))}\n");
            text.Append(invariant, $"issuer       {TerminalText.Safe(report.Issuer)}\n");
            text.Append(invariant, $"ends         {end:yyyy-MM-dd HH:mm}Z\n");
        }

        text.Append(report.DueAt <= TimeProvider.System.GetUtcNow()
            ? $"renewal      due: {report.DueBecause}\n"
            : string.Create(invariant, $"renewal      {report.DueAt:yyyy-MM-dd HH:mm}Z: {report.DueBecause}\n"));
        if (report.Failures > 0)
            text.Append(invariant, $"failed       {report.Failures} times, next try {report.NextTryAt:yyyy-MM-dd HH:mm}Z: {TerminalText.Safe(report.Problem)}\n");
        Console.Out.Write(text);
    }
}

/// <summary>RFC 5280 §5.3.1, those that an owner may give (RFC 8555 §7.6).</summary>
internal static class RevocationReasons
{
    private static readonly (string Name, int Number)[] All =
    [
        ("unspecified", 0), ("keyCompromise", 1), ("affiliationChanged", 3), ("superseded", 4), ("cessationOfOperation", 5),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(static one => one.Name)];

    public static int Number(string name) => All.First(one => one.Name == name).Number;
}
