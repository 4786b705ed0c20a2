using System.Text;
using LogHog.Engine.Alerts.Rules;
using LogHog.Engine.Query;
using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Alerts.Stream;

/// <summary>A rule's question to the files: the same events that it would have found as they came in, oldest first.</summary>
internal static class StoredEvents
{
    public static LogsQuery QueryOf(AlertRule rule, long nowUnixNs)
    {
        string fields = string.Join(", ", rule.FieldsNeeded.Select(QuotedText.Quote));
        LogsQuery all = LogsQuery.Parse($"* | fields {fields} | sort by (_time)", nowUnixNs);
        return all.WithFilter(rule.Settings.Filter);
    }

    /// <summary>As a line for people: the file's own is not at hand.</summary>
    public static byte[] LineOf(Row row)
    {
        using MemoryStream line = new();
        line.Write(row.Get("_time"));
        foreach (string field in new[] { "host", "app", "module" })
        {
            if (row.Get(field) is not { IsEmpty: false } value)
                continue;
            line.WriteByte((byte)' ');
            line.Write(value);
        }

        line.Write(": "u8);
        if (row.Get("level") is { IsEmpty: false } level)
            line.Write(Encoding.UTF8.GetBytes(Utf8.Decode(level).ToUpperInvariant() + " "));
        line.Write(row.Get("_msg"));
        return line.ToArray();
    }
}
