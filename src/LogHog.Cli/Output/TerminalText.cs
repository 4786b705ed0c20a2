using System.Buffers;
using System.Globalization;
using System.Text;

namespace LogHog.Cli.Output;

/// <summary>
/// Text of logs made fit for a terminal: what it would obey, or what would turn the direction of writing, is shown as an escape
/// (<c>\x1b</c>, <c>\u202e</c>). Log lines come from the network and are data.
/// </summary>
internal static class TerminalText
{
    private static readonly SearchValues<byte> Plain = SearchValues.Create(
        [.. Enumerable.Range(0x20, 0x7f - 0x20).Select(static number => (byte)number)]);

    /// <summary>Appends the text.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="text">UTF-8; bytes that are not are shown as <c>\xff</c>.</param>
    /// <param name="newline">What stands for a newline: itself and an indent, or <c>\n</c> as two signs.</param>
    /// <param name="isJson">The escapes are JSON's.</param>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> text, ReadOnlySpan<byte> newline, bool isJson = false)
    {
        while (!text.IsEmpty)
        {
            int plain = text.IndexOfAnyExcept(Plain);
            output.Write(plain < 0 ? text : text[..plain]);
            if (plain < 0)
                return;
            text = text[plain..];
            bool isText = Rune.DecodeFromUtf8(text, out Rune rune, out int length) == OperationStatus.Done;
            if (isText && rune.Value == '\n')
                output.Write(newline);
            else if (isText && (rune.Value == '\t' || !IsControl(rune.Value)))
                output.Write(text[..length]);
            else
                WriteEscape(output, isText ? rune.Value : null, text[..length], isJson);
            text = text[length..];
        }
    }

    /// <summary>The same, for the parts of a message that we put together.</summary>
    public static string Safe(string text)
    {
        var output = new ArrayBufferWriter<byte>(text.Length + 1);
        Write(output, Encoding.UTF8.GetBytes(text), "\\n"u8);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>C0, DEL, C1, line and paragraph separators, and the signs that turn the direction of writing.</summary>
    private static bool IsControl(int rune) => rune is < 0x20 or (>= 0x7f and <= 0x9f) or 0x61c or 0x200e or 0x200f
        or (>= 0x2028 and <= 0x202e) or (>= 0x2066 and <= 0x2069);

    private static void WriteEscape(IBufferWriter<byte> output, int? rune, ReadOnlySpan<byte> bytes, bool isJson)
    {
        var escape = new StringBuilder();
        if (rune is > 0xff || (rune is not null && isJson))
            escape.Append(CultureInfo.InvariantCulture, $"\\u{rune:x4}");
        else if (rune is { } small)
            escape.Append(CultureInfo.InvariantCulture, $"\\x{small:x2}");
        for (int i = 0; rune is null && i < bytes.Length; i++)
            escape.Append(CultureInfo.InvariantCulture, $"\\x{bytes[i]:x2}");
        output.Write(Encoding.ASCII.GetBytes(escape.ToString()));
    }
}
