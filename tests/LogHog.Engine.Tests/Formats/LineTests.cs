using System.Buffers;
using System.Text;
using LogHog.Engine.Configuration;
using LogHog.Engine.Formats;
using LogHog.Protocols.Events;

namespace LogHog.Engine.Tests.Formats;

/// <summary>Short ways to make events and lines in tests.</summary>
internal static class LineTests
{
    public const long Noon = 1_795_173_516_464_316_000; // 2026-11-20T11:18:36.464316Z

    public static readonly LineContext Shop = new(Bytes("shop"));

    public static TimeZoneInfo Berlin { get; } = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    public static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static LogEvent Event(string body, string module = "", Severity severity = Severity.None, string exception = "") => new()
    {
        TimeUnixNs = Noon,
        App = Bytes("shop"),
        Host = Bytes("web01"),
        Module = Bytes(module),
        Severity = severity,
        Body = Bytes(body),
        Exception = Bytes(exception),
    };

    public static LogEvent With(this LogEvent logEvent, string name, FieldKind kind, string value)
    {
        logEvent.Fields.Add(new EventField(Bytes(name), kind, Bytes(value)));
        return logEvent;
    }

    public static string Line(LineFormatKind kind, LogEvent logEvent, LineContext context)
    {
        var output = new ArrayBufferWriter<byte>();
        LineFormats.CreateFormat(kind, Berlin).Write(logEvent, output, context);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>The event as the line gives it back; texts are the test's own.</summary>
    public static LogEvent Parsed(LineFormatKind kind, string line, out bool isLine, LineContext context)
    {
        var logEvent = new LogEvent();
        isLine = LineFormats.CreateParser(kind, Berlin).TryParse(Bytes(line), context, logEvent);
        return logEvent;
    }

    public static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);
}
