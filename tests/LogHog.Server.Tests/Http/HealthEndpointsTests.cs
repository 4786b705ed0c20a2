using System.Net;
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
}
