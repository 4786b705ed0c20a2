using System.Globalization;
using System.Text;
using System.Text.Json;
using LogHog.Protocols.Events;
using LogHog.Protocols.Syslog;
using LogHog.TestKit;

namespace LogHog.Protocols.Tests.Syslog;

/// <summary>A message of tests/Corpus/syslog, and the event that it must become as text.</summary>
internal sealed record CorpusMessage(string Sender, byte[] Bytes, string Zone, long ReceivedUnixNs, string Expected)
{
    public static string Folder { get; } = Path.Combine(Repository.Root, "tests", "Corpus", "syslog");

    public static IReadOnlyList<CorpusMessage> All { get; } = [.. File.ReadLines(Path.Combine(Folder, "messages.jsonl")).Select(Parse)];

    /// <summary>What a decoder with the message's zone makes of it.</summary>
    public string Read(SyslogMessageParser parser)
    {
        LogEvent logEvent = new();
        parser.Parse(Bytes, ReceivedUnixNs, logEvent);
        return Show(logEvent);
    }

    /// <summary>All of an event, one part a line.</summary>
    public static string Show(LogEvent logEvent)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"time {logEvent.TimeUnixNs}\nhost {Text(logEvent.Host)}\napp {Text(logEvent.App)}\n");
        text.Append(CultureInfo.InvariantCulture, $"severity {(int)logEvent.Severity}\n");
        foreach (EventField field in logEvent.Fields)
            text.Append($"{Text(field.Name)} {field.Kind.ToString().ToLowerInvariant()} {Text(field.Value)}\n");
        return text.Append($"body {Text(logEvent.Body)}").ToString();
    }

    private static CorpusMessage Parse(string line)
    {
        JsonElement record = JsonDocument.Parse(line).RootElement;
        StringBuilder expected = new();
        expected.Append($"time {record.GetProperty("time")}\nhost {record.GetProperty("host")}\napp {record.GetProperty("app")}\n");
        expected.Append($"severity {record.GetProperty("severity")}\n");
        foreach (JsonElement field in record.GetProperty("fields").EnumerateArray())
            expected.Append($"{field[0]} {field[1]} {field[2]}\n");
        bool isText = record.TryGetProperty("message", out JsonElement message);
        byte[] bytes = isText ? Encoding.UTF8.GetBytes(message.GetString()!) : Convert.FromHexString(record.GetProperty("bytes").GetString()!);
        byte[] body = isText ? Encoding.UTF8.GetBytes(record.GetProperty("body").GetString()!) : Convert.FromHexString(record.GetProperty("body_bytes").GetString()!);
        expected.Append($"body {Text(body)}");
        return new CorpusMessage(
            record.GetProperty("sender").GetString()!, bytes, record.GetProperty("zone").GetString()!, record.GetProperty("received").GetInt64(), expected.ToString());
    }

    // Latin-1 shows every byte.
    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.Latin1.GetString(bytes.Span);

    private static string Text(byte[] bytes) => Encoding.Latin1.GetString(bytes);
}
