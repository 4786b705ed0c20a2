using LogHog.Protocols;
using LogHog.Protocols.Events;
using LogHog.Protocols.JsonLines;

namespace LogHog.Engine.Formats.Foreign;

/// <summary>
/// One JSON object a line, as Docker, pino, zap, logrus, structlog and many others write it: time, severity, message, logger and host are found
/// under the names that these use; nested names are joined by dots; the rest are fields.
/// </summary>
internal sealed class JsonObjectParser(TimeZoneInfo zone) : ILineParser
{
    private static readonly byte[][] TimeNames =
    [
        [.. "_time"u8], [.. "time"u8], [.. "timestamp"u8], [.. "@timestamp"u8], [.. "ts"u8], [.. "@t"u8], [.. "t"u8], [.. "datetime"u8], [.. "date"u8],
    ];

    private readonly ForeignTime _time = new(zone);
    private readonly JsonLinesDecoder _decoder = new(new RecordOptions
    {
        TimeField = "\0"u8.ToArray(), // taken below, from whichever field holds one
        MessageFields = FieldSource.FromFields("_msg", "msg", "message", "@m", "MESSAGE", "log", "event", "text").Fields,
        App = FieldSource.FromFields("app", "service.name", "service"),
        Module = FieldSource.FromFields("module", "logger", "logger_name", "name"),
        Host = FieldSource.FromFields("host", "hostname", "host.name"),
        Level = FieldSource.FromFields("level", "severity", "lvl", "levelname", "log.level", "@l"),
        DefaultApp = default,
        ReceivedUnixNs = 0,
        LineBytesMax = EventLines.EventBytesMax,
    });

    private byte[] _line = [];

    public bool HasTime { get; private set; }

    public bool TryParse(ReadOnlyMemory<byte> text, LineContext context, LogEvent logEvent)
    {
        ReadOnlyMemory<byte> line = text;
        ForeignLine.Begin(ref text, context, logEvent);
        if (!text.Span.StartsWith("{"u8) || !text.Span.TrimEnd(" \t"u8).EndsWith("}"u8))
            return false;
        if (!line.Span.EndsWith("\n"u8))
            line = WithNewline(line.Span);
        if (_decoder.Decode(line, logEvent, out int consumed, out _) != DecodeStatus.Event || consumed != line.Length)
        {
            ForeignLine.Begin(ref text, context, logEvent);
            return false;
        }

        if (logEvent.App.IsEmpty)
            logEvent.App = context.App;
        HasTime = TryTakeTime(logEvent, context.NewestUnixNs);
        return true;
    }

    private bool TryTakeTime(LogEvent logEvent, long newestUnixNs)
    {
        foreach (byte[] name in TimeNames)
        {
            int index = logEvent.Fields.FindIndex(field => field.Name.Span.SequenceEqual(name));
            if (index < 0 || !_time.TryReadWhole(logEvent.Fields[index].Value.Span, newestUnixNs, out long unixNs))
                continue;
            logEvent.TimeUnixNs = unixNs;
            logEvent.Fields.RemoveAt(index);
            return true;
        }

        return false;
    }

    private ReadOnlyMemory<byte> WithNewline(ReadOnlySpan<byte> line)
    {
        if (_line.Length <= line.Length)
            _line = new byte[Math.Max(line.Length + 1, 4096)];
        line.CopyTo(_line);
        _line[line.Length] = (byte)'\n';
        return _line.AsMemory(0, line.Length + 1);
    }
}
