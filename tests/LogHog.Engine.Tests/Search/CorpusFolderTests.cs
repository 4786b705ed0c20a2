using System.Net;
using System.Text;
using LogHog.Engine.Configuration;
using LogHog.Engine.Durability;
using LogHog.Engine.Ingest;
using LogHog.Engine.Query;
using LogHog.Engine.Search;
using LogHog.Engine.Tests.Query;
using LogHog.Protocols.JsonLines;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Search;

/// <summary>The events of the corpus through the real intake into files, and the reference's answers from these.</summary>
public sealed class CorpusFolderTests
{
    [Theory]
    [InlineData(LineFormatKind.Standard, CompressionFormat.Gzip, false)]
    [InlineData(LineFormatKind.Standard, CompressionFormat.Xz, true)]
    [InlineData(LineFormatKind.Json, CompressionFormat.Zstd, false)]
    [InlineData(LineFormatKind.Json, CompressionFormat.Bzip2, true)]
    public async Task Files_and_archives_give_the_answers_of_the_reference(LineFormatKind lines, CompressionFormat compression, bool filePerHost)
    {
        await using EngineHost host = EngineHost.Start(
            [EngineHost.Facility("*") with { Format = lines, FilePerHost = filePerHost, MaxSizeBytes = 60_000 }],
            change: settings => settings with { Compressor = settings.Compressor with { Format = compression } });
        int events = 0;
        foreach (string[] chunk in Corpus.EventLines().Chunk(500))
        {
            IntakeResult result = await host.Engine.Intake.TakeAsync(Request(string.Join('\n', chunk) + "\n"), CancellationToken.None);
            Assert.Equal(IntakeStatus.Stored, result.Status);
            events += result.Accepted;
        }

        await host.SettledAsync(events);
        using RootedFolder folder = RootedFolder.Open(host.LogDir, create: false);
        var source = new FolderSource(folder, TimeProvider.System);

        AnswerConformanceTests.CheckAll(new WithoutReceived(source));

        Assert.Empty(source.Problems);
        Assert.NotEmpty(Directory.GetFiles(host.LogDir, "*.log.*", SearchOption.AllDirectories));
    }

    private static IntakeRequest Request(string body) => new(
        IPAddress.Loopback,
        Encoding.UTF8.GetBytes(body),
        new JsonLinesDecoder(new JsonLinesOptions { DefaultApp = "none"u8.ToArray(), ReceivedUnixNs = Corpus.Now }),
        MayWriteApp: null);

    /// <summary>The reference did not store when it received an event; LogHog does.</summary>
    private sealed class WithoutReceived(IRowSource source) : IRowSource
    {
        public void Scan(QueryRequirements requirements, IPipeProcessor receiver, CancellationToken cancellation) =>
            source.Scan(requirements, new Remover(receiver), cancellation);

        private sealed class Remover(IPipeProcessor next) : IPipeProcessor
        {
            public bool Process(RowBatch batch)
            {
                for (int i = 0; i < batch.Count; i++)
                    batch[i].Remove("received");
                return next.Process(batch);
            }

            public void Flush() => next.Flush();
        }
    }
}
