using System.Collections.Concurrent;
using System.Globalization;

namespace LogHog.TestKit.Channels;

/// <summary>Pushover's message API (pushover.net/api), field by field.</summary>
/// <param name="token">Of the application.</param>
/// <param name="user">Its user's key.</param>
public sealed class PushoverStandIn(string token, string user) : HttpStandIn
{
    private static readonly string[] Fields =
        ["token", "user", "message", "attachment", "attachment_base64", "attachment_type", "device", "html", "monospace", "priority", "sound", "timestamp", "title", "ttl", "url", "url_title", "retry", "expire", "callback", "tags"];

    private static readonly string[] Sounds =
        ["pushover", "bike", "bugle", "cashregister", "classical", "cosmic", "falling", "gamelan", "incoming", "intermission", "magic", "mechanical", "pianobar", "siren", "spacealarm", "tugboat", "alien", "climb", "persistent", "echo", "updown", "vibrate", "none"];

    private readonly ConcurrentQueue<IReadOnlyDictionary<string, string>> _taken = new();

    public string Token => token;

    public string User => user;

    public IReadOnlyList<IReadOnlyDictionary<string, string>> Taken => [.. _taken];

    /// <summary>How many messages are left of the month's.</summary>
    public int Remaining { get; set; } = 10_000;

    /// <summary>When the next month begins, in Unix seconds.</summary>
    public long ResetAt { get; set; } = 4_000_000_000;

    protected override StandInAnswer Answer(StandInRequest request)
    {
        if (request.Method != "POST" || request.Path != "/1/messages.json")
            return Refuse(404, "resource", "not found");
        Check(request.Header("Content-Type") == "application/x-www-form-urlencoded", $"Content-Type {request.Header("Content-Type")}");
        Dictionary<string, string> form = new(StringComparer.Ordinal);
        foreach (string[] pair in request.Text.Split('&').Select(static one => one.Split('=', 2)))
            Check(pair.Length == 2 && form.TryAdd(pair[0], Uri.UnescapeDataString(pair[1].Replace('+', ' '))), $"the form has {pair[0]} twice, or without a value");
        foreach (string unknown in form.Keys.Except(Fields, StringComparer.Ordinal))
            Complain($"no field {unknown}");
        if (form.GetValueOrDefault("token") != token)
            return Refuse(400, "token", "application token is invalid");
        if (form.GetValueOrDefault("user") != user)
            return Refuse(400, "user", "user identifier is not a valid user, group, or subscribed user key");
        if (!IsGood(form))
            return Refuse(400, "message", "cannot be blank or too long");
        if (Remaining <= 0)
            return Quota(new StandInAnswer(429, """{"user":"valid","errors":["application has exceeded its message limit"],"status":0,"request":"r"}"""));
        Remaining--;
        _taken.Enqueue(form);
        string receipt = form["priority"] == "2" ? ""","receipt":"rcpt" """ : "";
        return Quota(new StandInAnswer(200, $$"""{"status":1,"request":"{{Guid.NewGuid()}}"{{receipt}}}"""));
    }

    private bool IsGood(Dictionary<string, string> form)
    {
        bool isSized = Check(Runes(form, "message") is >= 1 and <= 1024, $"message of {Runes(form, "message")} characters")
            & Check(Runes(form, "title") <= 250, "title of more than 250 characters")
            & Check(Runes(form, "url") <= 512, "url of more than 512 characters") & Check(Runes(form, "url_title") <= 100, "url_title of more than 100 characters");
        int priority = int.Parse(form.GetValueOrDefault("priority", "0"), CultureInfo.InvariantCulture);
        Check(priority is >= -2 and <= 2, $"priority {priority}");
        if (priority == 2)
        {
            Check(form.TryGetValue("retry", out string? retry) && int.Parse(retry, CultureInfo.InvariantCulture) >= 30, "priority 2 needs retry of at least 30");
            Check(form.TryGetValue("expire", out string? expire) && int.Parse(expire, CultureInfo.InvariantCulture) <= 10_800, "priority 2 needs expire of at most 10800");
        }
        else
        {
            Check(!form.ContainsKey("retry") && !form.ContainsKey("expire"), "retry and expire are of priority 2");
        }

        Check(form.GetValueOrDefault("html", "1") == "1", "html is 1 or is not there");
        Check(!form.TryGetValue("sound", out string? sound) || Sounds.Contains(sound, StringComparer.Ordinal), $"no sound {sound}");
        Check(!form.TryGetValue("timestamp", out string? time) || long.TryParse(time, CultureInfo.InvariantCulture, out long _), $"timestamp {time}");
        return isSized;
    }

    private StandInAnswer Quota(StandInAnswer answer) => answer with
    {
        Headers =
        [
            ("X-Limit-App-Limit", "10000"),
            ("X-Limit-App-Remaining", Remaining.ToString(CultureInfo.InvariantCulture)),
            ("X-Limit-App-Reset", ResetAt.ToString(CultureInfo.InvariantCulture)),
        ],
    };

    private static int Runes(Dictionary<string, string> form, string name) => form.GetValueOrDefault(name, "").EnumerateRunes().Count();

    private static StandInAnswer Refuse(int status, string field, string error) =>
        new(status, $$"""{"{{field}}":"invalid","errors":["{{error}}"],"status":0,"request":"r"}""");
}
