using LogHog.Engine.Query;
using LogHog.Engine.Query.Filters;
using LogHog.Engine.Query.Values;
using LogHog.Protocols.Events;

namespace LogHog.Engine.Search;

/// <summary>
/// The event that a reader has read, as filters see it: the same values that <see cref="EventRows"/> would put into a row, of which
/// only those are made that a filter asks for.
/// </summary>
internal sealed class EventView(LogEvent logEvent) : IRow
{
    /// <summary>A query's filter asks for a few fields; their names are kept as bytes.</summary>
    private const int NamesMax = 64;

    private readonly EventTexts _texts = new();
    private readonly List<(string Name, byte[] Bytes)> _names = [];

    public bool Matches(Filter filter) => filter.Matches(this);

    public bool TryGetTime(out long unixNs)
    {
        unixNs = logEvent.TimeUnixNs;
        return true;
    }

    public ReadOnlySpan<byte> Get(string field)
    {
        ReadOnlyMemory<byte> own = field switch
        {
            "_msg" => logEvent.Body,
            "app" => logEvent.App,
            "host" => logEvent.Host,
            "module" => logEvent.Module,
            "_time" => _texts.Time(logEvent.TimeUnixNs),
            "_stream" => _texts.Stream(logEvent.App.Span, logEvent.Host.Span, logEvent.Module.Span),
            "_stream_id" => _texts.StreamId(logEvent.App.Span, logEvent.Host.Span, logEvent.Module.Span),
            "level" => EventFields.LevelOf(logEvent.Severity),
            "exception" => logEvent.Exception,
            "trace_id" => _texts.TraceId(logEvent.TraceId),
            "span_id" => _texts.SpanId(logEvent.SpanId),
            "received" => _texts.Received(logEvent.ReceivedUnixNs),
            _ => default,
        };
        return own.IsEmpty && !IsOfPlace(field) ? GetField(field) : own.Span;
    }

    /// <summary>The file's place or the event itself says these, never a field of the sender's.</summary>
    private static bool IsOfPlace(string field) => field is "app" or "host" or "module" or "_stream" or "_stream_id" or "_time" or "_msg";

    private ReadOnlySpan<byte> GetField(string field)
    {
        if (logEvent.Fields.Count == 0)
            return default;
        // A name that is no UTF-8 is decoded to this character, and then equals such a name.
        bool isExact = !field.Contains('\uFFFD', StringComparison.Ordinal);
        byte[] name = isExact ? Bytes(field) : [];
        foreach (EventField one in logEvent.Fields)
        {
            if (!one.Value.IsEmpty && (isExact ? one.Name.Span.SequenceEqual(name) : Utf8.Decode(one.Name.Span) == field))
                return one.Value.Span;
        }

        return default;
    }

    private byte[] Bytes(string field)
    {
        foreach ((string name, byte[] bytes) in _names)
        {
            if (ReferenceEquals(name, field))
                return bytes;
        }

        byte[] made = Utf8.Encode(field);
        if (_names.Count < NamesMax)
            _names.Add((field, made));
        return made;
    }
}
