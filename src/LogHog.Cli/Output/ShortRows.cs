using System.Buffers;
using System.Text;
using LogHog.Engine.Query;

namespace LogHog.Cli.Output;

/// <summary>
/// For people: local time, host, application and module, level, message; further lines with a tab before them. A row without a
/// message: its fields.
/// </summary>
internal sealed class ShortRows(RowStyle style) : IRowFormat
{
    private const string Red = "\e[31m";
    private const string Yellow = "\e[33m";
    private const string Dim = "\e[2m";
    private const string Marked = "\e[1;31m"; // as grep marks
    private const string Plain = "\e[0m";

    public void Write(Row row, IBufferWriter<byte> output)
    {
        if (row.IndexOf("_msg") < 0)
            WriteFields(row, output);
        else if (row.IndexOf("app") < 0 && row.IndexOf("level") < 0 && row.Get("_msg").SequenceEqual("---"u8))
            Colour(output, Dim, "--"); // between groups of stream_context
        else
            WriteEvent(row, output);
        output.Write("\n"u8);
    }

    public void End(IBufferWriter<byte> output)
    {
    }

    private static void WriteFields(Row row, IBufferWriter<byte> output)
    {
        for (int i = 0; i < row.Count; i++)
        {
            output.Write(Encoding.UTF8.GetBytes($"{(i == 0 ? "" : "  ")}{TerminalText.Safe(row.NameAt(i))}="));
            TerminalText.Write(output, row.ValueAt(i).Span, "\n\t"u8);
        }
    }

    private void WriteEvent(Row row, IBufferWriter<byte> output)
    {
        string level = TerminalText.Safe(Encoding.UTF8.GetString(row.Get("level")));
        string colour = level.StartsWith("error", StringComparison.Ordinal) || level.StartsWith("fatal", StringComparison.Ordinal) ? Red
            : level.StartsWith("warn", StringComparison.Ordinal) ? Yellow : "";
        Colour(output, Dim, row.TryGetTime(out long unixNs) ? LocalTime.WithMicroseconds(unixNs) : "-");
        WritePart(output, " "u8, row.Get("host"));
        WritePart(output, " "u8, row.Get("app"));
        WritePart(output, row.Get("app").IsEmpty ? " "u8 : "/"u8, row.Get("module"));
        output.Write(": "u8);
        if (level.Length > 0)
            Colour(output, colour, level.ToUpperInvariant() + " ");
        WriteMessage(row.Get("_msg"), output, colour);
        WritePart(output, "\n\t"u8, row.Get("exception"));
    }

    private void WriteMessage(ReadOnlySpan<byte> message, IBufferWriter<byte> output, string colour)
    {
        Begin(output, colour);
        int at = 0;
        foreach ((int start, int length) in style is { HasColours: true, Marks: { } marks } ? marks.Find(message) : [])
        {
            TerminalText.Write(output, message[at..start], "\n\t"u8);
            Begin(output, Marked);
            TerminalText.Write(output, message.Slice(start, length), "\n\t"u8);
            Begin(output, Plain);
            Begin(output, colour);
            at = start + length;
        }

        TerminalText.Write(output, message[at..], "\n\t"u8);
        Begin(output, colour.Length == 0 ? "" : Plain);
    }

    private static void WritePart(IBufferWriter<byte> output, ReadOnlySpan<byte> before, ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            return;
        output.Write(before);
        TerminalText.Write(output, text, "\n\t"u8);
    }

    private void Colour(IBufferWriter<byte> output, string colour, string text)
    {
        Begin(output, colour);
        output.Write(Encoding.UTF8.GetBytes(text));
        Begin(output, colour.Length == 0 ? "" : Plain);
    }

    private void Begin(IBufferWriter<byte> output, string colour)
    {
        if (style.HasColours && colour.Length > 0)
            output.Write(Encoding.ASCII.GetBytes(colour));
    }
}
