using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LogHog.Engine.Configuration;
using LogHog.Engine.Durability;
using LogHog.Engine.Index;
using LogHog.Engine.Ingest;
using LogHog.Engine.Query;
using LogHog.Engine.Query.Values;
using LogHog.Engine.Search;
using LogHog.Engine.Tests.Search;
using LogHog.Protocols.Events;
using LogHog.Protocols.JsonLines;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Differential;

/// <summary>
/// As <see cref="DifferentialTests"/>, while the real server writes, rotates, compresses and indexes: each query asks for what was
/// stored before it, which must be there once and unchanged.
/// </summary>
public sealed class DifferentialWhileWritingTests
{
    private const int Parts = 40;
    private const int NoiseLines = 20;

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly DifferentialTally _tally = new();
    private int _sent;

    /// <summary>A tenth of the queries, for each of them costs as much as many of the others.</summary>
    private static int QueriesPerPart => Math.Max(1, DifferentialTests.Queries / 10 / Parts);

    [Fact]
    public async Task Answers_from_files_that_are_written_and_rotated_as_from_memory()
    {
        int seed = DifferentialTests.Seed();
        var random = new Random(seed);
        List<LoggedEvent> events = [.. RandomLog.Create(random, 2_000, paddingBytesMax: 0).Events
            .Where(static logged => Encoding.UTF8.GetString(logged.Event.Body.Span) is var text && Utf8.Encode(text).AsSpan().SequenceEqual(logged.Event.Body.Span) && !text.Contains('\ufffd', StringComparison.Ordinal))
            .OrderBy(static logged => logged.Event.TimeUnixNs)];
        await using EngineHost host = EngineHost.Start(
            [EngineHost.Facility("*") with { MaxSizeBytes = 20_000 }, EngineHost.Facility("shop", "web") with { MaxSizeBytes = 30_000, Format = LineFormatKind.Json }],
            change: static settings => settings with { Compressor = settings.Compressor with { Format = CompressionFormat.Zstd } });
        using RootedFolder folder = RootedFolder.Open(host.LogDir, create: false);
        using IndexFolder indexes = IndexFolder.Open(folder, TimeZoneInfo.Local);
        var memory = new MemoryRowSource();
        var samples = new ValueSamples(random, memory.Rows, without: "received");
        for (int part = 0; part < Parts; part++)
        {
            LoggedEvent[] stored = [.. events.Take((events.Count * part / Parts)..(events.Count * (part + 1) / Parts))];
            await StoreAsync(host, [.. stored.Select(ToJson)]);
            foreach (LoggedEvent logged in stored)
                memory.Add(RowOf(logged));
            // Later events have later times, and so has the noise.
            string guard = $"_time:<={Timestamps.Format(stored[^1].Event.TimeUnixNs)}";
            using var stop = new CancellationTokenSource();
            Task noise = Task.Run(() => MakeNoiseAsync(host, stop.Token), CancellationToken.None);
            var grammar = new QueryGrammar(random, samples, guard);
            for (int query = 0; query < QueriesPerPart; query++)
                Compare(grammar.Next(), memory, new FolderSource(folder, TimeProvider.System, indexes), seed, part);
            await stop.CancelAsync();
            await noise;
        }

        Console.WriteLine($"| differential while writing: {_tally}; {Directory.GetFiles(host.LogDir, "*.log.*", SearchOption.AllDirectories).Length:N0} archives and indexes");
        Assert.NotEmpty(Directory.GetFiles(host.LogDir, "*.zst", SearchOption.AllDirectories));
    }

    private void Compare(RandomQuery query, MemoryRowSource memory, FolderSource files, int seed, int part)
    {
        Answer naive = Answer.To(query.Unlimited, TimeBounds.All, memory);
        _tally.Asked(naive);
        string? difference = Answer.To(query.Text, TimeBounds.All, new WithoutReceived(files)).Differs(query, naive);
        Assert.True(difference is null, $"{query.Text}\n  seed {seed}, part {part}: {difference}");
        Assert.Empty(files.Problems);
        _tally.Agreed();
    }

    /// <summary>Events that no query asks for make the files grow, rotate and be compressed under the searches.</summary>
    private async Task MakeNoiseAsync(EngineHost host, CancellationToken stop)
    {
        for (int number = 0; !stop.IsCancellationRequested; number++)
        {
            string app = number % 2 == 0 ? "shop" : "auth";
            await StoreAsync(host, [.. Enumerable.Range(0, NoiseLines).Select(i =>
                $$"""{"_time":"2026-11-20T12:00:00Z","app":"{{app}}","module":"{{(i % 2 == 0 ? "web" : "")}}","host":"web-1","_msg":"error order {{i}} noise"}""")]);
            await Task.Delay(5, CancellationToken.None);
        }
    }

    private async Task StoreAsync(EngineHost host, string[] lines)
    {
        IntakeResult result = await host.Engine.Intake.TakeAsync(
            new IntakeRequest(IPAddress.Loopback, Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"), new JsonLinesDecoder(
                new RecordOptions { DefaultApp = "none"u8.ToArray(), ReceivedUnixNs = RandomLog.EndUnixNs }), MayWriteApp: null),
            CancellationToken.None);
        Assert.Equal((IntakeStatus.Stored, lines.Length), (result.Status, result.Accepted));
        await host.SettledAsync(Interlocked.Add(ref _sent, lines.Length));
    }

    /// <summary>The event without what this intake has no place for.</summary>
    private static string ToJson(LoggedEvent logged)
    {
        LogEvent e = logged.Event;
        Dictionary<string, string> fields = new()
        {
            ["_time"] = Timestamps.Format(e.TimeUnixNs),
            ["app"] = Text(e.App),
            ["module"] = Text(e.Module),
            ["host"] = Text(e.Host),
            ["level"] = e.Severity == Severity.None ? "" : e.Severity.ToString().ToLowerInvariant(),
            ["_msg"] = Text(e.Body),
        };
        foreach (EventField field in e.Fields.Where(static field => Text(field.Name) != "received"))
            fields.TryAdd(Text(field.Name), Text(field.Value));
        return JsonSerializer.Serialize(fields, Plain);
    }

    private static Row RowOf(LoggedEvent logged)
    {
        LogEvent e = logged.Event;
        var simple = new LogEvent
        {
            TimeUnixNs = e.TimeUnixNs, App = e.App, Module = e.Module, Severity = e.Severity, Body = e.Body,
            Host = e.Host.IsEmpty ? "127.0.0.1"u8.ToArray() : e.Host, // whence it came
        };
        simple.Fields.AddRange(e.Fields.Where(static field => Text(field.Name) is not ("level" or "received")));
        return ExpectedRow.Of(simple, new LogPlace(Text(e.App), "", "", LineFormatKind.Standard));
    }

    private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);
}
