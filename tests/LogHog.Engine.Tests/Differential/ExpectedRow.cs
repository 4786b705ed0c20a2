using System.Globalization;
using System.Text;
using LogHog.Engine.Configuration;
using LogHog.Engine.Query;
using LogHog.Engine.Query.Values;
using LogHog.Protocols.Events;

namespace LogHog.Engine.Tests.Differential;

/// <summary>What docs/query.md says of an event's fields, written down a second time.</summary>
internal static class ExpectedRow
{
    private const long MillisecondNs = 1_000_000;

    public static Row Of(LogEvent e, LogPlace file)
    {
        bool isClassic = file.Format == LineFormatKind.Classic;
        string host = file.Host.Length > 0 ? file.Host : Text(e.Host);
        string module = isClassic ? file.Module : Text(e.Module);
        var row = new Row();
        row.Set("_time", Utf8.Encode(Timestamps.Format(isClassic ? e.TimeUnixNs / MillisecondNs * MillisecondNs : e.TimeUnixNs)));
        SetStream(row, file.App, host, module);
        Set(row, "_msg", isClassic && !e.Exception.IsEmpty ? (byte[])[.. e.Body.Span, (byte)'\n', .. e.Exception.Span] : e.Body);
        Set(row, "app", Utf8.Encode(file.App));
        Set(row, "host", Utf8.Encode(host));
        Set(row, "module", Utf8.Encode(module));
        if (isClassic)
            return row;
        Set(row, "level", Utf8.Encode(e.Severity == Severity.None ? "" : e.Severity.ToString().ToLowerInvariant()));
        Set(row, "exception", e.Exception);
        Set(row, "trace_id", Utf8.Encode(e.TraceId == UInt128.Zero ? "" : e.TraceId.ToString("x32", CultureInfo.InvariantCulture)));
        Set(row, "span_id", Utf8.Encode(e.SpanId == 0 ? "" : e.SpanId.ToString("x16", CultureInfo.InvariantCulture)));
        Set(row, "received", Utf8.Encode(e.ReceivedUnixNs == 0 ? "" : Timestamps.Format(e.ReceivedUnixNs)));
        foreach (EventField field in e.Fields)
        {
            string name = Text(field.Name);
            // The file's place says these, whatever a sender's field of that name holds; of two fields with one name the first counts.
            if (name is not ("app" or "host" or "module" or "_stream" or "_stream_id" or "_time" or "_msg") && row.IndexOf(name) < 0)
                Set(row, name, field.Value);
        }

        return row;
    }

    private static void SetStream(Row row, string app, string host, string module)
    {
        IEnumerable<string> labels = new[] { ("app", app), ("host", host), ("module", module) }
            .Where(static label => label.Item2.Length > 0)
            .Select(static label => $"{label.Item1}=\"{label.Item2.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"");
        string stream = $"{{{string.Join(',', labels)}}}";
        ulong low = XxHash64.Hash(Utf8.Encode(stream));
        ulong high = XxHash64.Hash(Utf8.Encode(stream + "+"));
        row.Set("_stream", Utf8.Encode(stream));
        row.Set("_stream_id", Utf8.Encode(string.Create(CultureInfo.InvariantCulture, $"{0:x16}{high:x16}{low:x16}")));
    }

    private static void Set(Row row, string name, ReadOnlyMemory<byte> value)
    {
        if (!value.IsEmpty)
            row.Set(name, value);
    }

    private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);
}
