using System.Net;
using LogHog.Server.Tests.Http.Intake;
using LogHog.TestKit;

namespace LogHog.Server.Tests.Http.Select;

/// <summary>One loghogd for many questions, with the 4,000 events of the corpus in its files (2026-11-18 and -19, UTC).</summary>
public sealed class SelectDaemon : IAsyncLifetime
{
    public string Configuration { get; init; } = "";

    public LogHogProcess Hog { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Hog = await LogHogProcess.StartAsync(Configuration);
        PostAnswer stored = await Hog.Post(await File.ReadAllBytesAsync(Path.Combine(Repository.Root, "tests", "Corpus", "logsql", "events.jsonl")));
        Assert.Equal((HttpStatusCode.OK, 4000), (stored.Status, stored.Accepted));
        await Hog.Settled();
    }

    public ValueTask DisposeAsync() => Hog.DisposeAsync();
}

internal static class Settling
{
    /// <summary>What was acknowledged stands in its file.</summary>
    public static Task Settled(this LogHogProcess hog) =>
        hog.WaitForMetrics(static metrics => metrics.Sum("loghog_events_pending", "input=\"http_jsonline\"") == 0);
}
