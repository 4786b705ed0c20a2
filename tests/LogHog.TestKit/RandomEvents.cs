using System.Buffers;
using System.Text;
using LogHog.Protocols.Events;

namespace LogHog.TestKit;

/// <summary>
/// Makes events that try to break whoever writes, sends or reads them: names and texts with a meaning in some format, control
/// characters, escapes, surrogates, braces, newlines, empty and huge texts. All texts are valid WTF-8, all numbers JSON's.
/// </summary>
public sealed class RandomEvents(Random random)
{
    private const int HugeTextOneIn = 20_000;

    private static readonly byte[][] Pieces = Utf8(
        "\n", "\n", "\t", "\r", "\r\n", "\0", "\u001b[31m", "\u007f", "\b", "\v", "\u0085", "\u009b", "\u00a0", "\u061c", "\u200e",
        "\u2028", "\u2029", "\u202e", "\u2066", "\u2069", "\u2000", "\u3000", "\ufeff", "\u200b", "\ud7ff", "\ue000", "\uffff", "😀", "é", "ß", "日本",
        "\\", "\\\\", "\\x", "\\x1", "\\x1b", "\\x1B", "\\x5c", "\\u", "\\u202", "\\u202e", "\\n", "\\\"", "x41", "u0041", "41", "C:\\temp\\x64",
        " ", "  ", "{", "}", " {", "} ", " {}", "{}", " {a=1}", "{a=1}", " {a=\"", "\"}", "\"", "=", "a=", "a=1", "\" {b=\"", "{\"a\": {\"b\": 1}}",
        "ERROR", "ERROR ", "INFO2 ", "FATAL4 ", "TRACE5 ", "WARN", "severity=none", " {severity=none}", " {exception=1}", " {app=x}",
        "trace_id=4bf92f3577b34da6a3ce929d0e0e4736", "received=1970-01-01T00:00:00Z", "root", "root.", "-", " - ", ":", ": ", "[", "]", "[42]: ",
        "2026-11-20T12:18:36.464316+01:00 web01 shop: fake", "{\"@t\":\"2026-11-20T12:18:36Z\"}", "true", "false", "null", "1", "-0", "1e5", "NaN",
        "/", "..", "../", "%", "$(id)", "<script>", "'", "`", ",", ";", "#", "<34>1 ");

    // A high surrogate before a low one would be one character, and not valid WTF-8 as two.
    private static readonly byte[] HighSurrogate = [0xed, 0xa0, 0xbd];
    private static readonly byte[] LowSurrogate = [0xed, 0xb2, 0x80];

    private static readonly byte[][] Names = Utf8(
        "trace_id", "span_id", "exception", "received", "app", "severity", "module", "host", "_app", "__host", "_received", "_", "@", "@@", "@t", "@m",
        "@l", "@x", "@mt", "@tr", "@sp", "@@t", "process.pid", "order", "user", "http.request.method", "a", "a b", "a=b", "1a", "-", "ünï", "", "{", "}",
        "time", "_time", "_msg", "level", "null", "true", "$", "a/b", "x-y");

    private static readonly byte[][] Numbers = Utf8(
        "0", "-0", "1", "-1", "42", "4711", "4294967295", "9999999999", "10000000000", "0.5", "-0.0", "1e5", "1E+05", "2.50e-3",
        "123456789012345678901234567890", "0.1000000000000000055511151231257827");

    private static readonly byte[][] Words = Utf8("shop", "web", "web.requests", "root", "root.web", "root.root", "root.root.web", "-", "web01", "::1", "web 01", "a:b", "a[1]");

    private readonly ArrayBufferWriter<byte> _text = new();

    /// <summary>Fills the event; it owns its texts. Also says which application the file's folder may have.</summary>
    public ReadOnlyMemory<byte> Fill(LogEvent logEvent)
    {
        logEvent.Clear();
        logEvent.TimeUnixNs = Time();
        logEvent.App = Word();
        logEvent.Module = random.Next(3) == 0 ? logEvent.App : Word();
        logEvent.Host = Word();
        logEvent.Severity = random.Next(3) == 0 ? Severity.None : (Severity)random.Next(1, 25);
        logEvent.Body = Text();
        if (random.Next(6) == 0)
            logEvent.Exception = Text();
        if (random.Next(4) == 0)
            logEvent.TraceId = new UInt128((ulong)random.NextInt64(), (ulong)random.NextInt64());
        if (random.Next(4) == 0)
            logEvent.SpanId = (ulong)random.NextInt64(long.MinValue, long.MaxValue);
        if (random.Next(6) == 0)
            logEvent.ReceivedUnixNs = Time();
        AddFields(logEvent);
        return random.Next(4) switch { 0 => default, 1 => Word(), _ => logEvent.App };
    }

    /// <summary>A text of any kind.</summary>
    public byte[] Text()
    {
        if (random.Next(HugeTextOneIn) == 0)
            return Pieced(random.Next(20_000, 60_000));
        return random.Next(8) switch
        {
            0 => [],
            1 => Pick(Pieces),
            2 => CodePoints(random.Next(1, 12)),
            3 => "The quick brown fox jumps over the lazy dog"u8[..random.Next(1, 43)].ToArray(),
            4 => Pieced(random.Next(10, 40)),
            _ => Pieced(random.Next(2, 8)),
        };
    }

    private void AddFields(LogEvent logEvent)
    {
        if (random.Next(6) == 0)
            logEvent.Fields.Add(new EventField(Names[Array.FindIndex(Names, n => n.AsSpan().SequenceEqual("process.pid"u8))], FieldKind.Number, Pick(Numbers)));
        int count = random.Next(3) switch { 0 => 0, 1 => random.Next(1, 5), _ => random.Next(200) == 0 ? 60 : 0 };
        for (int i = 0; i < count; i++)
        {
            byte[] name = random.Next(4) == 0 ? Text() : Pick(Names);
            logEvent.Fields.Add(random.Next(4) switch
            {
                0 => new EventField(name, FieldKind.Number, Pick(Numbers)),
                1 => new EventField(name, FieldKind.Bool, random.Next(2) == 0 ? "true"u8.ToArray() : "false"u8.ToArray()),
                2 => new EventField(name, FieldKind.Text, Pick(Numbers)),
                _ => new EventField(name, FieldKind.Text, Text()),
            });
        }
    }

    private long Time() => random.Next(8) switch
    {
        0 => random.NextInt64(long.MinValue, long.MaxValue),
        1 => random.Next(2) == 0 ? long.MinValue : long.MaxValue,
        2 => random.Next(-5, 5),
        3 => random.NextInt64(long.MinValue / 1000, long.MaxValue / 1000) * 1000,
        _ => 1_795_173_516_000_000_000 + random.NextInt64(3_000_000_000),
    };

    private byte[] Word() => random.Next(8) switch { 0 => Text(), 1 => [], _ => Pick(Words) };

    private byte[] Pieced(int count)
    {
        _text.ResetWrittenCount();
        bool afterHigh = false;
        for (int i = 0; i < count; i++)
        {
            int kind = random.Next(40);
            byte[] piece = kind == 0 ? HighSurrogate : kind == 1 && !afterHigh ? LowSurrogate : kind < 12 ? Pick(Words) : Pick(Pieces);
            afterHigh = kind == 0 || (piece.Length == 0 && afterHigh);
            _text.Write(piece);
        }
        return _text.WrittenSpan.ToArray();
    }

    private byte[] CodePoints(int count)
    {
        _text.ResetWrittenCount();
        Span<byte> utf8 = stackalloc byte[4];
        for (int i = 0; i < count; i++)
        {
            int max = random.Next(4) switch { 0 => 0x80, 1 => 0x800, 2 => 0x10000, _ => 0x110000 };
            Rune rune = Rune.TryCreate(random.Next(max), out Rune made) ? made : new Rune('?');
            _text.Write(utf8[..rune.EncodeToUtf8(utf8)]);
        }
        return _text.WrittenSpan.ToArray();
    }

    private byte[] Pick(byte[][] from) => from[random.Next(from.Length)];

    private static byte[][] Utf8(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];
}
