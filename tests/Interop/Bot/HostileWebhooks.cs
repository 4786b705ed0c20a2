using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace LogHog.Interop.Tests.Bot;

/// <summary>Webhooks that must not be answered. The message that they tell of is there, and Ana has written it: only the webhook is forged.</summary>
internal static class HostileWebhooks
{
    public static IEnumerable<HostileCase> All(BotHost bot, string message) =>
        [.. Signatures(bot.Webhook(message)), .. Events(bot, message), .. Strangers(bot, message), .. Bodies(bot, message), .. Ids(bot, message), .. Large(bot, message)];

    [SuppressMessage("Security", "CA5350", Justification = "What must not be taken for a signature.")]
    [SuppressMessage("Security", "CA5351", Justification = "What must not be taken for a signature.")]
    private static IEnumerable<HostileCase> Signatures(JsonObject webhook)
    {
        byte[] body = Encoding.UTF8.GetBytes(webhook.ToJsonString());
        byte[] key = Encoding.UTF8.GetBytes(BotHost.Secret);
        string good = BotHost.Sign(body);
        yield return Case("no signature", body, null, "no_credential", 401);
        yield return Case("an empty signature", body, "", "no_credential", 401);
        string[] wrong =
        [
            good[..^1], good[1..], good[..20], good + "0", good + good, good.ToUpperInvariant(), "sha1=" + good, "0x" + good, "\"" + good + "\"", good + ";", good + "," + good, good.Insert(20, " "),
            good.Insert(2, ":"), new string('0', 40), new string('f', 40), good[..39] + (good[39] == '0' ? '1' : '0'), (good[0] == '0' ? '1' : '0') + good[1..], new string([.. good.Reverse()]),
            Convert.ToBase64String(HMACSHA1.HashData(key, body)), Convert.ToHexStringLower(HMACSHA256.HashData(key, body)), Convert.ToHexStringLower(HMACSHA512.HashData(key, body)),
            Convert.ToHexStringLower(HMACMD5.HashData(key, body)), Convert.ToHexStringLower(HMACSHA256.HashData(key, body))[..40], Convert.ToHexStringLower(SHA1.HashData(body)),
            Convert.ToHexStringLower(SHA1.HashData([.. key, .. body])), Convert.ToHexStringLower(SHA1.HashData([.. body, .. key])), BotHost.Sign(body, ""), BotHost.Sign(body, "secret"),
            BotHost.Sign(body, BotHost.Secret + "\n"), BotHost.Sign(body, BotHost.Secret + " "), BotHost.Sign(body, BotHost.Token), BotHost.Sign([]), BotHost.Sign([.. body, (byte)'\n']), BotHost.Sign(body[..^1]),
            "null", "none", "*", "{{signature}}", BotHost.Secret, new string('a', 5_000),
        ];
        foreach (string signature in wrong)
            yield return Case($"signature {signature[..Math.Min(signature.Length, 50)]}", body, signature, "wrong_credential", 401);
        yield return Case("another header's signature", body, null, "no_credential", 401) with { More = [("X-Hub-Signature", "sha1=" + good), ("X-Signature", good)] };
        yield return Case("two signatures", body, good, "wrong_credential", 401) with { More = [("X-Spark-Signature", good)] };
        // The signature of a real one, over a body that was changed.
        foreach ((string name, string value) in new[] { ("resource", "rooms"), ("event", "updated"), ("id", "x") })
        {
            JsonObject changed = webhook.DeepClone().AsObject();
            changed[name] = value;
            yield return Case($"{name} changed behind the signature", Encoding.UTF8.GetBytes(changed.ToJsonString()), good, "wrong_credential", 401);
        }

        yield return Case("white space added behind the signature", [.. body, (byte)' '], good, "wrong_credential", 401);
        yield return Case("the body of another encoding", Encoding.Unicode.GetBytes(webhook.ToJsonString()), good, "wrong_credential", 401);
        yield return Case("an empty body with the signature of another", [], good, "wrong_credential", 401);
    }

    private static IEnumerable<HostileCase> Events(BotHost bot, string message)
    {
        (string Resource, string Event)[] others =
        [
            ("messages", "updated"), ("messages", "deleted"), ("messages", "all"), ("messages", ""), ("messages", "CREATED"), ("Messages", "created"), ("messages ", "created"), ("messages", "created "),
            ("message", "created"), ("rooms", "created"), ("memberships", "created"), ("attachmentActions", "created"), ("all", "all"), ("", "created"), ("messages/created", "created"), ("*", "*"),
        ];
        foreach ((string resource, string happened) in others)
        {
            JsonObject webhook = bot.Webhook(message);
            (webhook["resource"], webhook["event"]) = (resource, happened);
            yield return Signed($"of {resource}/{happened}", webhook, "other_event", 400);
        }
    }

    private static IEnumerable<HostileCase> Strangers(BotHost bot, string message)
    {
        string[] strangers =
        [
            "eve@example.org", "ana@example.com", "ana@example.org.evil.example", "ana@evil.example.org", "ana@sub.example.org", "x@sub.ops.example.org", "x@evil-ops.example.org", "x@evilops.example.org",
            "x@ops.example.org.evil.example", "x@ops.example.orgg", "x@ops.example.or", "x@example.org", "@ops.example.org", "x@@ops.example.org", "x@ops.example.org@evil.example", "ana@example.org, x@evil.example",
            "x@evil.example, ana@example.org", " ana@example.org", "ana@example.org ", "ana@example.org\u0000", "ana@example.org\n", "аna@example.org", "ana@exаmple.org", "ana@example。org", "x@ops.example\u2024org", "x@opſ.example.org",
            "ana@ex\u00adample.org", "<ana@example.org>", "Ana <ana@example.org>", "\"ana@example.org\"@evil.example", "ana@example.org.", "ana%40example.org", "", "*", "@", "{{trusted}}", "ana@example.org'--", "anа@example.org",
        ];
        foreach (string email in strangers)
            yield return Signed($"by {email}", bot.Webhook(message, email), "stranger", 200);
    }

    private static IEnumerable<HostileCase> Bodies(BotHost bot, string message)
    {
        string good = bot.Webhook(message).ToJsonString();
        string[] bodies =
        [
            "", " ", "null", "[]", "1", "\"messages\"", "{", "{}", good[..^1], good[..100], good + good, "[" + good + "]", "resource=messages&event=created", "{\"resource\":\"messages\"}", "{\"event\":\"created\"}",
            "{\"resource\":\"messages\",\"event\":\"created\"}", "{\"resource\":\"messages\",\"event\":\"created\",\"data\":null}", "{\"resource\":\"messages\",\"event\":\"created\",\"data\":[]}",
            "{\"resource\":\"messages\",\"event\":\"created\",\"data\":{}}", "{\"resource\":[\"messages\"],\"event\":\"created\"}", "{\"resource\":\"rooms\"," + good[1..], string.Concat(Enumerable.Repeat("{\"data\":", 5_000)),
            good.Replace("\"personEmail\":\"ana@example.org\"", "\"personEmail\":[\"ana@example.org\"]", StringComparison.Ordinal), good.Replace("\"personEmail\":\"ana@example.org\"", "\"x\":1", StringComparison.Ordinal),
        ];
        foreach (string body in bodies)
            yield return Signed($"body {body[..Math.Min(body.Length, 60)]}", HostileCase.Bytes(body), "bad_body", 400);
        byte[] whole = HostileCase.Bytes(good);
        yield return Signed("Content-Encoding: gzip", whole, "bad_body", 400) with { More = [("Content-Encoding", "gzip")] };
    }

    /// <summary>Ids that would lead the bot elsewhere when it fetches the message.</summary>
    private static IEnumerable<HostileCase> Ids(BotHost bot, string message)
    {
        string[] ids =
        [
            "", "x", "../people/me", "..%2fpeople%2fme", "me", "http://127.0.0.1/", "http://169.254.169.254/latest/meta-data/", "//evil.example/x", "https://evil.example/", "@evil.example/", message + "/../../people/me",
            message + "?max=1", message + "#x", message + "\r\nHost: evil.example", message + "\u0000", message + " ", "{{id}}", "${7*7}", "$(id)", "`id`", "'; DROP TABLE messages;--", new string('A', 10_000), "Y2lz\u202eY29z", "localhost:5580", "[::1]",
        ];
        foreach (string id in ids)
        {
            JsonObject ofMessage = bot.Webhook(id);
            JsonObject ofRoom = bot.Webhook(message);
            ofRoom["data"]!["roomId"] = id;
            yield return Signed($"message {id[..Math.Min(id.Length, 50)]}", ofMessage, "bad_body", 400);
            yield return Signed($"room {id[..Math.Min(id.Length, 50)]}", ofRoom, "bad_body", 400);
        }
    }

    private static IEnumerable<HostileCase> Large(BotHost bot, string message)
    {
        foreach (int bytes in new[] { (64 << 10) + 1, 1 << 20, 10 << 20 })
        {
            JsonObject webhook = bot.Webhook(message);
            webhook["name"] = new string('x', bytes);
            yield return Signed($"{bytes} bytes, signed", webhook, "too_large", 413);
        }

        yield return Case("10 MB without a signature", new byte[10 << 20], null, "no_credential", 401);
    }

    private static HostileCase Signed(string name, JsonObject body, string outcome, int status) => Signed(name, Encoding.UTF8.GetBytes(body.ToJsonString()), outcome, status);

    private static HostileCase Signed(string name, byte[] body, string outcome, int status) => Case(name, body, BotHost.Sign(body), outcome, status);

    private static HostileCase Case(string name, byte[] body, string? signature, string outcome, int status) => new(name, HostileCase.Webhook, body, signature, outcome, status);
}
