using System.Net;
using LogHog.Server.Tests.Http.Intake;
using LogHog.TestKit;

namespace LogHog.Server.Tests.Http;

public sealed class HealthEndpointsTests
{
    [Fact]
    public async Task A_daemon_that_said_it_is_ready_answers_ready()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/ready");

        using HttpResponseMessage response = await hog.Send(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("ready\n", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_daemon_whose_disk_is_nearly_full_says_so_and_takes_nothing()
    {
        // A file system in memory, which has less than the largest reserve that can be set.
        DirectoryInfo folder = Directory.CreateDirectory(Path.Combine("/dev/shm", $"loghog-{Guid.NewGuid():N}"));
        try
        {
            await using LogHogProcess hog = await LogHogProcess.StartAsync(
                "[limits]\ndisk_reserve = 1024G\n", options: new LogHogProcessOptions { Folder = folder.FullName });
            await hog.WaitForMetrics(static metrics => metrics.Sum("loghog_ready", "") == 0);
            using var request = new HttpRequestMessage(HttpMethod.Get, "/health/ready");

            using HttpResponseMessage response = await hog.Send(request);
            PostAnswer posted = await hog.Post("""{"_msg":"m"}""");

            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.Matches("^not ready: only [0-9]+ bytes are free on the disk of .+\n$", await response.Content.ReadAsStringAsync());
            Assert.Equal("live\n", await hog.Get("/health/live"));
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "5"), (posted.Status, posted.RetryAfter));
            Assert.Contains("nothing was taken", posted.Text, StringComparison.Ordinal);
            Assert.False(Directory.Exists(Path.Combine(hog.LogDir, "http")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_sender_is_told_to_come_again_while_as_much_waits_for_the_disk_as_may()
    {
        // The writer of a file hangs in the disk once; what is acknowledged meanwhile is in the journal, and waits for it.
        await using LogHogProcess hog = await LogHogProcess.StartAsync(
            "[limits]\nmax_pending_size = 1M\n",
            options: new LogHogProcessOptions { Environment = new Dictionary<string, string> { ["LOGHOG_FAILPOINTS"] = "writer.intents_noted=pause:5000" } });
        string batch = string.Concat(Enumerable.Repeat($$"""{"_msg":"{{new string('x', 1000)}}"}""" + "\n", 1200));

        Assert.Equal(HttpStatusCode.OK, (await hog.Post(batch)).Status);
        PostAnswer busy = await hog.Post(batch);

        Assert.Equal((HttpStatusCode.TooManyRequests, "1"), (busy.Status, busy.RetryAfter));
        Assert.Contains("max_pending_size", busy.Text, StringComparison.Ordinal);
        Assert.Equal(1200, (await hog.Lines("http/root.log")).Length);
        Assert.Equal(HttpStatusCode.OK, (await hog.Post(batch)).Status);
    }
}
