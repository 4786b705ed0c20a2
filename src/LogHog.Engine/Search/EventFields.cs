using LogHog.Engine.Formats;
using LogHog.Engine.Query.Values;
using LogHog.Protocols.Events;

namespace LogHog.Engine.Search;

/// <summary>
/// Which fields an event has and their values, for whoever searches or indexes events: <c>_msg</c>, <c>app</c>, <c>host</c>,
/// <c>module</c>, <c>level</c>, <c>exception</c>, <c>trace_id</c>, <c>span_id</c>, <c>received</c>, and the sender's fields. Where a
/// field has one of these names, or a name that came before, the first counts. What is empty has no field. <c>_time</c>,
/// <c>_stream</c> and <c>_stream_id</c> follow from the event's time and from these.
/// </summary>
internal sealed class EventFields
{
    /// <summary>Names of fields are few; hostile ones are many, and are forgotten after their event.</summary>
    private const int NamesMax = 10_000;

    /// <summary>The fields of an event mostly have the names of the event before, in the same order.</summary>
    private const int RecentMax = 32;

    private const int TraceIdBytes = 32;
    private const int SpanIdBytes = 16;

    private static readonly byte[][] Levels =
        [.. Enumerable.Range(0, 25).Select(static number => Utf8.Encode(number == 0 ? "" : ((Severity)number).ToString().ToLowerInvariant()))];

    private readonly Dictionary<byte[], FieldKey> _byBytes = new(ByteComparer.Instance);
    private readonly Dictionary<string, FieldKey> _byName = new(StringComparer.Ordinal);
    private readonly (byte[] Bytes, FieldKey Key)[] _recent = new (byte[], FieldKey)[RecentMax];
    private readonly byte[] _derived = new byte[TraceIdBytes + SpanIdBytes + Timestamps.FormatBytesMax];
    private readonly FieldKey _message, _app, _host, _module, _level, _exception, _traceId, _spanId, _received;
    private (FieldKey Key, ReadOnlyMemory<byte> Value)[] _values = new (FieldKey, ReadOnlyMemory<byte>)[32];
    private int _count;
    private long _event;

    public EventFields()
    {
        _message = new FieldKey("_msg", 0, isOfPlace: true);
        _app = new FieldKey("app", 1, isOfPlace: true);
        _host = new FieldKey("host", 2, isOfPlace: true);
        _module = new FieldKey("module", 3, isOfPlace: true);
        _level = new FieldKey("level", 4);
        _exception = new FieldKey("exception", 5);
        _traceId = new FieldKey("trace_id", 6);
        _spanId = new FieldKey("span_id", 7);
        _received = new FieldKey("received", 8);
        ForgetNames();
    }

    /// <summary>The fields of the event that was read, in order; the values are borrowed from it, or from here until the next.</summary>
    public ReadOnlySpan<(FieldKey Key, ReadOnlyMemory<byte> Value)> Values => _values.AsSpan(0, _count);

    /// <summary>The name of a level; empty = none was given.</summary>
    public static ReadOnlyMemory<byte> LevelOf(Severity severity) => Levels[Math.Min((int)severity, Levels.Length - 1)];

    public void Read(LogEvent logEvent)
    {
        if (_byName.Count > NamesMax)
            ForgetNames();
        _count = 0;
        _event++;
        Add(_message, logEvent.Body);
        Add(_app, logEvent.App);
        Add(_host, logEvent.Host);
        Add(_module, logEvent.Module);
        Add(_level, LevelOf(logEvent.Severity));
        Add(_exception, logEvent.Exception);
        AddIds(logEvent);
        List<EventField> fields = logEvent.Fields;
        for (int i = 0; i < fields.Count; i++)
        {
            FieldKey key = KeyOf(fields[i].Name.Span, i);
            if (key.LastEvent != _event && !key.IsOfPlace)
                Add(key, fields[i].Value);
        }
    }

    private void AddIds(LogEvent logEvent)
    {
        if (logEvent.TraceId != UInt128.Zero)
        {
            HexDigits.Write(_derived, logEvent.TraceId);
            Add(_traceId, _derived.AsMemory(0, TraceIdBytes));
        }

        if (logEvent.SpanId != 0)
        {
            HexDigits.Write(_derived.AsSpan(TraceIdBytes), logEvent.SpanId);
            Add(_spanId, _derived.AsMemory(TraceIdBytes, SpanIdBytes));
        }

        if (logEvent.ReceivedUnixNs != 0)
        {
            int length = Timestamps.Format(logEvent.ReceivedUnixNs, _derived.AsSpan(TraceIdBytes + SpanIdBytes));
            Add(_received, _derived.AsMemory(TraceIdBytes + SpanIdBytes, length));
        }
    }

    private void Add(FieldKey key, ReadOnlyMemory<byte> value)
    {
        if (value.IsEmpty)
            return;
        if (_count == _values.Length)
            Array.Resize(ref _values, _count * 2);
        _values[_count++] = (key, value);
        key.LastEvent = _event;
    }

    private FieldKey KeyOf(ReadOnlySpan<byte> name, int position)
    {
        ref (byte[] Bytes, FieldKey Key) recent = ref _recent[position % RecentMax];
        if (name.SequenceEqual(recent.Bytes) && recent.Key is not null)
            return recent.Key;
        if (!_byBytes.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out byte[]? bytes, out FieldKey? key))
        {
            // Bytes that are not UTF-8 may be spelled in several ways and yet have one name.
            bytes = name.ToArray();
            key = KeyOf(Utf8.Decode(name));
            _byBytes.Add(bytes, key);
        }

        recent = (bytes, key);
        return key;
    }

    private FieldKey KeyOf(string name)
    {
        if (_byName.TryGetValue(name, out FieldKey? known))
            return known;
        var made = new FieldKey(name, _byName.Count);
        _byName.Add(name, made);
        return made;
    }

    private void ForgetNames()
    {
        _byName.Clear();
        _byBytes.Clear();
        Array.Clear(_recent);
        FieldKey[] own = [_message, _app, _host, _module, _level, _exception, _traceId, _spanId, _received];
        foreach (FieldKey key in own)
            _byName.Add(key.Name, key);
        string[] made = ["_time", "_stream", "_stream_id"];
        foreach (string name in made)
            _byName.Add(name, new FieldKey(name, _byName.Count, isOfPlace: true));
        _byBytes.TrimExcess();
        _byName.TrimExcess();
    }
}
