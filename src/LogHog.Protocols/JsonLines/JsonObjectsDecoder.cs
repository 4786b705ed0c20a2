using System.Text.Unicode;
using LogHog.Protocols.Events;
using LogHog.Protocols.Json;

namespace LogHog.Protocols.JsonLines;

/// <summary>
/// JSON objects one behind the other, over any number of lines, or as the elements of one array. Where the text is no JSON any more,
/// nothing behind it can be told apart: the events before it stand.
/// </summary>
public sealed class JsonObjectsDecoder(RecordOptions options) : IEventDecoder
{
    private readonly RecordAssembly _assembly = new(options);
    private readonly JsonRecordReader _records = new(options);
    private bool _hasBegun;
    private bool _isArray;

    /// <inheritdoc/>
    public int FrameBytesNeeded => 0;

    /// <inheritdoc/>
    /// <remarks>
    /// Takes the whole text at once: an object that is not complete is none. <see cref="DecodeStatus.NeedMore"/> with everything
    /// consumed: there was nothing in it.
    /// </remarks>
    public DecodeStatus Decode(ReadOnlyMemory<byte> input, LogEvent logEvent, out int consumed, out RejectReason reason)
    {
        _records.Begin();
        logEvent.Clear();
        consumed = 0;
        reason = RejectReason.None;
        if (!_hasBegun && !Utf8.IsValid(input.Span))
        {
            reason = RejectReason.BadUtf8;
            return DecodeStatus.Broken;
        }

        var json = new JsonScanner(input, _records.Texts);
        json.SkipSpace();
        bool isFirst = !_hasBegun;
        if (isFirst)
            _isArray = json.Take((byte)'[');
        _hasBegun = true;
        json.SkipSpace();
        if (isFirst && _isArray && IsEnd(ref json))
        {
            consumed = input.Length;
            return DecodeStatus.NeedMore;
        }

        int start = json.Position;
        reason = _records.ReadObject(ref json, logEvent);
        bool isTooLong = json.Position - start > options.LineBytesMax;
        if (reason != RejectReason.None || !TryTakeSeparator(ref json))
        {
            reason = reason == RejectReason.None ? RejectReason.BadJson : reason;
            return DecodeStatus.Broken;
        }

        consumed = json.Position;
        reason = isTooLong ? RejectReason.FrameTooLarge : _assembly.Fill(logEvent);
        return reason == RejectReason.None ? DecodeStatus.Event : DecodeStatus.Rejected;
    }

    /// <summary>What stands between two objects, or behind the last.</summary>
    private bool TryTakeSeparator(ref JsonScanner json)
    {
        json.SkipSpace();
        if (!_isArray || json.IsAtEnd)
            return !_isArray;
        if (json.Take((byte)','))
        {
            json.SkipSpace();
            return json.Peek == (byte)'{';
        }

        return IsEnd(ref json);
    }

    private static bool IsEnd(ref JsonScanner json)
    {
        if (!json.Take((byte)']'))
            return false;
        json.SkipSpace();
        return json.IsAtEnd;
    }
}
