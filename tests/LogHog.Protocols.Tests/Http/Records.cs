using System.Text;
using LogHog.Protocols.Events;
using LogHog.Protocols.Tests.JsonLines;

namespace LogHog.Protocols.Tests.Http;

/// <summary>What decoders of whole requests make of them.</summary>
internal static class Records
{
    public static RecordOptions Options => Lines.Options;

    /// <summary>Each event as <c>app/module@host LEVEL body {fields}</c>, each refusal by its reason, up to the end.</summary>
    public static List<string> Read(IEventDecoder decoder, ReadOnlyMemory<byte> body)
    {
        List<string> seen = [];
        LogEvent logEvent = new();
        while (!body.IsEmpty)
        {
            DecodeStatus status = decoder.Decode(body, logEvent, out int consumed, out RejectReason reason);
            if (status == DecodeStatus.NeedMore)
            {
                if (consumed == 0)
                    seen.Add(nameof(DecodeStatus.NeedMore));
                break;
            }

            seen.Add(status == DecodeStatus.Event ? Text(logEvent) : $"{status} {reason}");
            if (status == DecodeStatus.Broken)
                break;
            body = body[consumed..];
        }

        return seen;
    }

    public static List<string> Read(IEventDecoder decoder, string body) => Read(decoder, Encoding.UTF8.GetBytes(body));

    public static string Text(LogEvent logEvent) =>
        $"{Lines.Text(logEvent.App)}/{Lines.Text(logEvent.Module)}@{Lines.Text(logEvent.Host)} {logEvent.Severity} {Lines.Text(logEvent.Body)} {{{Lines.Fields(logEvent)}}}"
        + (logEvent.Exception.IsEmpty ? "" : $" !{Lines.Text(logEvent.Exception)}")
        + (logEvent.TraceId == UInt128.Zero ? "" : $" {logEvent.TraceId:x32}/{logEvent.SpanId:x16}")
        + (logEvent.TimeUnixNs == Lines.ReceivedUnixNs ? "" : $" at {logEvent.TimeUnixNs}");
}
