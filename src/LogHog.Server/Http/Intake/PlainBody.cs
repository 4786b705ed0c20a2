using System.Text.Json;
using LogHog.Protocols.Events;

namespace LogHog.Server.Http.Intake;

/// <summary>What a body looks like that nobody says anything about.</summary>
internal enum PlainBodyForm
{
    Text,
    JsonLines,
    JsonObjects,
}

/// <summary>Bodies of <c>/ingest</c>: curl calls everything a form.</summary>
internal static class PlainBody
{
    /// <summary>Names by which most programs know the time and the message.</summary>
    public static RecordOptions Names(RecordOptions options)
    {
        RecordOptions plain = new() { DefaultApp = default, ReceivedUnixNs = 0 };
        bool isTimeNamed = !options.TimeField.Span.SequenceEqual(plain.TimeField.Span);
        return options with
        {
            TimeField = isTimeNamed ? options.TimeField : "time"u8.ToArray(),
            OtherTimeFields = isTimeNamed ? [] : RecordOptions.Names("_time", "timestamp", "@timestamp", "ts", "date"),
            MessageFields = options.MessageFields is [var only] && only.Span.SequenceEqual(plain.MessageFields[0].Span)
                ? RecordOptions.Names("_msg", "message", "msg", "body")
                : options.MessageFields,
        };
    }

    /// <summary>Lines if the first line is a whole object; objects if one begins there; else text.</summary>
    public static PlainBodyForm FormOf(ReadOnlyMemory<byte> text)
    {
        ReadOnlySpan<byte> start = text.Span.TrimStart(" \t\r\n"u8);
        if (start.IsEmpty || start[0] is not ((byte)'{' or (byte)'['))
            return PlainBodyForm.Text;
        int end = start.IndexOf((byte)'\n');
        ReadOnlySpan<byte> line = end < 0 ? start : start[..end];
        if (start[0] == '{')
            return IsJson(line) ? PlainBodyForm.JsonLines : OpensObject(start) ? PlainBodyForm.JsonObjects : PlainBodyForm.Text;
        // A line of text may begin with a bracket: [error] …
        return OpensObject(start[1..]) || start[1..].TrimStart(" \t\r\n"u8).StartsWith("]"u8) ? PlainBodyForm.JsonObjects : PlainBodyForm.Text;
    }

    private static bool IsJson(ReadOnlySpan<byte> line)
    {
        try
        {
            Utf8JsonReader reader = new(line);
            return reader.Read() && reader.TrySkip() && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary><c>{ "</c> or <c>{}</c>.</summary>
    private static bool OpensObject(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> start = text.TrimStart(" \t\r\n"u8);
        return start.StartsWith("{"u8) && start[1..].TrimStart(" \t\r\n"u8) is [(byte)'"' or (byte)'}', ..];
    }
}
