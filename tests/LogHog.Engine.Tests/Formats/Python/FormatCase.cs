using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LogHog.Engine.Configuration;
using LogHog.Engine.Formats.Python;
using LogHog.Protocols.Events;

namespace LogHog.Engine.Tests.Formats.Python;

/// <summary>A format and a record, as JSON that Python's side reads, too: <c>style format datefmt defaults record</c>.</summary>
internal sealed record FormatCase(string Style, string Format, string DateFormat, JsonObject Defaults, JsonObject Record)
{
    private static readonly string[] OfEventItself = ["name", "message", "msg", "created", "exc_text"];

    public static FormatCase Parse(string json)
    {
        JsonObject read = JsonNode.Parse(json)!.AsObject();
        return new FormatCase((string)read["style"]!, (string)read["format"]!, (string)read["datefmt"]!, read["defaults"]!.AsObject(), read["record"]!.AsObject());
    }

    public string ToJson() => new JsonObject
    {
        ["style"] = Style,
        ["format"] = Format,
        ["datefmt"] = DateFormat,
        ["defaults"] = Defaults.DeepClone(),
        ["record"] = Record.DeepClone(),
    }.ToJsonString();

    public PythonFormatSettings Settings() => new()
    {
        Format = Format,
        Style = Style switch { "{" => PythonStyle.Brace, "$" => PythonStyle.Dollar, _ => PythonStyle.Percent },
        DateFormat = DateFormat,
        Defaults = string.Join(' ', Defaults.Select(static pair => $"{pair.Key}={pair.Value!.ToJsonString()}")),
    };

    /// <summary>
    /// Every line would be the same, as of <c>%%(message)s</c>: Python takes it for a name and writes it, LogHog says what is wrong. The other two
    /// styles refuse it in Python, too.
    /// </summary>
    public bool NamesNothing => Style == "%" && !Format.Replace("%%", "", StringComparison.Ordinal).Contains("%(", StringComparison.Ordinal);

    /// <summary>What LogHog writes into the file; null = it refuses the format.</summary>
    public string? Write()
    {
        PythonFormatSettings settings = Settings();
        if (PythonTemplate.ProblemOf(settings) is not null)
            return null;
        var output = new ArrayBufferWriter<byte>();
        new PythonFormat(settings, LineTests.Berlin).Write(ToEvent(), output, LineTests.Shop);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>The record as a decoder gives it: what the event has a place for in its place, all else as fields.</summary>
    public LogEvent ToEvent()
    {
        string name = (string)Record["name"]!;
        double created = (double)Record["created"]!;
        double second = Math.Floor(created);
        var logEvent = new LogEvent
        {
            App = LineTests.Bytes("shop"),
            Host = LineTests.Bytes("web01"),
            TimeUnixNs = ((long)second * 1_000_000_000) + (long)Math.Round((created - second) * 1e9),
            Module = LineTests.Bytes(name == "root" ? "" : name),
            Severity = OfLevel((int)Record["levelno"]!),
            Body = LineTests.Bytes((string)Record["message"]!),
            Exception = LineTests.Bytes((string?)Record["exc_text"] ?? ""),
        };
        foreach ((string key, JsonNode? value) in Record)
        {
            if (value is null || OfEventItself.Contains(key) || IsOfSeverity(key, value, logEvent.Severity))
                continue;
            FieldKind kind = value.GetValueKind() switch { JsonValueKind.Number => FieldKind.Number, JsonValueKind.True or JsonValueKind.False => FieldKind.Bool, _ => FieldKind.Text };
            logEvent.With(key, kind, kind == FieldKind.Text ? (string)value! : value.ToJsonString());
        }

        return logEvent;
    }

    /// <summary>Text as Python wrote it, with LogHog's one deviation: what could attack a terminal is escaped.</summary>
    public static string Escaped(string text)
    {
        var escaped = new StringBuilder();
        foreach (char c in text)
        {
            bool isUnsafe = c is < ' ' and not '\n' and not '\t' or (>= '\x7f' and <= '\x9f') or '\u061c' or '\u200e' or '\u200f'
                or (>= '\u2028' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
            escaped.Append(!isUnsafe ? c.ToString() : c < 0x100 ? $"\\x{(int)c:x2}" : $"\\u{(int)c:x4}");
        }

        return escaped.ToString();
    }

    public override string ToString() => ToJson();

    private static Severity OfLevel(int level) => level switch
    {
        >= 50 => Severity.Fatal,
        >= 40 => Severity.Error,
        >= 30 => Severity.Warn,
        >= 20 => Severity.Info,
        >= 10 => Severity.Debug,
        > 0 => Severity.Trace,
        _ => Severity.None,
    };

    // Python's own levels follow from the severity: no field says them.
    private static bool IsOfSeverity(string key, JsonNode value, Severity severity) => key switch
    {
        "levelno" => value.ToJsonString() == Encoding.ASCII.GetString(PythonLevel.Number(severity)),
        "levelname" => (string)value! == Encoding.ASCII.GetString(PythonLevel.Name(severity)),
        _ => false,
    };
}
