using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace LogHog.Torture.Harness;

/// <summary>The last line of a server that stops: what became of everything that it received.</summary>
/// <param name="Received">Events.</param>
/// <param name="Stored">In their files.</param>
/// <param name="Rejected">Refused.</param>
/// <param name="Dropped">Given up.</param>
/// <param name="Pending">Acknowledged and in the journal, for the next start.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly partial record struct Account(long Received, long Stored, long Rejected, long Dropped, long Pending)
{
    /// <summary>Reads it, and sees to it that it adds up.</summary>
    public static Account Read(string output)
    {
        Match line = Line().Match(output);
        Assert.True(line.Success, $"no account at the end:\n{output}");
        Account account = new(Of("received"), Of("stored"), Of("rejected"), Of("dropped"), Of("pending"));
        Assert.True(account.Received == account.Stored + account.Rejected + account.Dropped + account.Pending, line.Value);
        return account;

        long Of(string name) => long.Parse(line.Groups[name].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(
        "Stopped: (?<received>[0-9]+) received, (?<stored>[0-9]+) stored, (?<rejected>[0-9]+) rejected, (?<dropped>[0-9]+) dropped, (?<pending>[0-9]+) pending",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Line();
}
