using System.Buffers;
using LogHog.Engine.Query;

namespace LogHog.Cli.Output;

/// <summary>One field alone, byte by byte where no terminal shows it; of a row without it every value, with tabs between.</summary>
internal sealed class RawRows(RowStyle style, string field) : IRowFormat
{
    public void Write(Row row, IBufferWriter<byte> output)
    {
        if (row.IndexOf(field) >= 0)
        {
            WriteValue(row.Get(field), output);
        }
        else
        {
            for (int i = 0; i < row.Count; i++)
            {
                output.Write(i == 0 ? ""u8 : "\t"u8);
                WriteValue(row.ValueAt(i).Span, output);
            }
        }

        output.Write("\n"u8);
    }

    public void End(IBufferWriter<byte> output)
    {
    }

    private void WriteValue(ReadOnlySpan<byte> value, IBufferWriter<byte> output)
    {
        if (style.IsForTerminal)
            TerminalText.Write(output, value, "\n"u8);
        else
            output.Write(value);
    }
}
