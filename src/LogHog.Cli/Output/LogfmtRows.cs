using System.Buffers;
using System.Text;
using LogHog.Engine.Query;

namespace LogHog.Cli.Output;

/// <summary><c>name=value name="quoted value"</c>, a row a line.</summary>
internal sealed class LogfmtRows(RowStyle style) : IRowFormat
{
    private readonly ArrayBufferWriter<byte> _line = new();

    public void Write(Row row, IBufferWriter<byte> output)
    {
        _line.ResetWrittenCount();
        for (int i = 0; i < row.Count; i++)
        {
            if (row.ValueAt(i).IsEmpty || RowColumns.IsDerived(row, row.NameAt(i)))
                continue;
            _line.Write(_line.WrittenCount == 0 ? ""u8 : " "u8);
            _line.Write(Encoding.UTF8.GetBytes(Name(row.NameAt(i))));
            _line.Write("="u8);
            WriteValue(row.ValueAt(i).Span);
        }

        if (style.IsForTerminal)
            TerminalText.Write(output, _line.WrittenSpan, "\\n"u8);
        else
            output.Write(_line.WrittenSpan);
        output.Write("\n"u8);
    }

    public void End(IBufferWriter<byte> output)
    {
    }

    /// <summary>A name has no quotes in logfmt: what would end it becomes a line below.</summary>
    private static string Name(string name) =>
        string.Concat(name.Select(static c => c <= ' ' || c is '=' or '"' or '\u007f' ? '_' : c));

    private void WriteValue(ReadOnlySpan<byte> value)
    {
        bool isQuoted = value.IndexOfAny((byte)'"', (byte)'\\', (byte)'=') >= 0 || value.IndexOfAnyInRange((byte)0, (byte)' ') >= 0;
        if (!isQuoted)
        {
            _line.Write(value);
            return;
        }

        _line.Write("\""u8);
        foreach (byte b in value)
        {
            ReadOnlySpan<byte> escape = b switch
            {
                (byte)'"' => "\\\""u8,
                (byte)'\\' => "\\\\"u8,
                (byte)'\n' => "\\n"u8,
                (byte)'\r' => "\\r"u8,
                (byte)'\t' => "\\t"u8,
                < 0x20 => Encoding.ASCII.GetBytes($"\\u{b:x4}"),
                _ => [b],
            };
            _line.Write(escape);
        }

        _line.Write("\""u8);
    }
}
