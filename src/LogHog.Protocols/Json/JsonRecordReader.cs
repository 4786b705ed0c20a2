using LogHog.Protocols.Events;

namespace LogHog.Protocols.Json;

/// <summary>
/// Reads JSON objects into the fields of events. One instance a decoder: it owns the memory that unescaped texts and joined names
/// point into, which holds until the next <see cref="Begin"/>.
/// </summary>
internal sealed class JsonRecordReader(RecordOptions options)
{
    private readonly JsonFieldReader _fields = new(new JsonLimits(options.FieldsMax, options.FieldNameBytesMax, options.JsonDepthMax)) { SkipsNull = true };

    /// <summary>For a <see cref="JsonScanner"/>.</summary>
    public ScratchMemory Texts { get; } = new();

    /// <summary>The memory of the last event is taken back.</summary>
    public void Begin()
    {
        Texts.Reset();
        _fields.Reset();
    }

    /// <summary>The same, and it is returned.</summary>
    public void Release()
    {
        Texts.Release();
        _fields.Release();
    }

    /// <summary>A text that is one object and nothing else.</summary>
    public RejectReason ReadWhole(ReadOnlyMemory<byte> text, LogEvent logEvent)
    {
        if (!System.Text.Unicode.Utf8.IsValid(text.Span))
            return RejectReason.BadUtf8;
        var json = new JsonScanner(text, Texts);
        RejectReason reason = ReadObject(ref json, logEvent);
        if (reason != RejectReason.None)
            return reason;
        json.SkipSpace();
        return json.IsAtEnd ? RejectReason.None : RejectReason.BadJson;
    }

    /// <summary>The object at the position; what stands behind it is not looked at.</summary>
    public RejectReason ReadObject(ref JsonScanner json, LogEvent logEvent)
    {
        if (!json.Take((byte)'{'))
            return RejectReason.BadJson;
        json.SkipSpace();
        if (json.Take((byte)'}'))
            return RejectReason.None;
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
        return json.Take((byte)'}') ? RejectReason.None : RejectReason.BadJson;
    }

    /// <summary>The value of a member of the outermost object, as one field or several.</summary>
    public RejectReason ReadValue(ref JsonScanner json, LogEvent logEvent, ReadOnlyMemory<byte> name) =>
        _fields.Read(ref json, logEvent, name, depth: 1);

    /// <summary>Checks the value at the position and passes it by.</summary>
    public RejectReason Skip(ref JsonScanner json) => _fields.Skip(ref json, json.PeekKind(), depth: 1);
}
