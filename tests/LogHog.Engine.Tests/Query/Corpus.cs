using System.Runtime.CompilerServices;
using System.Text.Json;
using LogHog.Engine.Query.Values;
using LogHog.Engine.Query;

namespace LogHog.Engine.Tests.Query;

/// <summary>The cases of tests/Corpus/logsql; its README says what they are.</summary>
internal static class Corpus
{
    public static readonly long Now = Parse("2026-11-20T00:00:00Z");

    private static readonly Lazy<List<JsonElement>> Cases = new(() => Read("cases.jsonl"));

    public static IEnumerable<JsonElement> OfKind(string kind) => Cases.Value.Where(c => c.GetProperty("kind").GetString() == kind);

    public static List<JsonElement> Answers { get; } = Read("answers.jsonl");

    /// <summary>The 4,000 events as rows, with the stream that each belongs to.</summary>
    public static MemoryRowSource Events()
    {
        var source = new MemoryRowSource();
        foreach (JsonElement line in Read("events.jsonl"))
        {
            Row row = ToRow(line);
            row.Set("_time", Utf8.Encode(Timestamps.Format(Parse(line.GetProperty("_time").GetString()!))));
            string Label(string name) => $"{name}=\"{Utf8.Decode(row.Get(name))}\"";
            row.Set("_stream", Utf8.Encode($"{{{Label("app")},{Label("host")},{Label("module")}}}"));
            row.Set("_stream_id", "0"u8.ToArray());
            source.Add(row);
        }

        return source;
    }

    public static MemoryRowSource ToSource(JsonElement rows)
    {
        var source = new MemoryRowSource();
        foreach (JsonElement row in rows.EnumerateArray())
        {
            source.Add(ToRow(row));
        }

        return source;
    }

    private static Row ToRow(JsonElement fields)
    {
        var row = new Row();
        foreach (JsonProperty field in fields.EnumerateObject())
        {
            row.Set(field.Name, Utf8.Encode(field.Value.GetString()!));
        }

        return row;
    }

    private static long Parse(string time) => Timestamps.TryParse(Utf8.Encode(time), out long ns) ? ns : throw new FormatException(time);

    /// <summary>The lines of events.jsonl.</summary>
    public static IEnumerable<string> EventLines() => Read("events.jsonl").Select(static line => line.GetRawText());

    private static List<JsonElement> Read(string file, [CallerFilePath] string here = "")
    {
        string path = Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "Corpus", "logsql", file);
        return [.. File.ReadLines(path).Where(line => line.Length > 0).Select(line => JsonDocument.Parse(line).RootElement)];
    }
}
