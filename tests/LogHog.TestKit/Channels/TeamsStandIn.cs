using System.Collections.Concurrent;
using System.Text.Json;

namespace LogHog.TestKit.Channels;

/// <summary>A workflow of Microsoft Teams that takes Adaptive Cards (learn.microsoft.com, adaptivecards.io/explorer).</summary>
public sealed class TeamsStandIn : HttpStandIn
{
    private static readonly Dictionary<string, string[]> Known = new(StringComparer.Ordinal)
    {
        ["AdaptiveCard"] = ["type", "$schema", "version", "body", "actions", "fallbackText", "lang", "msteams", "minHeight", "speak"],
        ["RichTextBlock"] = ["type", "inlines", "horizontalAlignment", "id", "isVisible", "separator", "spacing", "fallback"],
        ["TextRun"] = ["type", "text", "color", "fontType", "highlight", "isSubtle", "italic", "selectAction", "size", "strikethrough", "underline", "weight"],
        ["Action.OpenUrl"] = ["type", "title", "url", "iconUrl", "id", "style", "fallback", "tooltip", "isEnabled", "mode"],
    };

    private readonly ConcurrentQueue<(IReadOnlyList<string> Texts, string Url)> _taken = new();

    public Uri HookAddress => new(Address, "workflows/w0rkfl0w/triggers/manual/paths/invoke?api-version=1&sig=s3cr3t-sig");

    /// <summary>The texts of each card, and where its button leads.</summary>
    public IReadOnlyList<(IReadOnlyList<string> Texts, string Url)> Taken => [.. _taken];

    protected override StandInAnswer Answer(StandInRequest request)
    {
        if (!request.Query.Contains("sig=s3cr3t-sig", StringComparison.Ordinal))
            return new StandInAnswer(401, """{"error":{"code":"DirectApiAuthorizationRequired","message":"no sig"}}""");
        Check(request.Header("Content-Type").StartsWith("application/json", StringComparison.Ordinal), "Content-Type");
        if (!Check(request.Body.Length <= 28 * 1024, $"{request.Body.Length} bytes, and a message has 28 KB"))
            return new StandInAnswer(413, "");
        if (JsonFields.Parse(request.Body) is not { } json || JsonFields.Text(json, "type") != "message" || !json.TryGetProperty("attachments", out JsonElement attachments))
        {
            Complain("no message with attachments");
            return new StandInAnswer(400, "");
        }

        foreach (JsonElement attachment in attachments.EnumerateArray())
        {
            Check(!JsonFields.Unknown(attachment, "contentType", "contentUrl", "content").Any(), "a field of an attachment that is not known");
            Check(JsonFields.Text(attachment, "contentType") == "application/vnd.microsoft.card.adaptive", "contentType");
            Take(attachment.GetProperty("content"));
        }

        return new StandInAnswer(202, "");
    }

    private void Take(JsonElement card)
    {
        Check(JsonFields.Text(card, "type") == "AdaptiveCard" && JsonFields.Text(card, "version") is "1.2" or "1.3" or "1.4" or "1.5", "no AdaptiveCard of a version that Teams knows");
        List<string> texts = [];
        string url = "";
        Walk(card, element =>
        {
            string type = JsonFields.Text(element, "type");
            if (Check(Known.TryGetValue(type, out string[]? fields), $"no element {type}"))
            {
                foreach (string unknown in JsonFields.Unknown(element, fields!))
                    Complain($"no field {unknown} of {type}");
            }

            if (type == "TextRun")
                texts.Add(JsonFields.Text(element, "text"));
            if (type == "Action.OpenUrl")
                url = JsonFields.Text(element, "url");
        });
        Check(texts.Count > 0, "a card without text");
        _taken.Enqueue((texts, url));
    }

    private static void Walk(JsonElement element, Action<JsonElement> visit)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement one in element.EnumerateArray())
                Walk(one, visit);
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            visit(element);
            foreach (JsonProperty property in element.EnumerateObject())
                Walk(property.Value, visit);
        }
    }
}
