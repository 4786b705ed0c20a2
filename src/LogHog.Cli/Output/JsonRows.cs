using System.Buffers;
using LogHog.Engine.Query;
using LogHog.Engine.Search;

namespace LogHog.Cli.Output;

/// <summary>An object a line, as the server answers; on a terminal all its controls are escaped, not only those that JSON forbids.</summary>
internal sealed class JsonRows(RowStyle style) : IRowFormat
{
    private readonly RowJson _json = new();
    private readonly ArrayBufferWriter<byte> _line = new();

    public void Write(Row row, IBufferWriter<byte> output)
    {
        if (!style.IsForTerminal)
        {
            _json.Write(row, output);
            return;
        }

        _line.ResetWrittenCount();
        _json.Write(row, _line);
        TerminalText.Write(output, _line.WrittenSpan, "\n"u8, isJson: true);
    }

    public void End(IBufferWriter<byte> output)
    {
    }
}
