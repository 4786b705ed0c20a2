using System.Text.Json;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Forward;

/// <summary>Fluent's own library for Node, and the older one, against a real loghogd: each event has to be acknowledged.</summary>
public sealed class ForwardClientTests
{
    private const string Facilities = "[*]\nrotate = daily\nbackup_count = 3\nformat = json\n";

    [Theory]
    [InlineData("fluent-org", "Message")]
    [InlineData("fluent-org", "Forward")]
    [InlineData("fluent-org", "PackedForward")]
    [InlineData("fluent-org", "CompressedPackedForward")]
    [InlineData("fluent-logger", "Message")]
    [InlineData("fluent-logger", "PackedForward")]
    [InlineData("fluent-logger", "CompressedPackedForward")]
    public async Task Every_event_is_stored_and_acknowledged(string library, string mode)
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync("[input:forward]\ntcp = 127.0.0.1:0\n", Facilities);

        ProgramResult sent = await NodeClients.RunAsync("forward.js", $"{hog.Port("forward/tcp")}", library, mode, "500");

        Assert.True(sent.Output == "acknowledged\n", sent.ToString());
        MetricsText metrics = await hog.StoredAsync(500);
        Assert.Equal(0, metrics.Sum("loghog_events_rejected_total"));
        JsonElement[] lines = [.. hog.Lines("shop/root.log").Select(static line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(Enumerable.Range(0, 500).Select(static n => $"order {n}"), lines.Select(static line => line.GetProperty("@m").GetString()));
        Assert.Equal("web", lines[0].GetProperty("module").GetString());
        Assert.Equal(7, lines[7].GetProperty("order").GetInt32());
        Assert.Equal(1_700_000_007, lines[7].GetProperty("@t").GetDateTimeOffset().ToUnixTimeSeconds());
        if (library == "fluent-org")
            Assert.Equal("Ana María", lines[0].GetProperty("user.name").GetString());
    }

    [Theory]
    [InlineData("correct horse", "edge", "battery", true)]
    [InlineData("wrong", "edge", "battery", false)]
    [InlineData("correct horse", "edge", "wrong", false)]
    public async Task With_a_shared_key_only_who_knows_it_is_let_in(string key, string user, string password, bool isLetIn)
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync(
            "[input:forward]\ntcp = 127.0.0.1:0\nshared_key = correct horse\nusers = shop:staple, edge:battery\n", Facilities);

        ProgramResult sent = await NodeClients.RunAsync("forward.js", $"{hog.Port("forward/tcp")}", "fluent-org", "PackedForward", "10", key, user, password);

        // The library waits for ever for what it was refused, and node ends well when nothing else is to be done.
        Assert.True(sent.Output == (isLetIn ? "acknowledged\n" : ""), sent.ToString());
        MetricsText metrics = await hog.Metrics();
        Assert.Equal(isLetIn ? 10 : 0, metrics.Sum("loghog_events_stored_total") + metrics.Sum("loghog_events_pending"));
        Assert.Equal(isLetIn, metrics.Sum("loghog_events_rejected_total") == 0);
    }
}
