using System.Net;
using System.Text;
using LogHog.Engine.Configuration;
using LogHog.Engine.Diagnostics;
using LogHog.Engine.Ingest;
using LogHog.Protocols.Events;
using LogHog.Protocols.JsonLines;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Ingest;

public sealed class AcknowledgedIntakeTests
{
    [Fact]
    public async Task A_request_that_is_sent_again_is_stored_once_also_after_a_restart()
    {
        using TempFolder folder = new();
        await using (EngineHost host = EngineHost.Start([EngineHost.Facility("shop")], folder.Path))
        {
            Assert.Equal(IntakeStatus.Stored, (await TakeAsync(host, "first", sequence: 1)).Status);
            Assert.Equal(IntakeStatus.AlreadyStored, (await TakeAsync(host, "first", sequence: 1)).Status);
            await host.SettledAsync(2);
            Assert.Equal(1, host.Input("http_jsonline").Dropped[DropReason.Duplicate]);
        }

        await using EngineHost again = EngineHost.Start([EngineHost.Facility("shop")], folder.Path);
        Assert.Equal(IntakeStatus.AlreadyStored, (await TakeAsync(again, "first", sequence: 1)).Status);
        Assert.Equal(IntakeStatus.Stored, (await TakeAsync(again, "second", sequence: 2)).Status);
        await again.SettledAsync(2);

        Assert.Equal(["first", "second"], again.Lines("shop/root.log").Select(static line => line.Split(' ')[^1]));
    }

    [Fact]
    public async Task Many_requests_at_once_to_many_files_are_all_there()
    {
        const int Requests = 200;
        using TempFolder folder = new();
        EngineHost host = EngineHost.Start([EngineHost.Facility("*") with { MaxSizeBytes = 20_000 }], folder.Path);

        IntakeResult[] results = await Task.WhenAll(Enumerable.Range(0, Requests).Select(request => Task.Run(() => host.Engine.Intake.TakeAsync(
            Request(string.Concat(Enumerable.Range(0, 50).Select(line => Line($"app{line % 20}", $"m{request}-{line}"))), "client", request + 1),
            CancellationToken.None))));
        await host.SettledAsync(Requests * 50);
        await host.DisposeAsync();

        Assert.All(results, static result => Assert.Equal((IntakeStatus.Stored, 50), (result.Status, result.Accepted)));
        string[] lines = [.. Directory.GetDirectories(host.LogDir).SelectMany(static app => Directory.GetFiles(app, "root.log*")).SelectMany(GzipText.ReadLines)];
        Assert.Equal(Requests * 50, lines.Select(static line => line.Split(' ')[^1]).Distinct().Count());
        Assert.Equal(Requests * 50, lines.Length);
    }

    [Theory]
    [InlineData(AcknowledgeWhen.Written)]
    [InlineData(AcknowledgeWhen.Received)]
    public async Task Without_the_promise_of_the_disk_the_journal_is_not_used(AcknowledgeWhen durability)
    {
        await using EngineHost host = EngineHost.Start(
            [EngineHost.Facility("shop")], change: settings => settings with { Http = settings.Http with { Durability = durability } });

        Assert.Equal(IntakeStatus.Stored, (await TakeAsync(host, "hello", sequence: 0)).Status);
        await host.SettledAsync(1);

        Assert.Single(host.Lines("shop/root.log"));
        Assert.Equal(0, host.Engine.Snapshot().Metrics.Single(static metric => metric.Name == "loghog_journal_batches_total").Value);
    }

    [Fact]
    public async Task More_than_a_batch_of_the_journal_is_refused_whole()
    {
        await using EngineHost host = EngineHost.Start([EngineHost.Facility("shop")]);
        string body = string.Concat(Enumerable.Repeat(Line("shop", new string('x', 100_000)), 60));

        IntakeResult result = await host.Engine.Intake.TakeAsync(Request(body, "client", 1), CancellationToken.None);

        Assert.Equal(IntakeStatus.TooLarge, result.Status);
        Assert.False(File.Exists(Path.Combine(host.LogDir, "shop/root.log")));
        Assert.Equal(60, host.Input("http_jsonline").Dropped[DropReason.NotAcknowledged]);
    }

    [Fact]
    public async Task A_request_without_a_number_is_stored_in_pieces_and_in_order_whatever_its_size()
    {
        await using EngineHost host = EngineHost.Start([EngineHost.Facility("shop")]);
        string body = string.Concat(Enumerable.Range(0, 120).Select(line => Line("shop", $"{new string('x', 100_000)}-{line}")));

        IntakeResult result = await host.Engine.Intake.TakeAsync(Request(body, "", 0), CancellationToken.None);
        await host.SettledAsync(120);

        Assert.Equal((IntakeStatus.Stored, 120), (result.Status, result.Accepted));
        Assert.Equal(Enumerable.Range(0, 120).Select(static line => $"{line}"), host.Lines("shop/root.log").Select(static line => line.Split('-')[^1]));
    }

    [Fact]
    public async Task A_live_file_that_is_written_compressed_is_not_the_journals()
    {
        await using EngineHost host = EngineHost.Start(
            [EngineHost.Facility("shop")], change: settings => settings with { Compressor = settings.Compressor with { CompressOnWrite = true } });

        Assert.Equal(IntakeStatus.Stored, (await TakeAsync(host, "hello", sequence: 0)).Status);
        await host.SettledAsync(1);

        Assert.Single(GzipText.ReadLines(Path.Combine(host.LogDir, "shop/root.log.gz")));
        Assert.Equal(0, host.Engine.Snapshot().Metrics.Single(static metric => metric.Name == "loghog_journal_batches_total").Value);
    }

    private static Task<IntakeResult> TakeAsync(EngineHost host, string text, long sequence) =>
        host.Engine.Intake.TakeAsync(Request(Line("shop", text), sequence > 0 ? "client" : "", sequence), CancellationToken.None);

    private static string Line(string app, string text) => $$"""{"app":"{{app}}","_msg":"{{text}}"}""" + "\n";

    private static IntakeRequest Request(string body, string client, long sequence) =>
        new(IPAddress.Loopback, Encoding.UTF8.GetBytes(body), new JsonLinesDecoder(new RecordOptions { DefaultApp = "http"u8.ToArray(), ReceivedUnixNs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() * 1_000_000 }), MayWriteApp: null)
        {
            Client = client,
            Sequence = sequence,
        };
}
