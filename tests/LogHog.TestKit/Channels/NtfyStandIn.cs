using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;

namespace LogHog.TestKit.Channels;

/// <summary>ntfy's publishing as JSON (docs.ntfy.sh/publish/#publish-as-json).</summary>
/// <param name="authorization">The whole header that it wants; empty = none.</param>
public sealed class NtfyStandIn(string authorization = "") : HttpStandIn
{
    private static readonly string[] Fields =
        ["topic", "message", "title", "tags", "priority", "actions", "click", "attach", "markdown", "icon", "filename", "delay", "email", "call", "sequence_id"];

    private static readonly string[] ActionFields = ["action", "label", "url", "clear", "method", "headers", "body", "intent", "extras"];

    private readonly ConcurrentQueue<JsonElement> _taken = new();

    /// <summary>As a phone shows them: one that has the sequence id of an earlier one takes its place.</summary>
    public IReadOnlyList<JsonElement> Taken => [.. _taken.GroupBy(static one => JsonFields.Text(one, "sequence_id"), StringComparer.Ordinal).Select(static same => same.Last())];

    protected override StandInAnswer Answer(StandInRequest request)
    {
        if (!Check(request is { Method: "POST" or "PUT", Path: "/" }, $"{request.Method} {request.Path}: JSON is published to the root"))
            return Error(404, 40401, "page not found");
        if (request.Header("Authorization") != authorization)
            return Error(403, 40301, "forbidden");
        if (JsonFields.Parse(request.Body) is not { } json)
            return Error(400, 40025, "invalid request: request body must be valid JSON");
        foreach (string unknown in JsonFields.Unknown(json, Fields))
            Complain($"no field {unknown}");
        string topic = JsonFields.Text(json, "topic");
        Check(topic.Length is > 0 and <= 64 && topic.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'), $"topic {topic}");
        string sequence = JsonFields.Text(json, "sequence_id");
        Check(sequence.Length is > 0 and <= 64 && sequence.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'), $"sequence_id {sequence}");
        int bytes = Encoding.UTF8.GetByteCount(JsonFields.Text(json, "message"));
        Check(bytes is > 0 and <= 4096, $"message of {bytes} bytes, which becomes an attachment");
        Check(!json.TryGetProperty("priority", out JsonElement priority) || priority.GetInt32() is >= 1 and <= 5, "priority");
        if (json.TryGetProperty("tags", out JsonElement tags))
            Check(tags.EnumerateArray().All(static tag => tag.GetString()!.Length > 0), "an empty tag");
        if (json.TryGetProperty("actions", out JsonElement actions))
        {
            Check(actions.GetArrayLength() <= 3, "more than three actions");
            foreach (JsonElement action in actions.EnumerateArray())
            {
                Check(!JsonFields.Unknown(action, ActionFields).Any(), "a field of an action that is not known");
                Check(JsonFields.Text(action, "action") is "view" or "broadcast" or "http" && JsonFields.Text(action, "label").Length > 0, "an action without label");
            }
        }

        _taken.Enqueue(json);
        return new StandInAnswer(200, $$"""{"id":"sPs71M8A2T","time":1643935928,"expires":1643936928,"event":"message","topic":"{{topic}}","message":"x"}""");
    }

    public static StandInAnswer Limited() => Error(429, 42901, "limit reached: too many requests");

    private static StandInAnswer Error(int status, int code, string error) => new(status, $$"""{"code":{{code}},"http":{{status}},"error":"{{error}}"}""");
}
