using System.Net;
using LogHog.Torture.Harness;

namespace LogHog.Torture;

/// <summary>A journal that cannot be opened at the start, and then can.</summary>
public sealed class JournalStartTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_journal_that_cannot_be_opened_is_told_of_and_tried_until_it_can()
    {
        await using Campaign campaign = new();
        await campaign.StartAsync();
        campaign.Load.Start();
        await campaign.Load.AcknowledgedAsync(50, Limit);
        await campaign.KillAsync();
        await campaign.Load.StopAsync();
        string journal = Path.Combine(campaign.Folder, "lib", "journal");
        Directory.Move(journal, journal + ".away");
        await File.WriteAllTextAsync(journal, "not a folder", TestContext.Current.CancellationToken);

        await campaign.StartAsync();
        long acknowledged = campaign.Load.Acknowledged;
        campaign.Load.Start();
        await campaign.Hog.WaitForOutput("The journal cannot be used");
        using HttpClient http = new() { BaseAddress = campaign.Hog.HttpAddress };
        using HttpResponseMessage health = await http.GetAsync(new Uri("health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        Assert.Contains("the journal cannot be used", await health.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(acknowledged, campaign.Load.Acknowledged);

        File.Delete(journal);
        Directory.Move(journal + ".away", journal);
        await campaign.Load.AcknowledgedAsync(20, Limit);
        await campaign.Hog.WaitForOutput("The journal can be used again");
        Verdict verdict = await campaign.JudgeAsync();
        Assert.True(verdict.IsClean, verdict.ToString());
        Report.Row("a journal that cannot be opened for 10 tries, then can", "1", "told in the log and /health/ready, nothing acknowledged meanwhile, in use again by itself, 0 lost, 0 twice");
    }
}
