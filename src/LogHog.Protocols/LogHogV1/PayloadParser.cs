using System.Text.Unicode;
using LogHog.Protocols.Events;
using LogHog.Protocols.Json;

namespace LogHog.Protocols.LogHogV1;

/// <summary>
/// The payload of a frame, a JSON object, as an event. One instance a decoder: it owns the scratch memory that texts with
/// escapes and joined names point into.
/// </summary>
internal sealed class PayloadParser(LogHogLimits limits)
{
    private readonly ScratchMemory _texts = new();
    private readonly JsonFieldReader _fields = new(new JsonLimits(limits.FieldsMax, limits.FieldNameBytesMax, limits.JsonDepthMax));

    /// <summary>Fills a cleared event. What the event then borrows holds until the next call of this class.</summary>
    /// <param name="payload">The whole payload.</param>
    /// <param name="logEvent">Left half filled when the answer is not <see cref="RejectReason.None"/>.</param>
    public RejectReason Parse(ReadOnlyMemory<byte> payload, LogEvent logEvent)
    {
        _texts.Reset();
        _fields.Reset();
        if (!Utf8.IsValid(payload.Span))
            return RejectReason.BadUtf8;
        var values = default(PayloadValues);
        RejectReason reason = ReadObject(payload, logEvent, ref values);
        return reason == RejectReason.None ? EventAssembly.Fill(logEvent, ref values) : reason;
    }

    /// <summary>Gives the scratch memory back; the last event is no longer valid.</summary>
    public void Release()
    {
        _texts.Release();
        _fields.Release();
    }

    private RejectReason ReadObject(ReadOnlyMemory<byte> payload, LogEvent logEvent, ref PayloadValues values)
    {
        var json = new JsonScanner(payload, _texts);
        json.SkipSpace();
        if (!json.Take((byte)'{'))
            return RejectReason.BadJson;
        json.SkipSpace();
        if (!json.Take((byte)'}'))
        {
            do
            {
                json.SkipSpace();
                RejectReason reason = ReadMember(ref json, logEvent, ref values);
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

    private RejectReason ReadMember(ref JsonScanner json, LogEvent logEvent, ref PayloadValues values)
    {
        if (!JsonFieldReader.TryReadName(ref json, out ReadOnlyMemory<byte> name))
            return RejectReason.BadJson;
        PayloadKey key = PayloadKeys.Find(name.Span);
        // Version 1 has no such keys: there they are fields. Which version it is may not be known yet, so they are kept as
        // both, and EventAssembly takes one away.
        if (key is PayloadKey.Unknown or PayloadKey.KeyId or PayloadKey.Nonce)
        {
            JsonScanner again = json;
            RejectReason reason = _fields.Read(ref json, logEvent, name, depth: 1);
            if (reason != RejectReason.None || key == PayloadKey.Unknown)
                return reason;
            json = again;
        }
        return ReadKnown(ref json, ref values[(int)key]);
    }

    private RejectReason ReadKnown(ref JsonScanner json, ref PayloadValue value)
    {
        JsonKind kind = json.PeekKind();
        if (kind is JsonKind.Object or JsonKind.Array)
        {
            value = new PayloadValue(kind, default);
            return _fields.Skip(ref json, kind, depth: 2);
        }
        if (!json.TryReadScalar(kind, out ReadOnlyMemory<byte> text))
            return RejectReason.BadJson;
        value = new PayloadValue(kind, text);
        return RejectReason.None;
    }
}
