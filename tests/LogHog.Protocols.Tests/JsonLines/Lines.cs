using System.Text;
using LogHog.Protocols.Events;
using LogHog.Protocols.JsonLines;

namespace LogHog.Protocols.Tests.JsonLines;

/// <summary>Reads texts through a <see cref="JsonLinesDecoder"/>.</summary>
internal static class Lines
{
    public const long ReceivedUnixNs = 1_700_000_000_123_456_789;

    public static RecordOptions Options { get; } = new() { DefaultApp = "http"u8.ToArray(), ReceivedUnixNs = ReceivedUnixNs };

    /// <summary>One line's event.</summary>
    public static LogEvent Read(string line, RecordOptions? options = null)
    {
        LogEvent logEvent = new();
        DecodeStatus status = new JsonLinesDecoder(options ?? Options).Decode(
            Encoding.UTF8.GetBytes(line + "\n"), logEvent, out int consumed, out RejectReason reason);
        Assert.True(status == DecodeStatus.Event, $"{status} {reason}: {line}");
        Assert.Equal(Encoding.UTF8.GetByteCount(line) + 1, consumed);
        return logEvent;
    }

    /// <summary>What becomes of a text: an event's body, or the reason why not, for each line.</summary>
    public static List<string> ReadAll(ReadOnlyMemory<byte> text, RecordOptions? options = null)
    {
        JsonLinesDecoder decoder = new(options ?? Options);
        List<string> answers = [];
        LogEvent logEvent = new();
        while (!text.IsEmpty)
        {
            DecodeStatus status = decoder.Decode(text, logEvent, out int consumed, out RejectReason reason);
            if (status is DecodeStatus.NeedMore or DecodeStatus.Broken)
            {
                answers.Add($"{status} {reason}");
                break;
            }

            answers.Add(status == DecodeStatus.Event ? Text(logEvent.Body) : reason.ToString());
            text = text[consumed..];
        }

        return answers;
    }

    public static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);

    /// <summary>The fields as <c>name=Kind:value</c>.</summary>
    public static string Fields(LogEvent logEvent) =>
        string.Join(' ', logEvent.Fields.Select(field => $"{Text(field.Name)}={field.Kind}:{Text(field.Value)}"));

    public static ReadOnlyMemory<byte> Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
