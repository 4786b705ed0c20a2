using System.Buffers;
using System.Globalization;
using System.Text;
using LogHog.Engine.Query;
using LogHog.Engine.Search;

namespace LogHog.Cli.Searching;

/// <summary>How <c>loghog search -o</c> shows a row.</summary>
internal static class RowFormats
{
    private const string Red = "\e[31m";
    private const string Yellow = "\e[33m";
    private const string Plain = "\e[0m";

    public static readonly string[] Names = ["short", "json", "raw"];

    public static Action<Row, IBufferWriter<byte>> Of(string name, bool colours) => name switch
    {
        "json" => new RowJson().Write,
        "raw" => Raw,
        _ => (row, output) => Short(row, output, colours),
    };

    /// <summary>The message alone, byte by byte; of a row without one every value, with tabs between.</summary>
    private static void Raw(Row row, IBufferWriter<byte> output)
    {
        if (row.IndexOf("_msg") >= 0)
            output.Write(row.Get("_msg"));
        for (int i = 0; i < row.Count && row.IndexOf("_msg") < 0; i++)
        {
            output.Write(i == 0 ? ""u8 : "\t"u8);
            output.Write(row.ValueAt(i).Span);
        }

        output.Write("\n"u8);
    }

    /// <summary>Local time, host, application and module, level, message; further lines with a tab before them. A row without a message: its fields.</summary>
    private static void Short(Row row, IBufferWriter<byte> output, bool colours)
    {
        var line = new StringBuilder();
        if (row.IndexOf("_msg") < 0)
        {
            for (int i = 0; i < row.Count; i++)
                line.Append(i == 0 ? "" : "  ").Append(Safe(row.NameAt(i))).Append('=').Append(Text(row, row.NameAt(i)));
        }
        else
        {
            AppendEvent(line, row, colours);
        }

        output.Write(Encoding.UTF8.GetBytes(line.Append('\n').ToString()));
    }

    private static void AppendEvent(StringBuilder line, Row row, bool colours)
    {
        string level = Text(row, "level");
        string colour = !colours ? "" : level.StartsWith("error", StringComparison.Ordinal) || level.StartsWith("fatal", StringComparison.Ordinal) ? Red
            : level.StartsWith("warn", StringComparison.Ordinal) ? Yellow : "";
        string module = Text(row, "module");
        line.Append(colour).Append(Time(row));
        foreach (string part in new[] { Text(row, "host"), module.Length == 0 ? Text(row, "app") : $"{Text(row, "app")}/{module}" })
            line.Append(part.Length == 0 ? "" : " ").Append(part);
        line.Append(": ").Append(level.ToUpperInvariant()).Append(level.Length == 0 ? "" : " ").Append(Text(row, "_msg"));
        if (row.IndexOf("exception") >= 0)
            line.Append("\n\t").Append(Text(row, "exception"));
        line.Append(colour.Length == 0 ? "" : Plain);
    }

    private static string Time(Row row) => row.TryGetTime(out long unixNs)
        ? DateTimeOffset.UnixEpoch.AddTicks(unixNs / 100).ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture)
        : "-";

    private static string Text(Row row, string field) => Safe(Encoding.UTF8.GetString(row.Get(field))).Replace("\n", "\n\t", StringComparison.Ordinal);

    /// <summary>What came from the network does not reach the terminal's controls.</summary>
    private static string Safe(string text) =>
        string.Concat(text.Select(static c => c is '\n' or '\t' ? c : char.IsControl(c) || c is >= '\u2028' and <= '\u202e' or >= '\u2066' and <= '\u2069' ? '?' : c));
}
