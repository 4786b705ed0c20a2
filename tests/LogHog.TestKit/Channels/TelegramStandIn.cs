using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;

namespace LogHog.TestKit.Channels;

/// <summary>What people see: the text without its markup, and how often which markup was in it.</summary>
public sealed record TelegramTaken(string Chat, string Plain, IReadOnlyList<string> Entities, bool IsQuiet);

/// <summary>Telegram's <c>sendMessage</c> (core.telegram.org/bots/api), with readers of its HTML and MarkdownV2 that refuse what it refuses.</summary>
/// <param name="token">Of the bot.</param>
public sealed class TelegramStandIn(string token) : HttpStandIn
{
    private static readonly string[] Fields =
    [
        "business_connection_id", "chat_id", "message_thread_id", "text", "parse_mode", "entities", "link_preview_options", "disable_notification", "protect_content",
        "allow_paid_broadcast", "message_effect_id", "reply_parameters", "reply_markup",
    ];

    private static readonly string[] Tags = ["b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "a", "code", "pre", "blockquote", "tg-spoiler"];

    private readonly ConcurrentQueue<TelegramTaken> _taken = new();

    public IReadOnlyList<TelegramTaken> Taken => [.. _taken];

    protected override StandInAnswer Answer(StandInRequest request)
    {
        if (request.Path != $"/bot{token}/sendMessage")
            return Error(401, "Unauthorized");
        Check(request.Header("Content-Type").StartsWith("application/json", StringComparison.Ordinal), "Content-Type");
        if (JsonFields.Parse(request.Body) is not { } json)
            return Error(400, "Bad Request: no JSON");
        foreach (string unknown in JsonFields.Unknown(json, Fields))
            Complain($"no field {unknown}");
        if (!json.TryGetProperty("chat_id", out JsonElement chat) || chat.ToString() == "-404")
            return Error(400, "Bad Request: chat not found");
        List<string> entities = [];
        string? plain = JsonFields.Text(json, "parse_mode") switch
        {
            "HTML" => FromHtml(JsonFields.Text(json, "text"), entities),
            "MarkdownV2" => FromMarkdown(JsonFields.Text(json, "text"), entities),
            _ => JsonFields.Text(json, "text"),
        };
        if (!Check(plain is not null, $"can't parse entities: {JsonFields.Text(json, "text")}"))
            return Error(400, "Bad Request: can't parse entities");
        if (!Check(plain!.Length is > 0 and <= 4096, $"text of {plain.Length} characters"))
            return Error(400, "Bad Request: message is too long");
        _taken.Enqueue(new TelegramTaken(chat.ToString(), plain, entities, json.TryGetProperty("disable_notification", out JsonElement quiet) && quiet.GetBoolean()));
        return new StandInAnswer(200, """{"ok":true,"result":{"message_id":7}}""");
    }

    public static StandInAnswer Limited(int seconds) =>
        new(429, $$"""{"ok":false,"error_code":429,"description":"Too Many Requests: retry after {{seconds}}","parameters":{"retry_after":{{seconds}} } }""");

    private static StandInAnswer Error(int status, string description) =>
        new(status, JsonSerializer.Serialize(new Dictionary<string, object>(StringComparer.Ordinal) { ["ok"] = false, ["error_code"] = status, ["description"] = description }));

    /// <summary>Null: Telegram would refuse it.</summary>
    private static string? FromHtml(string text, List<string> entities)
    {
        StringBuilder plain = new();
        Stack<string> open = new();
        for (int at = 0; at < text.Length; at++)
        {
            if (text[at] == '&')
            {
                (string Entity, char Value)[] known = [("&lt;", '<'), ("&gt;", '>'), ("&amp;", '&'), ("&quot;", '"')];
                (string entity, char value) = Array.Find(known, one => text.AsSpan(at).StartsWith(one.Entity));
                if (entity is null)
                    return null;
                plain.Append(value);
                at += entity.Length - 1;
            }
            else if (text[at] == '<')
            {
                int end = text.IndexOf('>', at);
                if (end < 0)
                    return null;
                string tag = text[(at + 1)..end];
                string name = tag.Trim('/').Split(' ')[0];
                if (!Tags.Contains(name, StringComparer.Ordinal) || (tag[0] == '/' && (open.Count == 0 || open.Pop() != name)))
                    return null;
                if (tag[0] != '/')
                {
                    open.Push(name);
                    entities.Add(tag);
                }

                at = end;
            }
            else if (text[at] == '>')
            {
                return null;
            }
            else
            {
                plain.Append(text[at]);
            }
        }

        return open.Count == 0 ? plain.ToString() : null;
    }

    /// <summary>Null: Telegram would refuse it. Bold, links and pre are what our texts have.</summary>
    private static string? FromMarkdown(string text, List<string> entities)
    {
        StringBuilder plain = new();
        bool isBold = false;
        for (int at = 0; at < text.Length; at++)
        {
            char c = text[at];
            if (c == '\\')
            {
                if (++at == text.Length)
                    return null;
                plain.Append(text[at]);
            }
            else if (text.AsSpan(at).StartsWith("```"))
            {
                entities.Add("pre");
                at += 3;
                for (; at < text.Length && text[at] != '`'; at++)
                {
                    if (text[at] == '\\')
                        at++;
                    if (at < text.Length)
                        plain.Append(text[at]);
                }

                if (!text.AsSpan(Math.Min(at, text.Length)).StartsWith("```"))
                    return null;
                at += 2;
            }
            else if (c == '*')
            {
                isBold = !isBold;
                if (isBold)
                    entities.Add("b");
            }
            else if (c == '[' && text.IndexOf("](", at, StringComparison.Ordinal) is > 0 and var middle)
            {
                entities.Add("a");
                plain.Append(text, at + 1, middle - at - 1);
                at = middle + 2;
                for (; at < text.Length && text[at] != ')'; at++)
                {
                    if (text[at] == '\\')
                        at++;
                }
            }
            else if ("_[]()~`>#+-=|{}.!".Contains(c, StringComparison.Ordinal))
            {
                return null;
            }
            else
            {
                plain.Append(c);
            }
        }

        return isBold ? null : plain.ToString();
    }
}
