using System.Text;
using LogHog.Protocols.Events;

namespace LogHog.Engine.Tests.Formats;

/// <summary>Compares events in all that a line says; the signature is no part of it.</summary>
internal static class SameEvent
{
    public static bool Is(LogEvent a, LogEvent b)
    {
        if (a.TimeUnixNs != b.TimeUnixNs || a.ReceivedUnixNs != b.ReceivedUnixNs || a.Severity != b.Severity
            || a.TraceId != b.TraceId || a.SpanId != b.SpanId || a.Fields.Count != b.Fields.Count)
        {
            return false;
        }
        for (int i = 0; i < a.Fields.Count; i++)
        {
            if (a.Fields[i].Kind != b.Fields[i].Kind || !Same(a.Fields[i].Name, b.Fields[i].Name) || !Same(a.Fields[i].Value, b.Fields[i].Value))
                return false;
        }
        return Same(a.App, b.App) && Same(a.Module, b.Module) && Same(a.Host, b.Host) && Same(a.Body, b.Body) && Same(a.Exception, b.Exception);
    }

    /// <summary>The whole event as text that shows each odd byte, for a failure's message.</summary>
    public static string Show(LogEvent e)
    {
        var text = new StringBuilder();
        text.AppendLine($"time {e.TimeUnixNs} received {e.ReceivedUnixNs} severity {e.Severity} trace {e.TraceId:x} span {e.SpanId:x}");
        text.AppendLine($"app [{Show(e.App)}] module [{Show(e.Module)}] host [{Show(e.Host)}]");
        text.AppendLine($"body [{Show(e.Body)}]").AppendLine($"exception [{Show(e.Exception)}]");
        foreach (EventField field in e.Fields)
            text.AppendLine($"{field.Kind} [{Show(field.Name)}] = [{Show(field.Value)}]");
        return text.ToString();
    }

    public static string Show(ReadOnlyMemory<byte> bytes)
    {
        var text = new StringBuilder();
        foreach (byte b in bytes.Span)
            text.Append(b is >= 0x20 and < 0x7f ? ((char)b).ToString() : $"<{b:x2}>");
        return text.ToString();
    }

    private static bool Same(ReadOnlyMemory<byte> a, ReadOnlyMemory<byte> b) => a.Span.SequenceEqual(b.Span);
}
