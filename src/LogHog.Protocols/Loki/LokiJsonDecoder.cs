using System.Text.Unicode;
using LogHog.Protocols.Events;
using LogHog.Protocols.Json;

namespace LogHog.Protocols.Loki;

/// <summary>
/// Loki's push request in JSON: <c>{"streams":[{"stream":{labels},"values":[["ns","line",{metadata}], …]}, …]}</c>. A body that is no
/// JSON is refused whole, before any entry of it; an entry of another form is refused by itself.
/// </summary>
public sealed class LokiJsonDecoder(RecordOptions options) : IEventDecoder
{
    private readonly LokiStream _stream = new(options);
    private readonly ScratchMemory _labelTexts = new();
    private readonly ScratchMemory _texts = new();
    private readonly JsonFieldReader _skipper = new(new JsonLimits(options.FieldsMax, options.FieldNameBytesMax, options.JsonDepthMax));
    private ReadOnlyMemory<byte> _body;
    private Place _place = Place.Outside;
    private bool _hasLabels;
    private int _at;

    /// <summary>What is read next.</summary>
    private enum Place : byte
    {
        /// <summary>Before the body.</summary>
        Outside,

        /// <summary>A member of the outermost object, or its end.</summary>
        Request,

        /// <summary>An element of <c>streams</c>, or its end.</summary>
        Streams,

        /// <summary>A member of a stream, or its end.</summary>
        Stream,

        /// <summary>An element of <c>values</c>, or its end.</summary>
        Values,
        End,
    }

    /// <inheritdoc/>
    public int FrameBytesNeeded => 0;

    /// <inheritdoc/>
    /// <remarks>
    /// The first call takes the whole body, and the rest of it in the following ones must be the same memory.
    /// <see cref="DecodeStatus.NeedMore"/> with everything consumed: there is no further entry.
    /// </remarks>
    public DecodeStatus Decode(ReadOnlyMemory<byte> input, LogEvent logEvent, out int consumed, out RejectReason reason)
    {
        consumed = 0;
        if (_place == Place.Outside && (reason = Begin(input)) != RejectReason.None)
            return DecodeStatus.Broken;
        _texts.Reset();
        logEvent.Clear();
        var json = new JsonScanner(_body[_at..], _texts);
        bool isEntry = TryNext(ref json, logEvent, out reason);
        _at = isEntry ? _at + json.Position : _body.Length;
        consumed = _at - (_body.Length - input.Length);
        if (!isEntry)
            return DecodeStatus.NeedMore;
        return reason == RejectReason.None ? DecodeStatus.Event : DecodeStatus.Rejected;
    }

    private RejectReason Begin(ReadOnlyMemory<byte> body)
    {
        if (!Utf8.IsValid(body.Span))
            return RejectReason.BadUtf8;
        var json = new JsonScanner(body, _texts);
        json.SkipSpace();
        if (json.PeekKind() != JsonKind.Object)
            return RejectReason.BadJson;
        RejectReason reason = _skipper.Skip(ref json, JsonKind.Object, depth: 1);
        json.SkipSpace();
        if (reason != RejectReason.None || !json.IsAtEnd)
            return reason == RejectReason.None ? RejectReason.BadJson : reason;
        _body = body;
        _stream.Begin(body.Length);
        _place = Place.Request;
        var first = new JsonScanner(body, _texts);
        first.SkipSpace();
        first.Take((byte)'{');
        _at = first.Position;
        return RejectReason.None;
    }

    /// <summary>To the next entry. The text is known to be JSON, so only what it means can be wrong.</summary>
    private bool TryNext(ref JsonScanner json, LogEvent logEvent, out RejectReason reason)
    {
        reason = RejectReason.None;
        while (true)
        {
            json.SkipSpace();
            json.Take((byte)',');
            json.SkipSpace();
            switch (_place)
            {
                case Place.Request when json.Take((byte)'}'):
                    _place = Place.End;
                    break;
                case Place.Streams when json.Take((byte)']'):
                    _place = Place.Request;
                    break;
                case Place.Stream when json.Take((byte)'}'):
                    _place = Place.Streams;
                    break;
                case Place.Values when json.Take((byte)']'):
                    _place = Place.Stream;
                    break;
                case Place.Request:
                    reason = ReadRequestMember(ref json);
                    break;
                case Place.Streams:
                    reason = EnterStream(ref json);
                    break;
                case Place.Stream:
                    reason = ReadStreamMember(ref json);
                    break;
                case Place.Values:
                    reason = ReadEntry(ref json, logEvent);
                    return true;
                default:
                    return false;
            }

            if (reason != RejectReason.None)
                return true;
        }
    }

    private RejectReason ReadRequestMember(ref JsonScanner json)
    {
        JsonFieldReader.TryReadName(ref json, out ReadOnlyMemory<byte> name);
        if (!name.Span.SequenceEqual("streams"u8))
            return Skip(ref json);
        if (json.Take((byte)'['))
        {
            _place = Place.Streams;
            return RejectReason.None;
        }

        Skip(ref json);
        return RejectReason.BadValue;
    }

    private RejectReason EnterStream(ref JsonScanner json)
    {
        if (!json.Take((byte)'{'))
        {
            Skip(ref json);
            return RejectReason.BadValue;
        }

        _stream.Labels.Clear();
        _stream.EndLabels(RejectReason.None);
        _hasLabels = false;
        _place = Place.Stream;
        return RejectReason.None;
    }

    private RejectReason ReadStreamMember(ref JsonScanner json)
    {
        JsonFieldReader.TryReadName(ref json, out ReadOnlyMemory<byte> name);
        if (name.Span.SequenceEqual("stream"u8) && !_hasLabels)
        {
            ReadLabels(json.Position);
            return Skip(ref json);
        }

        if (!name.Span.SequenceEqual("values"u8))
            return Skip(ref json);
        if (!_hasLabels)
            FindLabels(json);
        if (json.Take((byte)'['))
        {
            _place = Place.Values;
            return RejectReason.None;
        }

        Skip(ref json);
        return RejectReason.BadValue;
    }

    /// <summary>Labels that stand behind the entries they belong to. The scanner is a copy.</summary>
    private void FindLabels(JsonScanner json)
    {
        Skip(ref json);
        json.SkipSpace();
        while (json.Take((byte)','))
        {
            json.SkipSpace();
            JsonFieldReader.TryReadName(ref json, out ReadOnlyMemory<byte> name);
            if (name.Span.SequenceEqual("stream"u8))
            {
                ReadLabels(json.Position);
                return;
            }

            Skip(ref json);
            json.SkipSpace();
        }
    }

    /// <summary>They are needed longer than the texts of one entry.</summary>
    private void ReadLabels(int position)
    {
        _hasLabels = true;
        _labelTexts.Reset();
        var json = new JsonScanner(_body[(_at + position)..], _labelTexts);
        _stream.EndLabels(ReadTexts(ref json, _stream.Labels));
    }

    /// <summary>An object whose values are texts; numbers and truth values count as such.</summary>
    private RejectReason ReadTexts(ref JsonScanner json, List<EventField> fields)
    {
        if (!json.Take((byte)'{'))
        {
            Skip(ref json);
            return RejectReason.BadValue;
        }

        RejectReason reason = RejectReason.None;
        json.SkipSpace();
        if (json.Take((byte)'}'))
            return reason;
        do
        {
            json.SkipSpace();
            JsonFieldReader.TryReadName(ref json, out ReadOnlyMemory<byte> name);
            JsonKind kind = json.PeekKind();
            if (kind is JsonKind.Object or JsonKind.Array)
            {
                Skip(ref json);
                reason = RejectReason.BadValue;
            }
            else if (json.TryReadScalar(kind, out ReadOnlyMemory<byte> value) && kind != JsonKind.Null && reason == RejectReason.None)
            {
                reason = _stream.Add(fields, name, value);
            }

            json.SkipSpace();
        }
        while (json.Take((byte)','));
        json.Take((byte)'}');
        return reason;
    }

    /// <summary><c>["1570818238000000000", "line"]</c>, with a third element for structured metadata.</summary>
    private RejectReason ReadEntry(ref JsonScanner json, LogEvent logEvent)
    {
        JsonScanner whole = json;
        Skip(ref json);
        if (_stream.IsTooLong(json.Position - whole.Position))
            return RejectReason.FrameTooLarge;
        if (!whole.Take((byte)'['))
            return RejectReason.BadValue;
        whole.SkipSpace();
        JsonKind timeKind = whole.PeekKind();
        if (timeKind is not (JsonKind.Text or JsonKind.Number) || !whole.TryReadScalar(timeKind, out ReadOnlyMemory<byte> time)
            || !LokiStream.TryReadTime(time.Span, out long unixNs) || !TakeComma(ref whole) || !whole.TryReadString(out ReadOnlyMemory<byte> line))
            return RejectReason.BadValue;
        if (TakeComma(ref whole))
        {
            RejectReason reason = ReadTexts(ref whole, logEvent.Fields);
            if (reason != RejectReason.None)
                return reason;
        }

        whole.SkipSpace();
        return whole.Take((byte)']') ? _stream.Fill(logEvent, unixNs, line) : RejectReason.BadValue;
    }

    private static bool TakeComma(ref JsonScanner json)
    {
        json.SkipSpace();
        bool isThere = json.Take((byte)',');
        json.SkipSpace();
        return isThere;
    }

    private RejectReason Skip(ref JsonScanner json) => _skipper.Skip(ref json, json.PeekKind(), depth: 1);
}
