using System.Text.Unicode;
using LogHog.Protocols.Events;
using LogHog.Protocols.Json;

namespace LogHog.Protocols.Clef;

/// <summary>
/// Seq's own form of events, older than CLEF, which seq-logging (pino-seq, winston-seq, bunyan-seq) sends: <c>{"Events":[{"Timestamp":…,
/// "Level":…, "MessageTemplate":…, "Properties":{…}, "Exception":…}, …]}</c>. Where the text is no JSON any more, nothing behind it can be told
/// apart: the events before it stand.
/// </summary>
/// <param name="options">With <see cref="ClefDecoder.Names"/>.</param>
public sealed class SeqEventsDecoder(RecordOptions options) : IEventDecoder
{
    private static readonly (byte[] Seq, byte[] Clef)[] Names =
    [
        ([.. "Timestamp"u8], [.. "@t"u8]), ([.. "Level"u8], [.. "@l"u8]), ([.. "MessageTemplate"u8], [.. "@mt"u8]),
        ([.. "RenderedMessage"u8], [.. "@m"u8]), ([.. "Exception"u8], [.. "@x"u8]), ([.. "EventType"u8], [.. "@i"u8]),
        ([.. "TraceId"u8], [.. "@tr"u8]), ([.. "SpanId"u8], [.. "@sp"u8]),
    ];

    private readonly ClefAssembly _assembly = new(options);
    private readonly JsonRecordReader _records = new(options);
    private bool _hasBegun;

    /// <inheritdoc/>
    public int FrameBytesNeeded => 0;

    /// <inheritdoc/>
    /// <remarks>
    /// Takes the whole text at once. <see cref="DecodeStatus.NeedMore"/> with everything consumed: there is no event in it. Without a member
    /// <c>Events</c> it is refused as <see cref="RejectReason.MissingKey"/>.
    /// </remarks>
    public DecodeStatus Decode(ReadOnlyMemory<byte> input, LogEvent logEvent, out int consumed, out RejectReason reason)
    {
        _records.Begin();
        logEvent.Clear();
        consumed = 0;
        reason = !_hasBegun && !Utf8.IsValid(input.Span) ? RejectReason.BadUtf8 : RejectReason.None;
        if (reason != RejectReason.None)
            return DecodeStatus.Broken;
        var json = new JsonScanner(input, _records.Texts);
        bool isEmpty = false;
        if (!_hasBegun)
            reason = Begin(ref json, out isEmpty);
        _hasBegun = true;
        if (reason == RejectReason.None && isEmpty)
        {
            consumed = input.Length;
            return DecodeStatus.NeedMore;
        }

        RejectReason own = RejectReason.None;
        if (reason == RejectReason.None)
            reason = ReadElement(ref json, logEvent, out own);
        if (reason != RejectReason.None)
            return DecodeStatus.Broken;
        consumed = json.Position;
        reason = own == RejectReason.None ? _assembly.Fill(logEvent, _records.Texts) : own;
        return reason == RejectReason.None ? DecodeStatus.Event : DecodeStatus.Rejected;
    }

    /// <summary>To the first event.</summary>
    private RejectReason Begin(ref JsonScanner json, out bool isEmpty)
    {
        isEmpty = false;
        json.SkipSpace();
        if (!json.Take((byte)'{'))
            return RejectReason.BadJson;
        do
        {
            json.SkipSpace();
            if (json.Peek == (byte)'}')
                return RejectReason.MissingKey;
            if (!JsonFieldReader.TryReadName(ref json, out ReadOnlyMemory<byte> name))
                return RejectReason.BadJson;
            if (name.Span.SequenceEqual("Events"u8))
                return BeginEvents(ref json, out isEmpty);
            RejectReason reason = _records.Skip(ref json);
            if (reason != RejectReason.None)
                return reason;
            json.SkipSpace();
        }
        while (json.Take((byte)','));
        return json.Take((byte)'}') ? RejectReason.MissingKey : RejectReason.BadJson;
    }

    private RejectReason BeginEvents(ref JsonScanner json, out bool isEmpty)
    {
        isEmpty = false;
        if (!json.Take((byte)'['))
            return RejectReason.BadValue;
        json.SkipSpace();
        isEmpty = json.Take((byte)']');
        return isEmpty ? End(ref json) : RejectReason.None;
    }

    /// <summary>An event and the comma behind it, or all that is behind the last.</summary>
    /// <param name="json">Stands before it.</param>
    /// <param name="logEvent">Gets its fields.</param>
    /// <param name="own">Why it is none; those behind it go on.</param>
    /// <returns>Why nothing behind it can be read.</returns>
    private RejectReason ReadElement(ref JsonScanner json, LogEvent logEvent, out RejectReason own)
    {
        int start = json.Position;
        RejectReason reason;
        if (json.PeekKind() == JsonKind.Object)
        {
            reason = ReadEvent(ref json, logEvent);
            own = json.Position - start > options.LineBytesMax ? RejectReason.FrameTooLarge : RejectReason.None;
        }
        else
        {
            reason = _records.Skip(ref json);
            own = RejectReason.BadValue;
        }

        if (reason != RejectReason.None)
            return reason;
        json.SkipSpace();
        if (json.Take((byte)','))
        {
            json.SkipSpace();
            return json.Peek == (byte)']' ? RejectReason.BadJson : RejectReason.None;
        }

        return json.Take((byte)']') ? End(ref json) : RejectReason.BadJson;
    }

    private RejectReason ReadEvent(ref JsonScanner json, LogEvent logEvent)
    {
        json.Take((byte)'{');
        json.SkipSpace();
        if (json.Take((byte)'}'))
            return RejectReason.None;
        do
        {
            json.SkipSpace();
            if (!JsonFieldReader.TryReadName(ref json, out ReadOnlyMemory<byte> name))
                return RejectReason.BadJson;
            RejectReason reason = ReadMember(ref json, logEvent, name);
            if (reason != RejectReason.None)
                return reason;
            json.SkipSpace();
        }
        while (json.Take((byte)','));
        return json.Take((byte)'}') ? RejectReason.None : RejectReason.BadJson;
    }

    private RejectReason ReadMember(ref JsonScanner json, LogEvent logEvent, ReadOnlyMemory<byte> name)
    {
        JsonKind kind = json.PeekKind();
        if (kind == JsonKind.Object && name.Span.SequenceEqual("Properties"u8))
            return _records.ReadObject(ref json, logEvent);
        // How holes with a format were rendered: by name here, so a template cannot be filled by it. Their values are properties, too.
        return name.Span.SequenceEqual("Renderings"u8)
            ? _records.Skip(ref json)
            : _records.ReadValue(ref json, logEvent, ClefName(name));
    }

    /// <summary>What CLEF calls it.</summary>
    private static ReadOnlyMemory<byte> ClefName(ReadOnlyMemory<byte> name)
    {
        foreach ((byte[] seq, byte[] clef) in Names)
        {
            if (name.Span.SequenceEqual(seq))
                return clef;
        }

        return name;
    }

    /// <summary>What stands behind the events: further members, and nothing else.</summary>
    private RejectReason End(ref JsonScanner json)
    {
        json.SkipSpace();
        while (json.Take((byte)','))
        {
            json.SkipSpace();
            if (!JsonFieldReader.TryReadName(ref json, out _))
                return RejectReason.BadJson;
            RejectReason reason = _records.Skip(ref json);
            if (reason != RejectReason.None)
                return reason;
            json.SkipSpace();
        }

        if (!json.Take((byte)'}'))
            return RejectReason.BadJson;
        json.SkipSpace();
        return json.IsAtEnd ? RejectReason.None : RejectReason.BadJson;
    }
}
