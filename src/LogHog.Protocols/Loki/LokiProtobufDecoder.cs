using System.Text.Unicode;
using LogHog.Protocols.Events;
using LogHog.Protocols.Json;
using LogHog.Protocols.Protobuf;

namespace LogHog.Protocols.Loki;

/// <summary>
/// Loki's push request in protobuf (logproto's <c>PushRequest</c>), already unpacked (<see cref="Compression.SnappyBlock"/>). A body that is no such
/// message is refused whole, before any entry of it.
/// </summary>
public sealed class LokiProtobufDecoder(RecordOptions options) : IEventDecoder
{
    private const long NsPerSecond = 1_000_000_000;
    private const long SecondsMax = (long.MaxValue / NsPerSecond) - 1;

    private readonly LokiStream _stream = new(options);
    private readonly ScratchMemory _labelTexts = new();
    private ReadOnlyMemory<byte> _body;
    private int _at;
    private int _streamEnd;
    private bool _hasBegun;

    /// <inheritdoc/>
    public int FrameBytesNeeded => 0;

    /// <inheritdoc/>
    /// <remarks>As in <see cref="LokiJsonDecoder"/>.</remarks>
    public DecodeStatus Decode(ReadOnlyMemory<byte> input, LogEvent logEvent, out int consumed, out RejectReason reason)
    {
        consumed = 0;
        reason = RejectReason.None;
        if (!_hasBegun && !TryBegin(input))
        {
            reason = RejectReason.BadValue;
            return DecodeStatus.Broken;
        }

        int start = _at;
        bool isEntry = TryNext(out ReadOnlyMemory<byte> entry);
        consumed = _at - start;
        if (!isEntry)
            return DecodeStatus.NeedMore;
        logEvent.Clear();
        reason = ReadEntry(entry, logEvent);
        return reason == RejectReason.None ? DecodeStatus.Event : DecodeStatus.Rejected;
    }

    /// <summary>The framing of all streams is sound, so that the walk through them needs no second look.</summary>
    private bool TryBegin(ReadOnlyMemory<byte> body)
    {
        _hasBegun = true;
        ProtobufReader request = new(body);
        while (request.TryRead(out WireField stream))
        {
            ProtobufReader entries = new(stream.Is(1, WireType.Bytes) ? stream.Value : default);
            while (entries.TryRead(out _))
            {
            }

            if (entries.IsBroken)
                return false;
        }

        _body = body;
        _stream.Begin(body.Length);
        return !request.IsBroken;
    }

    private bool TryNext(out ReadOnlyMemory<byte> entry)
    {
        entry = default;
        while (_at < _body.Length)
        {
            bool isInStream = _at < _streamEnd;
            ProtobufReader reader = new(_body[_at..(isInStream ? _streamEnd : _body.Length)]);
            reader.TryRead(out WireField field);
            _at += reader.Position;
            if (isInStream && field.Is(2, WireType.Bytes))
            {
                // StreamAdapter: 1 labels, 2 entries, 3 hash.
                entry = field.Value;
                return true;
            }

            if (!isInStream && field.Is(1, WireType.Bytes))
                EnterStream(field.Value);
        }

        return false;
    }

    private void EnterStream(ReadOnlyMemory<byte> stream)
    {
        _streamEnd = _at;
        _at -= stream.Length;
        ReadOnlyMemory<byte> labels = default;
        ProtobufReader reader = new(stream);
        while (reader.TryRead(out WireField field))
        {
            if (field.Is(1, WireType.Bytes))
                labels = field.Value;
        }

        _stream.Labels.Clear();
        _labelTexts.Reset();
        _stream.EndLabels(Utf8.IsValid(labels.Span) ? LokiLabels.Read(labels, _stream, _labelTexts) : RejectReason.BadUtf8);
    }

    /// <summary>EntryAdapter: 1 timestamp (1 seconds, 2 nanos), 2 line, 3 structuredMetadata (1 name, 2 value).</summary>
    private RejectReason ReadEntry(ReadOnlyMemory<byte> entry, LogEvent logEvent)
    {
        if (_stream.IsTooLong(entry.Length))
            return RejectReason.FrameTooLarge;
        long unixNs = 0;
        ReadOnlyMemory<byte> line = default;
        ProtobufReader reader = new(entry);
        while (reader.TryRead(out WireField field))
        {
            if (field.Is(1, WireType.Bytes) && !TryReadTime(field.Value, out unixNs))
                return RejectReason.BadValue;
            if (field.Is(2, WireType.Bytes))
                line = field.Value;
            if (field.Is(3, WireType.Bytes))
            {
                RejectReason reason = ReadPair(field.Value, logEvent);
                if (reason != RejectReason.None)
                    return reason;
            }
        }

        if (reader.IsBroken)
            return RejectReason.BadValue;
        return Utf8.IsValid(line.Span) ? _stream.Fill(logEvent, unixNs, line) : RejectReason.BadUtf8;
    }

    private RejectReason ReadPair(ReadOnlyMemory<byte> pair, LogEvent logEvent)
    {
        ReadOnlyMemory<byte> name = default;
        ReadOnlyMemory<byte> value = default;
        ProtobufReader reader = new(pair);
        while (reader.TryRead(out WireField field))
        {
            if (field.Is(1, WireType.Bytes))
                name = field.Value;
            if (field.Is(2, WireType.Bytes))
                value = field.Value;
        }

        if (reader.IsBroken)
            return RejectReason.BadValue;
        return Utf8.IsValid(name.Span) && Utf8.IsValid(value.Span) ? _stream.Add(logEvent.Fields, name, value) : RejectReason.BadUtf8;
    }

    private static bool TryReadTime(ReadOnlyMemory<byte> timestamp, out long unixNs)
    {
        long seconds = 0;
        long nanoseconds = 0;
        ProtobufReader reader = new(timestamp);
        while (reader.TryRead(out WireField field))
        {
            if (field.Is(1, WireType.Varint))
                seconds = (long)field.Number64;
            if (field.Is(2, WireType.Varint))
                nanoseconds = (long)field.Number64;
        }

        unixNs = 0;
        if (reader.IsBroken || seconds is < -SecondsMax or > SecondsMax || nanoseconds is < 0 or >= NsPerSecond)
            return false;
        unixNs = (seconds * NsPerSecond) + nanoseconds;
        return true;
    }
}
