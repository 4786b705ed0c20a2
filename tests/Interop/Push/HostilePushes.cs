using System.Security.Cryptography;
using System.Text;
using LogHog.Protocols.ConfigPush;

namespace LogHog.Interop.Tests.Push;

/// <summary>More than 200 pushes that no program may take.</summary>
public static class HostilePushes
{
    public static IReadOnlyList<HostilePush> All(HostileMeans means)
    {
        byte[] good = Encoding.UTF8.GetBytes(means.Body());
        return
        [
            .. Unsigned(means).Select(static one => new HostilePush("unsigned: " + one.Name, HostilePush.Framed(one.Bytes))),
            .. WronglySigned(means, good).Select(static one => new HostilePush("wrongly signed: " + one.Name, HostilePush.Framed(one.Bytes))),
            .. Confused(means, good).Select(static one => new HostilePush("algorithm: " + one.Name, HostilePush.Framed(one.Bytes))),
            .. Bodies(means).Select(one => new HostilePush("signed body: " + one.Name, HostilePush.Framed(means.Signed(one.Body)))),
            .. HostileBytes(means).Select(one => new HostilePush("signed bytes: " + one.Name, HostilePush.Framed(means.Signed(one.Bytes)))),
            .. HostileConfigs.All(means.Canary).Select(one => new HostilePush("signed config: " + one, HostilePush.Framed(means.Signed(means.Body(one))))),
            .. Frames(means),
        ];
    }

    private static IEnumerable<(string Name, byte[] Bytes)> Unsigned(HostileMeans means)
    {
        string good = Encoding.ASCII.GetString(means.Signed(means.Body()));
        yield return ("a dictConfig", Encoding.UTF8.GetBytes(HostileMeans.Silence));
        yield return ("nothing", []);
        yield return ("an INI that Python would evaluate", Encoding.UTF8.GetBytes(
            $"[loggers]\nkeys=root\n[handlers]\nkeys=h\n[formatters]\nkeys=\n[logger_root]\nlevel=CRITICAL\nhandlers=h\n"
            + $"[handler_h]\nclass=StreamHandler\nargs=(__import__('os').system('touch {means.Canary}'),)\n"));
        yield return ("an INI after an envelope", Encoding.UTF8.GetBytes($"{good}\n[loggers]\nkeys=root\n[logger_root]\nlevel=CRITICAL\nhandlers=\n[handlers]\nkeys=\n[formatters]\nkeys=\n"));
        foreach (string text in new[] { "{", "}", "{}", "null", "[]", "\"\"", "1", "true", "{\"loghog_push\":\"1\"}", "{\"\\udfff\":\"1\"}", "{\"loghog_push\":1,\"key\":\"ops\",\"body\":\"e30=\",\"signature\":\"e30=\"}" })
            yield return (text, Encoding.UTF8.GetBytes(text));
        yield return ("no signature", Encoding.ASCII.GetBytes(good[..good.IndexOf(",\"signature\"", StringComparison.Ordinal)] + "}"));
        yield return ("an empty signature", HostileMeans.Envelope("ops", Encoding.UTF8.GetBytes(means.Body()), []));
        yield return ("an empty body", HostileMeans.Envelope("ops", [], means.Hmac.Sign([])));
        yield return ("a signature that is null", Encoding.ASCII.GetBytes(good[..good.IndexOf("\"signature\":", StringComparison.Ordinal)] + "\"signature\":null}"));
        yield return ("another form", Encoding.ASCII.GetBytes(good.Replace("\"loghog_push\":\"1\"", "\"loghog_push\":\"2\"", StringComparison.Ordinal)));
        yield return ("one member more", Encoding.ASCII.GetBytes(good.Replace("{", "{\"alg\":\"none\",", StringComparison.Ordinal)));
        yield return ("the key twice", Encoding.ASCII.GetBytes(good.Replace("{", "{\"key\":\"evil\",", StringComparison.Ordinal)));
        yield return ("the signature twice", Encoding.ASCII.GetBytes(good.Replace("{", "{\"signature\":\"\",", StringComparison.Ordinal)));
        yield return ("white space before", Encoding.ASCII.GetBytes(" " + good));
        yield return ("a newline after", Encoding.ASCII.GetBytes(good + "\n"));
        yield return ("a NUL after", Encoding.ASCII.GetBytes(good + "\0"));
        yield return ("a byte order mark", [.. Encoding.UTF8.Preamble, .. Encoding.ASCII.GetBytes(good)]);
        yield return ("UTF-16", Encoding.Unicode.GetBytes(good));
        yield return ("UTF-32", Encoding.UTF32.GetBytes(good));
        yield return ("two envelopes", Encoding.ASCII.GetBytes(good + good));
        yield return ("an envelope in a list", Encoding.ASCII.GetBytes($"[{good}]"));
        yield return ("bytes that are not UTF-8", [(byte)'{', 0xff, 0xfe, (byte)'}']);
        yield return ("deep objects", Encoding.ASCII.GetBytes(new string('{', 200_000) + new string('}', 200_000)));
        yield return ("deep lists", Encoding.ASCII.GetBytes(new string('[', 400_000)));
        yield return ("an envelope with an object for a body", Encoding.ASCII.GetBytes("{\"loghog_push\":\"1\",\"key\":\"ops\",\"body\":" + HostileMeans.Silence + ",\"signature\":\"\"}"));
        yield return ("a pickle", Convert.FromBase64String("gASVIQAAAAAAAACMBXBvc2l4lIwGc3lzdGVtlJOUjAZ0b3VjaCB4lIWUUpQu"));
        var random = new Random(20261128);
        for (int i = 0; i < 10; i++)
        {
            byte[] noise = new byte[random.Next(1, 5000)];
            random.NextBytes(noise);
            yield return ($"noise {i}", noise);
        }
    }

    private static IEnumerable<(string Name, byte[] Bytes)> WronglySigned(HostileMeans means, byte[] good)
    {
        byte[] signature = means.Hmac.Sign(good);
        PushKey other = PushKey.Create("ops", PushAlgorithm.HmacSha256);
        PushKey evil = PushKey.Create("evil", PushAlgorithm.HmacSha256);
        yield return ("another key of the same name", means.Signed(good, other));
        yield return ("an unknown key", means.Signed(good, evil));
        foreach (string id in new[] { "", "OPS", "ops ", " ops", "ops\\u0000", "\\u043eps", "ops\\n", "../ops", "ops.key", "*", "\\ud800", "null" })
            yield return ($"the key '{id}'", HostileMeans.Envelope(id, Convert.ToBase64String(good), Convert.ToBase64String(signature)));
        foreach (int length in new[] { 1, 2, 8, 16, 31 })
            yield return ($"{length} bytes of the signature", HostileMeans.Envelope("ops", good, signature[..length]));
        yield return ("a signature with a byte more", HostileMeans.Envelope("ops", good, [.. signature, 0]));
        yield return ("a signature of zeros", HostileMeans.Envelope("ops", good, new byte[32]));
        for (int bit = 0; bit < 256; bit += 16)
            yield return ($"bit {bit} of the signature turned", HostileMeans.Envelope("ops", good, Turned(signature, bit)));
        for (int bit = 3; bit < good.Length * 8; bit += good.Length * 8 / 20)
            yield return ($"bit {bit} of the body turned", HostileMeans.Envelope("ops", Turned(good, bit), signature));
        string text = Convert.ToBase64String(good);
        string sign = Convert.ToBase64String(signature);
        yield return ("base64 with white space", HostileMeans.Envelope("ops", text[..4] + " " + text[4..], sign));
        yield return ("base64 with an escaped newline", HostileMeans.Envelope("ops", text[..4] + "\\n" + text[4..], sign));
        yield return ("base64 without its padding", HostileMeans.Envelope("ops", text, sign.TrimEnd('=')));
        yield return ("base64 with more padding", HostileMeans.Envelope("ops", text, sign + "="));
        yield return ("base64 of URLs", HostileMeans.Envelope("ops", text, sign.Replace('+', '-').Replace('/', '_').TrimEnd('=')));
        yield return ("a signature in hexadecimal", HostileMeans.Envelope("ops", text, Convert.ToHexString(signature)));
        yield return ("another body behind a good one", HostileMeans.Envelope("ops", text + text, sign));
        yield return ("the signature of another push", HostileMeans.Envelope("ops", good, means.Hmac.Sign(Encoding.UTF8.GetBytes(means.Body(target: "\"web\"")))));
    }

    private static IEnumerable<(string Name, byte[] Bytes)> Confused(HostileMeans means, byte[] good)
    {
        byte[] der = means.Ecdsa.Public.ToArray();
        byte[] pem = Encoding.ASCII.GetBytes(PemEncoding.WriteString("PUBLIC KEY", der));
        byte[] file = PushKeyText.FormatPublic(means.Ecdsa);
        foreach ((string name, byte[] secret) in new[] { ("DER", der), ("PEM", pem), ("its file", file), ("its point", der[^65..]), ("nothing", []) })
        {
            foreach (string algorithm in new[] { "hmac-sha256", "ecdsa-p256" })
                yield return ($"HMAC with the public key as {name}, said to be {algorithm}", HostileMeans.Envelope("pub", good, HostileMeans.Mac(secret, means.SignedBytes(algorithm, "pub", good))));
        }

        yield return ("an ECDSA signature under the HMAC key's name", HostileMeans.Envelope("ops", good, means.Ecdsa.Sign(good)));
        yield return ("an HMAC under the ECDSA key's name", HostileMeans.Envelope("pub", good, means.Hmac.Sign(good)));
        yield return ("r and s are 0", HostileMeans.Envelope("pub", good, new byte[64]));
        yield return ("r and s are 1", HostileMeans.Envelope("pub", good, [.. new byte[31], 1, .. new byte[31], 1]));
        yield return ("r and s are all ones", HostileMeans.Envelope("pub", good, [.. Enumerable.Repeat((byte)0xff, 64)]));
        yield return ("r and s are the order", HostileMeans.Envelope("pub", good, [.. Order, .. Order]));
        yield return ("an ECDSA signature in DER", HostileMeans.Envelope("pub", good, Convert.FromHexString("3006020101020101")));
        yield return ("half of an ECDSA signature", HostileMeans.Envelope("pub", good, means.Ecdsa.Sign(good)[..32]));
        yield return ("another ECDSA key of the same name", means.Signed(good, PushKey.Create("pub", PushAlgorithm.EcdsaP256)));
        yield return ("an ECDSA key under the HMAC key's name", means.Signed(good, PushKey.Create("ops", PushAlgorithm.EcdsaP256)));
        yield return ("SHA-512", HostileMeans.Envelope("ops", good, SHA512.HashData(good)));
        yield return ("a hash without a key", HostileMeans.Envelope("ops", good, SHA256.HashData(means.SignedBytes("hmac-sha256", "ops", good))));
    }

    private static IEnumerable<(string Name, string Body)> Bodies(HostileMeans means)
    {
        string now = $"{means.Now}";
        foreach (string version in new[] { "0", "-1", "1", $"{means.Version}", $"{means.Version - 1}", $"{means.Version + 1}.0", "1e15", "\"9\"", "true", "null", "[]", "NaN", "9007199254740992", "18446744073709551617", $"0{means.Version + 1}", $"+{means.Version + 1}" })
            yield return ($"version {version}", means.Body(version: version));
        foreach (string target in new[] { "\"web\"", "\"SHOP\"", "\"shop \"", "\"shop\\n\"", "\"shop\\u0000\"", "\"\\u0455hop\"", "\"sh\\u00adop\"", "\"\"", "null", "[\"shop\"]", "\"*\"", "\"sho\\ud800p\"" })
            yield return ($"target {target}", means.Body(target: target));
        foreach (string kind in new[] { "\"facilities\"", "\"fileConfig\"", "\"dictconfig\"", "\"\"", "null", "1" })
            yield return ($"kind {kind}", means.Body(kind: kind));
        yield return ("facilities for this program", means.Body("\"[shop]\\nrotate = daily\"", kind: "\"facilities\""));
        yield return ("expired", means.Body(issued: $"{means.Now - 600}", expires: $"{means.Now - 300}"));
        yield return ("expires when it was issued", means.Body(issued: now, expires: now));
        yield return ("issued in an hour", means.Body(issued: $"{means.Now + 3600}", expires: $"{means.Now + 7200}"));
        foreach (string time in new[] { "null", "\"2026-11-28T00:00:00Z\"", "-1", "1.5e9", "true", "{}", "9007199254740992" })
        {
            yield return ($"issued {time}", means.Body(issued: time));
            yield return ($"expires {time}", means.Body(expires: time));
        }

        foreach (string config in new[] { "null", "[]", "1", "\"" + "[loggers]\\nkeys=root" + "\"", "[" + HostileMeans.Silence + "]", "true" })
            yield return ($"config {config}", means.Body(config));
        string good = means.Body();
        foreach (string member in new[] { "\"target\":\"shop\",", "\"version\":1,", "\"config\":{\"version\":1},", "\"extra\":1,", "\"kind\":\"dictConfig\"," })
            yield return ($"one member more: {member}", good.Replace("{\"target\"", "{" + member + "\"target\"", StringComparison.Ordinal));
        yield return ("no target", good.Replace("\"target\":\"shop\",", "", StringComparison.Ordinal));
        yield return ("no expiry", good.Replace($",\"expires\":{means.Now + 300}", "", StringComparison.Ordinal));
        yield return ("comments", good.Replace("{\"target\"", "{/* */\"target\"", StringComparison.Ordinal));
        yield return ("a comma too many", good[..^1] + ",}");
        yield return ("single quotes", good.Replace('"', '\''));
        yield return ("no JSON", "import os");
        yield return ("an INI", "[loggers]\nkeys=root\n");
        yield return ("two bodies", good + good);
    }

    private static IEnumerable<(string Name, byte[] Bytes)> HostileBytes(HostileMeans means)
    {
        byte[] good = Encoding.UTF8.GetBytes(means.Body());
        yield return ("a byte order mark", [.. Encoding.UTF8.Preamble, .. good]);
        yield return ("UTF-16", Encoding.Unicode.GetBytes(means.Body()));
        yield return ("not UTF-8", [.. good[..^1], 0xff, (byte)'}']);
        yield return ("an overlong sign", [.. good[..^2], 0xc0, 0xaf, .. good[^2..]]);
        yield return ("a NUL behind it", [.. good, 0]);
    }

    private static IEnumerable<HostilePush> Frames(HostileMeans means)
    {
        byte[] good = means.Signed(means.Body());
        yield return new HostilePush("frame: replayed", HostilePush.Framed(means.Accepted));
        yield return new HostilePush("frame: 3 bytes of a length", HostilePush.Framed(good)[..3], IsCut: true);
        yield return new HostilePush("frame: no bytes at all", [], IsCut: true);
        yield return new HostilePush("frame: one byte too few", HostilePush.Framed(good)[..^1], IsCut: true);
        yield return new HostilePush("frame: half of it", HostilePush.Framed(good)[..(good.Length / 2)], IsCut: true);
        yield return new HostilePush("frame: one byte more claimed than sent", HostilePush.Framed(good, (uint)good.Length + 1), IsCut: true);
        yield return new HostilePush("frame: 1 GB claimed", HostilePush.Framed(good, 1_000_000_000), IsCut: true);
        yield return new HostilePush("frame: 2 GiB claimed", HostilePush.Framed(good, 0x8000_0000), IsCut: true);
        yield return new HostilePush("frame: 1 byte less claimed than sent", HostilePush.Framed(good, (uint)good.Length - 1), IsCut: true);
        yield return new HostilePush("frame: no byte claimed", HostilePush.Framed(good, 0), IsCut: true);
        yield return new HostilePush("frame: little-endian", [.. BitConverter.GetBytes(good.Length), .. good], IsCut: true);
        yield return new HostilePush("frame: no length", good, IsCut: true);
        string filler = new('x', PushEnvelope.BytesMax);
        yield return new HostilePush("frame: longer than the limit, signed", HostilePush.Framed(means.Signed(means.Body($$"""{"version":1,"incremental":true,"root":{"level":"CRITICAL"},"x":"{{filler}}"}"""))));
    }

    private static byte[] Turned(byte[] bytes, int bit)
    {
        byte[] turned = [.. bytes];
        turned[bit / 8] ^= (byte)(1 << (bit % 8));
        return turned;
    }

    /// <summary>Of the group of P-256 (FIPS 186-4, D.1.2.3).</summary>
    private static byte[] Order => Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");
}
