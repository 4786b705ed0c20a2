using System.Net;
using System.Text;
using LogHog.Engine.Configuration;
using LogHog.Engine.Durability;
using LogHog.Engine.Ingest;
using LogHog.Engine.Tests.Differential;
using LogHog.Engine.Tests.Query;
using LogHog.Protocols.Events;
using LogHog.Protocols.JsonLines;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Search;

/// <summary>The events of the corpus through the real intake into files, and the reference's answers from these, with their index and without.</summary>
public sealed class CorpusFolderTests
{
    [Theory]
    [InlineData(LineFormatKind.Standard, CompressionFormat.Gzip, false)]
    [InlineData(LineFormatKind.Standard, CompressionFormat.Xz, true)]
    [InlineData(LineFormatKind.Json, CompressionFormat.Zstd, false)]
    [InlineData(LineFormatKind.Json, CompressionFormat.Bzip2, true)]
    public async Task Files_and_archives_give_the_answers_of_the_reference(LineFormatKind lines, CompressionFormat compression, bool filePerHost)
    {
        using var temporary = new TempFolder();
        EngineHost host = EngineHost.Start(
            [EngineHost.Facility("*") with { Format = lines, FilePerHost = filePerHost, MaxSizeBytes = 60_000 }],
            temporary.Path,
            settings => settings with { Compressor = settings.Compressor with { Format = compression } });
        try
        {
            await StoreAsync(host);
        }
        finally
        {
            await host.DisposeAsync();
        }

        using RootedFolder folder = RootedFolder.Open(host.LogDir, create: false);
        using var indexes = new FolderIndexes(folder);
        Assert.NotEmpty(Directory.GetFiles(host.LogDir, "*.log.*", SearchOption.AllDirectories));
        AnswerConformanceTests.CheckAll(new EverySource(() => new WithoutReceived(indexes.Source())));
        indexes.Delete();
        AnswerConformanceTests.CheckAll(new EverySource(() => new WithoutReceived(indexes.Source())));
    }

    private static async Task StoreAsync(EngineHost host)
    {
        int events = 0;
        foreach (string[] chunk in Corpus.EventLines().Chunk(500))
        {
            IntakeResult result = await host.Engine.Intake.TakeAsync(Request(string.Join('\n', chunk) + "\n"), CancellationToken.None);
            Assert.Equal(IntakeStatus.Stored, result.Status);
            events += result.Accepted;
        }

        await host.SettledAsync(events);
    }

    private static IntakeRequest Request(string body) => new(
        IPAddress.Loopback,
        Encoding.UTF8.GetBytes(body),
        new JsonLinesDecoder(new RecordOptions { DefaultApp = "none"u8.ToArray(), ReceivedUnixNs = Corpus.Now }),
        MayWriteApp: null);
}
