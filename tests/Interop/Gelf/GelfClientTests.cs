using System.Text.Json;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Gelf;

/// <summary>gelf-pro, unchanged, against a real loghogd.</summary>
public sealed class GelfClientTests
{
    [Theory]
    [InlineData("udp", 20)]
    [InlineData("udp", 20_000)]
    [InlineData("tcp", 20)]
    [InlineData("tcp", 200_000)]
    public async Task Every_message_is_stored_whole(string transport, int length)
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync(
            "[input:gelf]\ntcp = 127.0.0.1:0\nudp = 127.0.0.1:0\n", "[*]\nrotate = daily\nbackup_count = 3\nformat = json\n");

        ProgramResult sent = await NodeClients.RunAsync("gelf.js", transport, $"{hog.Port($"gelf/{transport}")}", "20", $"{length}");

        Assert.True(sent.Output == "sent\n", sent.ToString());
        MetricsText metrics = await hog.StoredAsync(20);
        Assert.Equal(0, metrics.Sum("loghog_events_rejected_total"));
        JsonElement[] lines = [.. hog.Lines("shop/root.log").Select(static line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(20, lines.Select(static line => line.GetProperty("order").GetInt32()).Distinct().Count());
        Assert.All(lines, line =>
        {
            Assert.Equal($"order {line.GetProperty("order")} ".Length + length, line.GetProperty("@m").GetString()!.Length);
            Assert.Equal("web", line.GetProperty("module").GetString());
            Assert.Equal("Warning", line.GetProperty("@l").GetString());
        });
    }
}
