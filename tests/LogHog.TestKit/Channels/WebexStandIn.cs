using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LogHog.TestKit.Channels;

/// <summary>A message that was posted.</summary>
public sealed record WebexTaken(string Id, string To, string Markdown, string Text, string ParentId);

/// <summary>
/// Webex's REST API (developer.webex.com/docs/api/v1), as much of it as a bot uses: messages (post, get), people, rooms, webhooks. Each
/// request is held against the documented fields and limits. Its base address is <c>Address</c> + <c>v1/</c>.
/// </summary>
public sealed class WebexStandIn : HttpStandIn
{
    private static readonly string[] MessageFields = ["roomId", "toPersonId", "toPersonEmail", "parentId", "text", "markdown", "html", "files", "attachments"];
    private static readonly string[] WebhookFields = ["name", "targetUrl", "resource", "event", "filter", "secret", "ownedBy"];

    private readonly string _token;
    private readonly ConcurrentQueue<WebexTaken> _taken = new();
    private readonly ConcurrentDictionary<string, JsonObject> _messages = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, JsonObject> _people = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, JsonObject> _rooms = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, JsonObject> _webhooks = new(StringComparer.Ordinal);
    private int _number;

    /// <param name="token">The bot's.</param>
    public WebexStandIn(string token)
    {
        _token = token;
        Me = AddPerson("bot@webex.bot", "LogHog", "bot");
    }

    public Uri ApiAddress => new(Address, "v1/");

    /// <summary>The id of the bot.</summary>
    public string Me { get; }

    public IReadOnlyList<WebexTaken> Taken => [.. _taken];

    /// <summary>By id.</summary>
    public IReadOnlyDictionary<string, JsonObject> Webhooks => _webhooks;

    /// <returns>Its id.</returns>
    public string AddPerson(string email, string name, string type = "person")
    {
        string id = NewId("PEOPLE");
        _people[id] = new JsonObject { ["id"] = id, ["emails"] = new JsonArray(email), ["displayName"] = name, ["type"] = type };
        return id;
    }

    /// <summary>A space that the bot is in.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="type"><c>group</c> or <c>direct</c>.</param>
    public string AddRoom(string title, string type = "group")
    {
        string id = NewId("ROOM");
        _rooms[id] = new JsonObject { ["id"] = id, ["title"] = title, ["type"] = type };
        return id;
    }

    /// <summary>What somebody has written; Webex would now call the webhook, which is the test's to do.</summary>
    public string AddMessage(string roomId, string personId, string text, params string[] mentioned)
    {
        string id = NewId("MESSAGE");
        _messages[id] = new JsonObject
        {
            ["id"] = id, ["roomId"] = roomId, ["roomType"] = _rooms[roomId]["type"]!.GetValue<string>(), ["text"] = text, ["personId"] = personId,
            ["personEmail"] = _people[personId]["emails"]![0]!.GetValue<string>(), ["mentionedPeople"] = new JsonArray([.. mentioned.Select(static one => (JsonNode)one)]),
        };
        return id;
    }

    protected override StandInAnswer Answer(StandInRequest request)
    {
        if (request.Header("Authorization") != $"Bearer {_token}")
            return Refuse(401, "The request requires a valid access token set in the Authorization request header.");
        string[] path = request.Path.Trim('/').Split('/');
        if (path[0] != "v1")
            return Refuse(404, "The requested resource could not be found.");
        return (request.Method, path) switch
        {
            ("POST", [_, "messages"]) => Post(request),
            ("GET", [_, "messages", var id]) => Found(_messages, Uri.UnescapeDataString(id)),
            ("GET", [_, "people", "me"]) => Found(_people, Me),
            ("GET", [_, "people", var id]) => Found(_people, Uri.UnescapeDataString(id)),
            ("GET", [_, "rooms"]) => List(request, _rooms),
            ("GET", [_, "webhooks"]) => List(request, _webhooks),
            ("POST", [_, "webhooks"]) => CreateWebhook(request),
            ("DELETE", [_, "webhooks", var id]) => _webhooks.TryRemove(Uri.UnescapeDataString(id), out JsonObject? _) ? new StandInAnswer(204, "") : Refuse(404, "not found"),
            _ => Refuse(405, "Method not allowed"),
        };
    }

    private StandInAnswer Post(StandInRequest request)
    {
        if (!Check(request.Header("Content-Type").StartsWith("application/json", StringComparison.Ordinal), $"Content-Type {request.Header("Content-Type")}")
            || JsonFields.Parse(request.Body) is not { } json)
            return Refuse(400, "no JSON");
        foreach (string unknown in JsonFields.Unknown(json, MessageFields))
            Complain($"no field {unknown} of messages");
        string[] targets = [.. new[] { "roomId", "toPersonId", "toPersonEmail" }.Where(name => json.TryGetProperty(name, out JsonElement _))];
        if (!Check(targets.Length == 1, $"a message goes to one of roomId, toPersonId, toPersonEmail, not to {targets.Length}"))
            return Refuse(400, "Unable to post message");
        string text = JsonFields.Text(json, "text");
        string markdown = JsonFields.Text(json, "markdown");
        bool isSized = Check(Encoding.UTF8.GetByteCount(text) <= 7439 && Encoding.UTF8.GetByteCount(markdown) <= 7439, "The maximum message length is 7439 bytes");
        if (!isSized || !Check(text.Length + markdown.Length > 0, "a message without text"))
            return Refuse(400, "Message length limited to 7439 bytes");
        string to = JsonFields.Text(json, targets[0]);
        if (targets[0] == "roomId" && !_rooms.ContainsKey(to))
            return Refuse(404, "Could not find a room with provided ID.");
        WebexTaken taken = new(NewId("MESSAGE"), to, markdown, text, JsonFields.Text(json, "parentId"));
        _taken.Enqueue(taken);
        return new StandInAnswer(200, new JsonObject { ["id"] = taken.Id, ["roomId"] = to, ["roomType"] = "group", ["text"] = text, ["personId"] = Me, ["personEmail"] = "bot@webex.bot" }.ToJsonString());
    }

    private StandInAnswer CreateWebhook(StandInRequest request)
    {
        if (JsonFields.Parse(request.Body) is not { } json)
            return Refuse(400, "no JSON");
        foreach (string unknown in JsonFields.Unknown(json, WebhookFields))
            Complain($"no field {unknown} of webhooks");
        bool isWhole = new[] { "name", "targetUrl", "resource", "event" }.All(name => Check(JsonFields.Text(json, name).Length > 0, $"a webhook needs {name}"));
        if (!isWhole)
            return Refuse(400, "missing");
        string id = NewId("WEBHOOK");
        JsonObject made = JsonNode.Parse(request.Body)!.AsObject();
        made["id"] = id;
        made["status"] = "active";
        _webhooks[id] = made;
        return new StandInAnswer(200, made.ToJsonString());
    }

    /// <summary>Pages of two, so that those who forget the next one are found out.</summary>
    private StandInAnswer List(StandInRequest request, ConcurrentDictionary<string, JsonObject> all)
    {
        int page = request.Query.Contains("page=", StringComparison.Ordinal) ? int.Parse(request.Query.Split("page=")[1].Split('&')[0], System.Globalization.CultureInfo.InvariantCulture) : 0;
        const int size = 2;
        JsonNode[] items = [.. all.Values.OrderBy(static one => one["id"]!.GetValue<string>(), StringComparer.Ordinal).Skip(page * size).Take(size).Select(static one => one.DeepClone())];
        StandInAnswer answer = new(200, new JsonObject { ["items"] = new JsonArray(items) }.ToJsonString());
        return (page + 1) * size < all.Count ? answer with { Headers = [("Link", $"<{Address.AbsoluteUri.TrimEnd('/')}{request.Path}?page={page + 1}>; rel=\"next\"")] } : answer;
    }

    private static StandInAnswer Found(ConcurrentDictionary<string, JsonObject> all, string id) =>
        all.TryGetValue(id, out JsonObject? found) ? new StandInAnswer(200, found.ToJsonString()) : Refuse(404, "The requested resource could not be found.");

    private static StandInAnswer Refuse(int status, string message) =>
        new(status, new JsonObject { ["message"] = message, ["errors"] = new JsonArray(new JsonObject { ["description"] = message }), ["trackingId"] = "ROUTER_1" }.ToJsonString());

    private string NewId(string kind) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes($"ciscospark://us/{kind}/{Interlocked.Increment(ref _number):D8}-0000")).TrimEnd('=');
}
