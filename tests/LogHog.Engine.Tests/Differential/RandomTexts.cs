using System.Globalization;
using System.Text;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Differential;

/// <summary>Messages and values as servers write them, and some that nobody should: words that filters can tell apart, and texts that formats must escape.</summary>
internal sealed class RandomTexts(Random random)
{
    public static readonly string[] Paths = ["/", "/login", "/api/v1/orders", "/api/v1/orders/17", "/api/v2/cart", "/static/app.js", "/a b", "/ünï"];

    public static readonly string[] Users = ["alice", "bob", "Grace", "élodie", "o'hara", "a b", "root"];

    private static readonly string[] Words =
    [
        "error", "Error", "ERROR", "errors", "timeout", "timed", "out", "connection", "refused", "user", "alice", "bob", "élodie", "Élodie", "request",
        "GET", "order", "failed", "a_b", "_x", "x1", "1", "42", "3.5", "日本", "naïve", "the", "of", "in", "and", "or", "not",
    ];

    private static readonly string[] Separators = [" ", " ", " ", ": ", ", ", "=", "-", ".", "/", "\"", "  ", "\t", "|", "(", ")", "\u00a0", "\\", " {", "} "];

    private readonly RandomEvents _hostile = new(random);

    /// <summary>Bytes in front of and behind long messages, so that files have many blocks though they have few events; 0 = none.</summary>
    public int PaddingBytesMax { get; init; }

    public byte[] Message()
    {
        string text = random.Next(12) switch
        {
            0 or 1 => Access(),
            2 or 3 => $"{Pick("Failed", "Accepted")} password for {Pick(Users)} from {Address()} port {random.Next(1024, 65536)} ssh2",
            4 or 5 => $"order {random.Next(300)} {Pick("failed: timed out after", "done in")} {random.Next(5000)}ms",
            6 => $$"""{"ok":{{Pick("true", "false")}},"took":{{random.Next(100)}},"user":"{{Pick(Users)}}","tags":["a","b{{random.Next(3)}}"],"in":{"n":{{random.Next(9)}} } }""",
            7 => $"user={Pick("alice", "bob")} took={random.Next(90)}ms path={Pick("/", "/login")} msg=\"two words\" id={random.NextInt64():x}",
            8 => $"<{random.Next(8, 190)}>1 2026-11-18T03:04:05Z {Pick("web-1", "-")} app {random.Next(999)} - - hello {random.Next(50)}",
            9 => $"\u001b[3{random.Next(8)}m{Pick(Words)}\u001b[0m done\nsecond {Pick(Words)} line\n\n  indented",
            10 => $"Traceback (most recent call last):\n  File \"/srv/{Pick("pay", "cart")}.py\", line {random.Next(300)}, in run\n{Pick("ValueError", "KeyError")}: {random.Next(20)}",
            _ => Sentence(),
        };
        if (random.Next(30) == 0)
            return random.Next(3) == 0 ? [] : random.Next(5) == 0 ? "\0"u8.ToArray() : _hostile.Text();
        if (PaddingBytesMax > 0 && random.Next(3) > 0)
            text = $"{text} {string.Join(' ', Enumerable.Repeat($"pad{random.Next(50)}", random.Next(PaddingBytesMax / 6)))}";
        return Encoding.UTF8.GetBytes(text);
    }

    public string Sentence()
    {
        var text = new StringBuilder(Pick(Words));
        for (int more = random.Next(6); more > 0; more--)
            text.Append(Pick(Separators)).Append(Pick(Words));
        return text.ToString();
    }

    public string Address() => string.Create(CultureInfo.InvariantCulture, $"10.{random.Next(3)}.{random.Next(4)}.{random.Next(256)}");

    /// <summary>A value that is a number in one row, a size, a moment or nothing of that kind in the next.</summary>
    public string Mixed() => random.Next(10) switch
    {
        0 => "abc",
        1 => random.Next(-50, 50).ToString(CultureInfo.InvariantCulture),
        2 => $"{random.Next(9)}.{random.Next(99)}",
        3 => $"{random.Next(1, 900)}ms",
        4 => $"{random.Next(1, 90)}KiB",
        5 => Address(),
        6 => "2026-11-18T04:05:06Z",
        7 => $"0{random.Next(9)}",
        8 => "1e3",
        _ => Sentence(),
    };

    private string Access() =>
        $"{Address()} - {Pick("-", "alice")} \"{Pick("GET", "POST", "HEAD")} {Pick(Paths)} HTTP/1.1\" {Pick("200", "204", "301", "404", "500")} {random.Next(90_000)} {random.Next(3000) / 1000.0:F3}";

    private string Pick(params string[] from) => from[random.Next(from.Length)];
}
