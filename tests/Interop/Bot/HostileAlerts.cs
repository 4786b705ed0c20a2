using System.Text.Json;

namespace LogHog.Interop.Tests.Bot;

/// <summary>Alerts that must not be relayed.</summary>
internal static class HostileAlerts
{
    private static readonly byte[] Good = HostileCase.Bytes("""{"to":"ana@example.org","subject":"x"}""");

    public static IEnumerable<HostileCase> All(string room) => [.. Tokens(), .. Recipients(room), .. Bodies(), .. Fields(), .. Large()];

    private static IEnumerable<HostileCase> Tokens()
    {
        yield return Case("no token", Good, null, "no_credential", 401);
        yield return Case("an empty token", Good, "", "no_credential", 401);
        string[] wrong =
        [
            BotHost.Token[..^1], BotHost.Token + "0", BotHost.Token.ToUpperInvariant(), " ", "null", "undefined", "*", "%", "relay-", BotHost.Token + "," + BotHost.Token,
            BotHost.Token + " " + BotHost.OtherToken, BotHost.Token[..32], "Bearer " + BotHost.Token, "\"" + BotHost.Token + "\"", BotHost.Token + "%00", "' OR '1'='1",
            "{{token}}", "${jndi:ldap://127.0.0.1/a}", new string('a', 38), new string('a', 10_000), BotHost.Token.Replace('0', 'O'), "../../etc/passwd", BotHost.Secret,
        ];
        foreach (string token in wrong)
            yield return Case($"token {token[..Math.Min(token.Length, 50)]}", Good, token, string.IsNullOrWhiteSpace(token) ? "no_credential" : "wrong_credential", 401);
        yield return Case("the token in Authorization", Good, null, "no_credential", 401) with { More = [("Authorization", $"Bearer {BotHost.Token}")] };
        yield return Case("the token in a cookie", Good, null, "no_credential", 401) with { More = [("Cookie", $"Token={BotHost.Token}")] };
        yield return Case("the token in the body", HostileCase.Bytes($$"""{"to":"ana@example.org","subject":"x","token":"{{BotHost.Token}}"}"""), null, "no_credential", 401);
        yield return Case("a wrong token beside a large body", new byte[1 << 20], "wrong-0123456789abcdef", "wrong_credential", 401);
    }

    private static IEnumerable<HostileCase> Recipients(string room)
    {
        string[] notAllowed =
        [
            "eve@example.org", "ana@example.org.evil.example", "ana@example.com", "ana@evil-example.org", "ana@sub.example.org", "x@sub.ops.example.org", "x@ops.example.org.evil.example",
            "x@evilops.example.org", "x@opsexample.org", "x@example.org", "aana@example.org", "ana+x@example.org", "anna@example.org", "an.a@example.org", "ana@example.orgg",
            "ana@xample.org", "x@ops-example.org", "x@ops.example.or", room[..^1], room + "A", room.ToLowerInvariant(), "Y2lzY29zcGFyazovL3VzL1JPT00vZXZpbGV2aWw",
        ];
        foreach (string to in notAllowed)
            yield return Case($"to {to}", To(to), BotHost.Token, "recipient_not_allowed", 403);
        string[] nobody =
        [
            "", " ", "ana", "@example.org", "ana@", "ana@@example.org", "ana@example.org@evil.example", "ana@example.org, eve@example.org", "ana@example.org;eve@example.org",
            "ana@example.org\r\nBcc: eve@example.org", "ana@example.org\n", " ana@example.org", "ana@example.org ", "Ana <ana@example.org>", "\"ana\"@example.org", "ana(x)@example.org",
            "аna@example.org", "ana@exаmple.org", "ana@example。org", "ana@EXAMPLE\u212a.org", "ana@exampłe.org", "ana@example.org\u0000", "ana@example.org%00", "ana@example.org/../x", "ana@[127.0.0.1]",
            "*", "all", "http://127.0.0.1/", "https://169.254.169.254/latest/meta-data/", "http://[::1]:5580/metrics", "http://localhost:5580/", "file:///etc/passwd", "gopher://127.0.0.1:6379/_x",
            "../../../etc/passwd", "..%2f..%2fetc%2fpasswd", "{{person}}", "{{#lines}}x{{/lines}}", "${7*7}@example.org ", "<@all>", "<@personEmail:eve@example.org>", "$(id)", "`id`", "'; DROP TABLE people;--",
            "ana@example..org", "ana@.example.org", "ana@example.org.", "ana@-example.org", new string('a', 300) + "@example.org", "Y2lz/../rooms", "Y2lzY29zcGFyazovL3VzL1JPT00v?x=1", room + "/messages", room + "?max=1", room + "#",
        ];
        foreach (string to in nobody)
            yield return Case($"to {to[..Math.Min(to.Length, 50)]}", To(to), BotHost.Token, "bad_recipient", 400);
    }

    private static IEnumerable<HostileCase> Bodies()
    {
        string[] bodies =
        [
            "", " ", "null", "true", "1", "\"to\"", "[]", "[{\"to\":\"ana@example.org\",\"subject\":\"x\"}]", "{", "{}", "{\"to\":\"ana@example.org\"", "{'to':'ana@example.org','subject':'x'}",
            "to=ana@example.org&subject=x", "<alert><to>ana@example.org</to></alert>", "{\"to\":\"ana@example.org\"}", "{\"subject\":\"x\"}", "{\"To\":\"ana@example.org\",\"Subject\":\"x\"}",
            "{\"to\":\"eve@example.org\",\"to\":\"ana@example.org\",\"subject\":\"x\"}", "{\"to\":\"ana@example.org\",\"subject\":\"x\"}{}", "{\"to\":\"ana@example.org\",\"subject\":\"x\",}",
            "{\"to\":\"ana@example.org\",\"subject\":\"x\"}//", "\ufeff\ufeff{\"to\":\"ana@example.org\",\"subject\":\"x\"}", "{\"to\":\"ana@example.org\",\"subject\":\"\\ud800\"}",
            string.Concat(Enumerable.Repeat("{\"to\":", 1000)), string.Concat(Enumerable.Repeat("[", 30_000)), "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}},\"to\":\"ana@example.org\",\"subject\":\"x\"}",
        ];
        foreach (string body in bodies)
            yield return Case($"body {body[..Math.Min(body.Length, 60)]}", HostileCase.Bytes(body), BotHost.Token, "bad_body", 400);
        yield return Case("a body that is not UTF-8", [.. "{\"to\":\"ana@example.org\",\"subject\":\""u8, 0xff, 0xfe, .. "\"}"u8], BotHost.Token, "bad_body", 400);
        yield return Case("a body in UTF-16", System.Text.Encoding.Unicode.GetBytes("{\"to\":\"ana@example.org\",\"subject\":\"x\"}"), BotHost.Token, "bad_body", 400);
        foreach (string coding in new[] { "gzip", "deflate", "br", "zstd", "identity, gzip", "x" })
            yield return Case($"Content-Encoding: {coding}", Good, BotHost.Token, "bad_body", 400) with { More = [("Content-Encoding", coding)] };
    }

    private static IEnumerable<HostileCase> Fields()
    {
        string[] values = ["1", "true", "null", "[]", "{}", "[\"ana@example.org\"]", "{\"$ne\":null}", "1e400"];
        foreach (string value in values)
        {
            yield return Case($"to is {value}", HostileCase.Bytes($$"""{"to":{{value}},"subject":"x"}"""), BotHost.Token, "bad_body", 400);
            yield return Case($"subject is {value}", HostileCase.Bytes($$"""{"to":"ana@example.org","subject":{{value}}}"""), BotHost.Token, "bad_body", 400);
            if (value != "null")
                yield return Case($"message is {value}", HostileCase.Bytes($$"""{"to":"ana@example.org","subject":"x","message":{{value}}}"""), BotHost.Token, "bad_body", 400);
        }

        string[] subjects = ["", " ", "\t", "a\nb", "a\r\nb", "a\u0000b", "a\u001b[31mb", "a\u2028b", "a\u0085b", "a\u007fb", new string('x', 1_001)];
        foreach (string subject in subjects)
            yield return Case($"subject {subject[..Math.Min(subject.Length, 10)]}", Json("ana@example.org", subject, ""), BotHost.Token, "bad_body", 400);
        string[] messages = ["a\u0000b", "a\u001b]0;x\u0007b", "a\u0008b", "a\u009bb", new string('x', 16_001)];
        foreach (string message in messages)
            yield return Case($"message {message[..Math.Min(message.Length, 10)]}", Json("ana@example.org", "x", message), BotHost.Token, "bad_body", 400);
    }

    private static IEnumerable<HostileCase> Large()
    {
        foreach (int bytes in new[] { (64 << 10) + 1, 1 << 20, 10 << 20 })
            yield return Case($"{bytes} bytes", Json("ana@example.org", "x", new string('x', bytes)), BotHost.Token, "too_large", 413);
    }

    private static byte[] To(string to) => Json(to, "x", "y");

    private static byte[] Json(string to, string subject, string message) => JsonSerializer.SerializeToUtf8Bytes(new { to, subject, message });

    private static HostileCase Case(string name, byte[] body, string? token, string outcome, int status) => new(name, HostileCase.Alert, body, token, outcome, status);
}
