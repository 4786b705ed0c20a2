using System.Collections.Concurrent;
using System.Text.Json;

namespace LogHog.TestKit.Channels;

/// <summary>Slack: an incoming webhook under <c>/services/…</c> and <c>chat.postMessage</c> under <c>/api/</c> (docs.slack.dev).</summary>
/// <param name="token">Of the bot.</param>
/// <param name="channels">Where it may post.</param>
public sealed class SlackStandIn(string token, params string[] channels) : HttpStandIn
{
    private static readonly string[] HookFields = ["text", "blocks", "attachments", "thread_ts", "mrkdwn", "unfurl_links", "unfurl_media", "response_type", "replace_original", "delete_original", "metadata"];

    private static readonly string[] PostFields =
        ["channel", "text", "blocks", "attachments", "as_user", "icon_emoji", "icon_url", "link_names", "markdown_text", "metadata", "mrkdwn", "parse", "reply_broadcast", "thread_ts", "unfurl_links", "unfurl_media", "username", "client_msg_id"];

    private readonly ConcurrentQueue<(string Channel, string Text)> _taken = new();
    private readonly ConcurrentDictionary<string, bool> _keys = new(StringComparer.Ordinal);

    public Uri HookAddress => new(Address, "services/T000/B000/hook-s3cr3t");

    public Uri ApiAddress => new(Address, "api/");

    public IReadOnlyList<(string Channel, string Text)> Taken => [.. _taken];

    protected override StandInAnswer Answer(StandInRequest request)
    {
        Check(request.Method == "POST", $"method {request.Method}");
        Check(request.Header("Content-Type").StartsWith("application/json", StringComparison.Ordinal), $"Content-Type {request.Header("Content-Type")}");
        bool isHook = request.Path == HookAddress.AbsolutePath;
        if (!isHook && request.Path != "/api/chat.postMessage")
            return new StandInAnswer(404, "no_service", "text/plain");
        if (!isHook && request.Header("Authorization") != $"Bearer {token}")
            return Error("invalid_auth");
        if (JsonFields.Parse(request.Body) is not { } json)
            return isHook ? new StandInAnswer(400, "invalid_payload", "text/plain") : Error("invalid_json");
        foreach (string unknown in JsonFields.Unknown(json, isHook ? HookFields : PostFields))
            Complain($"no field {unknown}");
        string text = JsonFields.Text(json, "text");
        Check(text.Length is > 0 and <= 4000, $"text of {text.Length} characters");
        CheckMarkup(text);
        string channel = JsonFields.Text(json, "channel");
        if (!isHook && !channels.Contains(channel, StringComparer.Ordinal))
            return Error("channel_not_found");
        string key = JsonFields.Text(json, "client_msg_id");
        Check(key.Length == 0 || Guid.TryParse(key, out _), $"client_msg_id {key} is no UUID");
        if (key.Length == 0 || _keys.TryAdd(key, true))
            _taken.Enqueue((channel, text));
        return isHook ? new StandInAnswer(200, "ok", "text/plain") : new StandInAnswer(200, """{"ok":true,"ts":"1503435956.000247"}""");
    }

    /// <summary>&amp;, &lt; and &gt; are entities, unless they are Slack's own &lt;https://…|label&gt;.</summary>
    private void CheckMarkup(string text)
    {
        for (int at = text.IndexOf('&', StringComparison.Ordinal); at >= 0; at = text.IndexOf('&', at + 1))
            Check(text.AsSpan(at).StartsWith("&amp;") || text.AsSpan(at).StartsWith("&lt;") || text.AsSpan(at).StartsWith("&gt;"), "an & that is no entity");
        for (int at = text.IndexOf('<', StringComparison.Ordinal); at >= 0; at = text.IndexOf('<', at + 1))
            Check(text.AsSpan(at).StartsWith("<https://") || text.AsSpan(at).StartsWith("<http://"), $"markup from data: {text[at..Math.Min(text.Length, at + 20)]}");
    }

    private static StandInAnswer Error(string error) => new(200, JsonSerializer.Serialize(new Dictionary<string, object>(StringComparer.Ordinal) { ["ok"] = false, ["error"] = error }));
}
