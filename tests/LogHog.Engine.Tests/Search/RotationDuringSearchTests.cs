using System.Net;
using System.Text;
using LogHog.Engine.Durability;
using LogHog.Engine.Ingest;
using LogHog.Engine.Search;
using LogHog.Engine.Tests.Query;
using LogHog.Protocols.Events;
using LogHog.Protocols.JsonLines;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Search;

public sealed class RotationDuringSearchTests
{
    private const int Requests = 150;
    private const int LinesPerRequest = 20;

    [Fact]
    public async Task Finds_each_event_once_that_was_stored_before_while_files_are_written_rotated_and_compressed()
    {
        await using EngineHost host = EngineHost.Start([EngineHost.Facility("shop") with { MaxSizeBytes = 4_000 }]);
        using RootedFolder folder = RootedFolder.Open(host.LogDir, create: false);
        Task writing = Task.Run(() => Write(host));
        int searches = 0;
        for (bool isLast = false; !isLast; searches++)
        {
            isLast = writing.IsCompleted;
            int stored = Volatile.Read(ref _stored);
            var source = new FolderSource(folder, TimeProvider.System);

            List<string> found = [.. RowCollector.Run("line*", source).Select(static row => Encoding.UTF8.GetString(row.Get("_msg")))];

            Assert.Empty(source.Problems);
            Assert.Equal(found.Count, found.Distinct(StringComparer.Ordinal).Count());
            Assert.Empty(Enumerable.Range(0, stored).Select(static i => $"line{i} \nmore").Except(found, StringComparer.Ordinal));
        }

        await writing;
        Assert.True(searches > 1);
    }

    private int _stored;

    private async Task Write(EngineHost host)
    {
        for (int request = 0; request < Requests; request++)
        {
            string body = string.Concat(Enumerable.Range(request * LinesPerRequest, LinesPerRequest)
                .Select(static i => $$"""{"app":"shop","_msg":"line{{i}} \nmore"}""" + "\n"));
            IntakeResult result = await host.Engine.Intake.TakeAsync(
                new IntakeRequest(IPAddress.Loopback, Encoding.UTF8.GetBytes(body), new JsonLinesDecoder(
                    new RecordOptions { DefaultApp = "none"u8.ToArray(), ReceivedUnixNs = Corpus.Now }), MayWriteApp: null),
                CancellationToken.None);
            Assert.Equal(IntakeStatus.Stored, result.Status);
            await host.SettledAsync((request + 1) * LinesPerRequest);
            Volatile.Write(ref _stored, (request + 1) * LinesPerRequest);
        }
    }
}
