using System.Text.Unicode;
using LogHog.Protocols.Events;
using LogHog.Protocols.Json;

namespace LogHog.Protocols.JsonLines;

/// <summary>
/// One JSON object a line (NDJSON) as events, with the parameters of VictoriaLogs' <c>/insert/jsonline</c> (docs/inputs.md). A bad
/// line is refused and those behind it go on. Allocates nothing for an event once it runs.
/// </summary>
public sealed class JsonLinesDecoder : IEventDecoder
{
    private readonly JsonLinesOptions _options;
    private readonly RecordAssembly _assembly;
    private readonly JsonFieldReader _fields;
    private readonly ScratchMemory _texts = new();

    public JsonLinesDecoder(JsonLinesOptions options)
    {
        _options = options;
        _assembly = new RecordAssembly(options);
        _fields = new JsonFieldReader(new JsonLimits(options.FieldsMax, options.FieldNameBytesMax, options.JsonDepthMax)) { SkipsNull = true };
    }

    /// <inheritdoc/>
    public int FrameBytesNeeded { get; private set; }

    /// <inheritdoc/>
    /// <remarks>
    /// A line ends with a line feed: who has the end of a text without one adds it. Blank lines are passed by, and belong to
    /// what is consumed for the line before them. After <see cref="DecodeStatus.NeedMore"/> the memory that the last event
    /// borrowed is gone.
    /// </remarks>
    public DecodeStatus Decode(ReadOnlyMemory<byte> input, LogEvent logEvent, out int consumed, out RejectReason reason)
    {
        consumed = 0;
        reason = RejectReason.None;
        FrameBytesNeeded = 0;
        int start = BlankBytes(input.Span);
        int length = input.Span[start..].IndexOf((byte)'\n');
        if (length < 0)
            return Incomplete(input.Length - start, out reason);
        int end = start + length + 1;
        consumed = end + BlankBytes(input.Span[end..]);
        logEvent.Clear();
        reason = length > _options.LineBytesMax ? RejectReason.FrameTooLarge : Read(input.Slice(start, length), logEvent);
        return reason == RejectReason.None ? DecodeStatus.Event : DecodeStatus.Rejected;
    }

    private static int BlankBytes(ReadOnlySpan<byte> text)
    {
        int length = text.IndexOfAnyExcept(" \t\r\n"u8);
        return length < 0 ? text.Length : length;
    }

    private DecodeStatus Incomplete(int bytes, out RejectReason reason)
    {
        _texts.Release();
        _fields.Release();
        reason = bytes > _options.LineBytesMax ? RejectReason.FrameTooLarge : RejectReason.None;
        return reason == RejectReason.None ? DecodeStatus.NeedMore : DecodeStatus.Broken;
    }

    private RejectReason Read(ReadOnlyMemory<byte> line, LogEvent logEvent)
    {
        _texts.Reset();
        _fields.Reset();
        if (!Utf8.IsValid(line.Span))
            return RejectReason.BadUtf8;
        var json = new JsonScanner(line, _texts);
        RejectReason reason = ReadObject(ref json, logEvent);
        return reason == RejectReason.None ? _assembly.Fill(logEvent) : reason;
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
                RejectReason reason = _fields.Read(ref json, logEvent, name, depth: 1);
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
}
