using System.Buffers.Binary;
using System.Text;
using LogHog.Protocols;
using LogHog.Protocols.Clef;
using LogHog.Protocols.Elastic;
using LogHog.Protocols.Events;
using LogHog.Protocols.Forward;
using LogHog.Protocols.Gelf;
using LogHog.Protocols.Journald;
using LogHog.Protocols.JsonLines;
using LogHog.Protocols.LogHogV1;
using LogHog.Protocols.Loki;
using LogHog.Protocols.Otlp;
using LogHog.Protocols.Relp;
using LogHog.Protocols.Splunk;
using LogHog.Protocols.Syslog;

namespace LogHog.Benchmarks;

/// <summary>What costs a decoder most for its bytes.</summary>
/// <param name="Name">The protocol, and the idea.</param>
/// <param name="CreateDecoder">For each round a new one.</param>
/// <param name="Body">All of it; about <see cref="HostileInputs.Bytes"/>.</param>
internal sealed record HostileInput(string Name, Func<IEventDecoder> CreateDecoder, byte[] Body)
{
    public Func<ProtocolSession>? CreateSession { get; init; }
}

/// <summary>The worst that we could think of for each decoder: many fields, shared fields in many events, depth, escapes, templates, empty frames.</summary>
internal static class HostileInputs
{
    public const int Bytes = 64 * 1024;

    private static readonly RecordOptions Options = new() { DefaultApp = "http"u8.ToArray(), ReceivedUnixNs = 1_700_000_000_000_000_000 };

    public static IEnumerable<HostileInput> All() =>
        [.. JsonObjects(), .. Templates(), .. Loki(), .. Otlp(), .. Streams()];

    private static IEnumerable<HostileInput> JsonObjects()
    {
        (string Name, string Text)[] objects =
        [
            ("fields", "{" + string.Join(',', Enumerable.Range(0, 1000).Select(static n => $"\"{n:x}\":1")) + "}"),
            ("depth", string.Concat(Enumerable.Repeat("{\"a\":", 31)) + "1" + new string('}', 31)),
            ("long names", "{\"" + new string('n', 900) + "\":{" + string.Join(',', Enumerable.Range(0, 1000).Select(static n => $"\"{n:x}\":1")) + "}}"),
            ("escapes", "{" + string.Join(',', Enumerable.Range(0, 1000).Select(static n => $"\"\\u0041{n:x}\":\"\\n\"")) + "}"),
            ("empty", "{}"),
            ("one field", "{\"a\":1}"),
            ("one text", $"{{\"a\":\"{string.Concat(Enumerable.Repeat("\\n", 30_000))}\"}}"),
            ("lists", $"{{\"a\":{new string('[', 30)}{string.Join(',', Enumerable.Repeat("[]", 20_000))}{new string(']', 30)}}}"),
        ];
        foreach ((string name, string text) in objects)
        {
            yield return new($"json lines, {name}", static () => new JsonLinesDecoder(Options), Filled(text + "\n"));
            yield return new($"json objects, {name}", static () => new JsonObjectsDecoder(Options), Filled(text));
            yield return new($"clef, {name}", static () => new ClefDecoder(ClefDecoder.Names(Options)), Filled(text + "\n"));
            yield return new($"seq, {name}", static () => new SeqEventsDecoder(ClefDecoder.Names(Options)), Filled("{\"Events\":[", text, ",", "]}"));
            yield return new($"splunk, {name}", static () => new HecEventDecoder(HecEventDecoder.Names(Options)), Filled($"{{\"event\":{text}}}"));
            yield return new($"elastic, {name}", static () => new BulkDecoder(BulkDecoder.Names(Options)), Filled("{\"index\":{}}\n" + text + "\n"));
            yield return new($"gelf, {name}", static () => new GelfDecoder(), Filled(text + "\0"));
        }
    }

    private static IEnumerable<HostileInput> Templates()
    {
        string fields = string.Join(',', Enumerable.Range(0, 1000).Select(static n => $"\"{n:x}\":1"));
        foreach (string hole in new[] { "{a}", "{3e7}", "{3e7,9}", "{x:0}", "{{", "{" })
        {
            string template = string.Concat(Enumerable.Repeat(hole, (Bytes - fields.Length - 20) / hole.Length));
            yield return new($"clef, template of {hole}", static () => new ClefDecoder(ClefDecoder.Names(Options)), Filled($"{{\"@mt\":\"{template}\",{fields}}}\n"));
        }
    }

    private static IEnumerable<HostileInput> Loki()
    {
        Func<IEventDecoder> json = static () => new LokiJsonDecoder(LokiNames.Of(Options));
        string labels = string.Join(',', Enumerable.Range(0, 1000).Select(static n => $"\"{n:x}\":\"\""));
        yield return new("loki, labels on many entries", json, Filled($"{{\"streams\":[{{\"stream\":{{{labels}}},\"values\":[", "[\"1\",\"\"]", ",", "]}]}"));
        yield return new("loki, labels behind entries", json, Filled($"{{\"streams\":[{{\"values\":[", "[\"1\",\"\"]", ",", $"],\"stream\":{{{labels}}}}}]}}"));
        yield return new("loki, many streams", json, Filled("{\"streams\":[", "{\"stream\":{},\"values\":[]}", ",", "]}"));
        yield return new("loki, streams without labels", json, Filled("{\"streams\":[", "{\"values\":[[\"1\",\"\"]]}", ",", "]}"));
        Func<IEventDecoder> protobuf = static () => new LokiProtobufDecoder(LokiNames.Of(Options));
        byte[] entry = Field(2, Field(1, [0x08, 0x01]));
        byte[] names = Field(1, Encoding.UTF8.GetBytes("{" + string.Join(',', Enumerable.Range(0, 1000).Select(static n => $"a{n:x}=\"\"")) + "}"));
        yield return new("loki protobuf, labels on many entries", protobuf, Field(1, [.. names, .. Repeated(entry, Bytes - names.Length)]));
        yield return new("loki protobuf, many streams", protobuf, Repeated(Field(1, [.. Field(1, "{a=\"b\"}"u8), .. entry]), Bytes));
    }

    private static IEnumerable<HostileInput> Otlp()
    {
        Func<IEventDecoder> decoder = static () => new OtlpDecoder(OtlpDecoder.Names(Options));
        byte[] attributes = [.. Enumerable.Range(0, 1000).SelectMany(static n => Field(1, [.. Field(1, Encoding.ASCII.GetBytes($"{n:x}")), .. Field(2, Field(1, []))]))];
        byte[] records = Repeated(Field(2, []), Bytes - attributes.Length);
        yield return new("otlp, attributes on many records", decoder, Field(1, [.. Field(1, attributes), .. Field(2, records)]));
        yield return new("otlp, attributes of many scopes", decoder, Field(1, [.. Field(1, attributes), .. Repeated(Field(2, Field(2, [])), Bytes - attributes.Length)]));
        byte[] leaves = [.. Enumerable.Range(0, 1000).SelectMany(static n => Field(1, [.. Field(1, Encoding.ASCII.GetBytes($"{n:x}")), .. Field(2, Field(1, []))]))];
        byte[] longNames = Field(6, [.. Field(1, new byte[900]), .. Field(2, Field(6, leaves))]);
        yield return new("otlp, long names", decoder, Repeated(Field(1, Field(2, Field(2, longNames))), Bytes));
        yield return new("otlp, many resources", decoder, Repeated(Field(1, Field(2, Field(2, []))), Bytes));
        byte[] deep = [0x0A, 0x01, 0x61];
        for (int depth = 0; depth < 30; depth++)
            deep = [.. Field(1, "a"u8), .. Field(2, Field(6, Field(1, deep)))];
        yield return new("otlp, depth", decoder, Field(1, Field(2, Repeated(Field(2, Field(6, deep)), Bytes))));
    }

    private static IEnumerable<HostileInput> Streams()
    {
        Func<IEventDecoder> syslog = static () => new SyslogDecoder();
        foreach (string text in new[] { "\n", "1 <1", "9 ", "<13>1 - - - - - [i]\n", "<13>x\n", "<13>Jan  1 00:00:00 h t[1]: x\n", "x\n" })
            yield return new($"syslog, {text.ReplaceLineEndings("\\n")}", syslog, Filled(text));
        yield return new("syslog, structured data", syslog, Filled("<13>1 - - - - - [i", " a=\"\"", "", "]\n"));
        yield return new("syslog, escapes", syslog, Filled("<13>1 - - - - - [i a=\"", "\\\"", "", "\"]\n"));
        yield return new("syslog, no UTF-8", syslog, [.. Enumerable.Repeat((byte)0xFF, Bytes - 1), (byte)'\n']);
        Func<IEventDecoder> journal = static () => new JournalExportDecoder(JournalExportDecoder.Names(Options));
        yield return new("journald, fields", journal, Filled(string.Concat(Enumerable.Range(0, 1000).Select(static n => $"A{n:X}=\n")) + "\n"));
        yield return new("journald, entries", journal, Filled("A=\n\n"));
        yield return new("loghog, empty frames", static () => new LogHogDecoder(), new byte[Bytes]);
        yield return new("loghog, frames of a byte", static () => new LogHogDecoder(), Repeated([0, 0, 0, 1, 0, 0, 0, 0, (byte)'x'], Bytes));
        yield return new("relp, frames", static () => new RelpDecoder(new SyslogDecoder(), 1 << 20), [.. "1 open 0\n"u8, .. Filled("2 syslog 1 x\n")]) { CreateSession = static () => new RelpSession() };
        ForwardOptions forward = new();
        Func<ProtocolSession> session = () => new ForwardSession(forward, static bytes => bytes.Clear());
        byte[] size = new byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(size, 60_000);
        yield return new("forward, entries that are none", () => new ForwardDecoder(forward), [0x92, 0xA1, (byte)'t', 0xDC, .. size, .. Enumerable.Repeat((byte)0xC0, 60_000)]) { CreateSession = session };
        byte[] record = [0xDE, 0x03, 0xE8, .. Enumerable.Range(0, 1000).SelectMany(static n => (byte[])[0xA3, .. Encoding.ASCII.GetBytes($"{n:x3}"), 0x01])];
        yield return new("forward, fields", () => new ForwardDecoder(forward), Repeated([0x93, 0xA1, (byte)'t', 0x01, .. record], Bytes)) { CreateSession = session };
        byte[] longNames = [0x93, 0xA1, (byte)'t', 0x01, 0x81, 0xDA, 0x03, 0x84, .. Enumerable.Repeat((byte)'n', 900), .. record];
        yield return new("forward, long names", () => new ForwardDecoder(forward), Repeated(longNames, Bytes)) { CreateSession = session };
        byte[] nested = [0x93, 0xA1, (byte)'t', 0x01, .. Enumerable.Repeat((byte[])[0x81, 0xA1, (byte)'a'], 31).SelectMany(static one => one), 0x01];
        yield return new("forward, depth", () => new ForwardDecoder(forward), Repeated(nested, Bytes)) { CreateSession = session };
    }

    private static byte[] Filled(string text) => Repeated(Encoding.UTF8.GetBytes(text), Bytes);

    private static byte[] Filled(string start, string element, string separator, string end)
    {
        int count = Math.Max(1, (Bytes - start.Length - end.Length) / (element.Length + separator.Length));
        return Encoding.UTF8.GetBytes(start + string.Join(separator, Enumerable.Repeat(element, count)) + end);
    }

    /// <summary>As often as it fits, but once at least.</summary>
    private static byte[] Repeated(byte[] piece, int bytes) => [.. Enumerable.Repeat(piece, Math.Max(1, bytes / piece.Length)).SelectMany(static one => one)];

    private static byte[] Field(int number, ReadOnlySpan<byte> bytes)
    {
        List<byte> head = [(byte)((number << 3) | 2)];
        int length = bytes.Length;
        for (; length >= 0x80; length >>= 7)
            head.Add((byte)(length | 0x80));
        return [.. head, (byte)length, .. bytes];
    }
}
