using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using LogHog.Protocols.Events;
using LogHog.Protocols.LogHogV1;

namespace LogHog.Protocols.Tests.LogHogV1;

/// <summary>Frames made by hand, so that the tests do not lean on the encoder.</summary>
internal static class Frames
{
    public const string Minimal = """{"version":1,"app_id":"shop","module":"web","stamp":1479632316,"nsecs":464316000,"body":"hello"}""";

    public static byte[] Of(string payload, uint flags = 0) => Of(Encoding.UTF8.GetBytes(payload), flags);

    public static byte[] Of(byte[] payload, uint flags = 0)
    {
        byte[] frame = new byte[8 + payload.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, (uint)payload.Length);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(4), flags);
        payload.CopyTo(frame, 8);
        return frame;
    }

    public static byte[] Zlib(byte[] text, CompressionLevel level = CompressionLevel.Optimal)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, level, leaveOpen: true))
            zlib.Write(text);
        return compressed.ToArray();
    }

    /// <summary>The minimal payload with more members behind it.</summary>
    public static string With(string members) => Minimal[..^1] + "," + members + "}";

    public static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);

    /// <summary>All that an event says, as one text that can be compared.</summary>
    public static string Describe(LogEvent e)
    {
        SignatureClaim claim = e.Signature;
        ReadOnlyMemory<byte>[] parts =
        [
            e.App, e.Module, e.Host, e.Body, e.Exception, claim.Signature, claim.KeyId, claim.Nonce, claim.AppId, claim.Module,
            claim.Stamp, claim.Nsecs, claim.Hostname, claim.Body,
        ];
        IEnumerable<string> fields = e.Fields.Select(f =>
            $"{Convert.ToHexString(f.Name.Span)}:{f.Kind}:{Convert.ToHexString(f.Value.Span)}");
        return string.Join('|', parts.Select(p => Convert.ToHexString(p.Span)).Concat(fields))
            + $"|{e.TimeUnixNs}|{e.Severity}|{e.TraceId:x}|{e.SpanId:x}|{claim.Version}";
    }

    public static (DecodeStatus Status, RejectReason Reason, LogEvent Event) Decode(byte[] frame, LogHogLimits? limits = null)
    {
        var logEvent = new LogEvent();
        DecodeStatus status = new LogHogDecoder(limits).Decode(frame, logEvent, out int consumed, out RejectReason reason);
        if (status is DecodeStatus.Event or DecodeStatus.Rejected)
            Assert.Equal(frame.Length, consumed);
        else
            Assert.Equal(0, consumed);
        return (status, reason, logEvent);
    }

    public static LogEvent DecodeEvent(string payload)
    {
        (DecodeStatus status, RejectReason reason, LogEvent logEvent) = Decode(Of(payload));
        Assert.Equal((DecodeStatus.Event, RejectReason.None), (status, reason));
        return logEvent;
    }
}
