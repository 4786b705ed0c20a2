using System.Buffers.Text;
using System.Text.Unicode;
using LogHog.Protocols.Events;
using LogHog.Protocols.Json;
using LogHog.Protocols.Text;

namespace LogHog.Protocols.Gelf;

/// <summary>
/// One GELF message, a JSON object, as an event (docs/inputs.md), however it came: by datagrams, a stream or HTTP. Allocates nothing for
/// an event once it runs.
/// </summary>
public sealed class GelfMessageReader
{
    private const long NsPerSecond = 1_000_000_000;
    private const long SecondsMax = (long.MaxValue / NsPerSecond) - 1;

    private readonly JsonFieldReader _fields;
    private readonly ScratchMemory _texts = new();
    private readonly EventField[] _values = new EventField[GelfNames.KeyCount];

    public GelfMessageReader(GelfLimits? limits = null)
    {
        limits ??= new GelfLimits();
        _fields = new JsonFieldReader(new JsonLimits(limits.FieldsMax, limits.FieldNameBytesMax, limits.JsonDepthMax)) { SkipsNull = true };
    }

    /// <param name="message">Complete and inflated; nothing but space around the object.</param>
    /// <param name="receivedUnixNs">The time of a message that has none.</param>
    /// <param name="logEvent">Filled when the answer is <see cref="RejectReason.None"/>; borrowed until the next call, or <see cref="Release"/>.</param>
    public RejectReason Read(ReadOnlyMemory<byte> message, long receivedUnixNs, LogEvent logEvent)
    {
        logEvent.Clear();
        _texts.Reset();
        _fields.Reset();
        Array.Clear(_values);
        if (!Utf8.IsValid(message.Span))
            return RejectReason.BadUtf8;
        var json = new JsonScanner(message, _texts);
        json.SkipSpace();
        RejectReason reason = ReadObject(ref json, logEvent);
        if (reason != RejectReason.None)
            return reason;
        Fill(logEvent, receivedUnixNs);
        bool isNothing = logEvent.Body.IsEmpty && logEvent.Exception.IsEmpty && logEvent.Fields.Count == 0;
        return isNothing ? RejectReason.MissingKey : RejectReason.None;
    }

    /// <summary>The memory that the last event borrowed is gone.</summary>
    public void Release()
    {
        _texts.Release();
        _fields.Release();
    }

    private RejectReason ReadObject(ref JsonScanner json, LogEvent logEvent)
    {
        if (!json.Take((byte)'{'))
            return RejectReason.BadJson;
        json.SkipSpace();
        if (!json.Take((byte)'}'))
        {
            do
            {
                json.SkipSpace();
                if (!JsonFieldReader.TryReadName(ref json, out ReadOnlyMemory<byte> name))
                    return RejectReason.BadJson;
                RejectReason reason = ReadValue(ref json, logEvent, name);
                if (reason != RejectReason.None)
                    return reason;
                json.SkipSpace();
            }
            while (json.Take((byte)','));
            if (!json.Take((byte)'}'))
                return RejectReason.BadJson;
        }
        json.SkipSpace();
        return json.IsAtEnd ? RejectReason.None : RejectReason.BadJson;
    }

    /// <summary>The specification's own fields are kept apart until all are there; of two with one name the last counts.</summary>
    private RejectReason ReadValue(ref JsonScanner json, LogEvent logEvent, ReadOnlyMemory<byte> name)
    {
        GelfKey key = GelfNames.Find(name.Span);
        JsonKind kind = json.PeekKind();
        if (key == GelfKey.Other || kind is JsonKind.Object or JsonKind.Array)
            return _fields.Read(ref json, logEvent, key == GelfKey.Other ? GelfNames.FieldOf(name) : GelfNames.FieldOf(key), depth: 1);
        if (!json.TryReadScalar(kind, out ReadOnlyMemory<byte> value))
            return RejectReason.BadJson;
        FieldKind fieldKind = kind switch
        {
            JsonKind.Number => FieldKind.Number,
            JsonKind.True or JsonKind.False => FieldKind.Bool,
            _ => FieldKind.Text,
        };
        _values[(int)key] = kind == JsonKind.Null ? default : new EventField(GelfNames.FieldOf(key), fieldKind, value);
        return RejectReason.None;
    }

    private void Fill(LogEvent logEvent, long receivedUnixNs)
    {
        FillTime(logEvent, receivedUnixNs);
        FillSeverity(logEvent);
        Keep(logEvent, GelfKey.File);
        Keep(logEvent, GelfKey.Line);
        logEvent.Host = Value(GelfKey.Host);
        logEvent.App = GelfNames.App.TakeFrom(logEvent.Fields);
        ReadOnlyMemory<byte> module = GelfNames.Module.TakeFrom(logEvent.Fields);
        if (module.IsEmpty)
            module = Value(GelfKey.Facility);
        else
            Keep(logEvent, GelfKey.Facility);
        logEvent.Module = ModuleName.Normalize(module);
        logEvent.Exception = GelfNames.Exception.TakeFrom(logEvent.Fields);
        FillBody(logEvent);
    }

    /// <summary>A long message that begins with the short one says it all; any other stays a field beside it.</summary>
    private void FillBody(LogEvent logEvent)
    {
        ReadOnlyMemory<byte> brief = Value(GelfKey.ShortMessage);
        ReadOnlyMemory<byte> full = Value(GelfKey.FullMessage);
        bool isAll = full.Span.StartsWith(brief.Span);
        logEvent.Body = isAll && !full.IsEmpty ? full : brief;
        if (!isAll)
            Keep(logEvent, GelfKey.FullMessage);
    }

    /// <summary>Seconds since 1970, as a number or text. What is no time stays a field, and the event has the time of its receipt.</summary>
    private void FillTime(LogEvent logEvent, long receivedUnixNs)
    {
        logEvent.TimeUnixNs = receivedUnixNs;
        ReadOnlySpan<byte> text = Value(GelfKey.Timestamp).Span;
        if (text.IsEmpty || text.SequenceEqual("0"u8))
            return;
        if (TimestampText.TryRead(text, out long unixNs) || TryReadExponent(text, out unixNs))
            logEvent.TimeUnixNs = unixNs;
        else
            Keep(logEvent, GelfKey.Timestamp);
    }

    /// <summary>As Java prints a double: <c>1.385053862307E9</c>. Sixteen digits are all that it holds.</summary>
    private static bool TryReadExponent(ReadOnlySpan<byte> text, out long unixNs)
    {
        unixNs = 0;
        if (!text.ContainsAny((byte)'e', (byte)'E') || !Utf8Parser.TryParse(text, out decimal seconds, out int read, 'E')
            || read != text.Length || seconds is < -SecondsMax or > SecondsMax)
            return false;
        unixNs = (long)(seconds * NsPerSecond);
        return true;
    }

    /// <summary>The numbers of syslog, or a name; what says no severity stays a field.</summary>
    private void FillSeverity(LogEvent logEvent)
    {
        ReadOnlySpan<byte> level = Value(GelfKey.Level).Span;
        logEvent.Severity = level is [>= (byte)'0' and <= (byte)'7'] ? SeverityText.OfSyslog(level[0] - '0') : SeverityText.Parse(level);
        if (logEvent.Severity == Severity.None)
            Keep(logEvent, GelfKey.Level);
    }

    private ReadOnlyMemory<byte> Value(GelfKey key) => _values[(int)key].Value;

    private void Keep(LogEvent logEvent, GelfKey key)
    {
        if (!_values[(int)key].Value.IsEmpty)
            logEvent.Fields.Add(_values[(int)key]);
    }
}
