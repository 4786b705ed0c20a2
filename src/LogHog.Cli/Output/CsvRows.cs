using System.Buffers;
using System.Text;
using LogHog.Engine.Query;

namespace LogHog.Cli.Output;

/// <summary>
/// RFC 4180 with a line of names and with newlines as LF. The columns are those of the first thousand rows; a field that only comes
/// later goes as <c>name=value</c> into a column <c>more</c>, so that nothing is lost.
/// </summary>
internal sealed class CsvRows(RowStyle style) : IRowFormat
{
    private const int HeldRowsMax = 1000;
    private const int HeldBytesMax = 4 << 20;

    private readonly RowColumns _columns = new(style.FirstColumns);
    private readonly List<Row> _held = [];
    private readonly ArrayBufferWriter<byte> _more = new();
    private long _heldBytes;
    private bool _hasBegun;

    public void Write(Row row, IBufferWriter<byte> output)
    {
        if (_hasBegun)
        {
            WriteLine(row, output);
            return;
        }

        _columns.Add(row);
        _held.Add(row.Copy());
        _heldBytes += row.CopyBytes();
        if (_held.Count == HeldRowsMax || _heldBytes > HeldBytesMax)
            Begin(output, isWhole: false);
    }

    public void End(IBufferWriter<byte> output)
    {
        if (!_hasBegun && _held.Count > 0)
            Begin(output, isWhole: true);
    }

    private void Begin(IBufferWriter<byte> output, bool isWhole)
    {
        _hasBegun = true;
        _columns.Arrange();
        HasMore = !isWhole;
        for (int i = 0; i < _columns.Names.Count; i++)
            WriteValue(Encoding.UTF8.GetBytes(_columns.Names[i]), i == 0, output);
        if (HasMore)
            WriteValue("more"u8, isFirst: false, output);
        output.Write("\n"u8);
        foreach (Row row in _held)
            WriteLine(row, output);
        _held.Clear();
    }

    private bool HasMore { get; set; }

    private void WriteLine(Row row, IBufferWriter<byte> output)
    {
        for (int i = 0; i < _columns.Names.Count; i++)
            WriteValue(row.Get(_columns.Names[i]), i == 0, output);
        if (HasMore)
            WriteValue(More(row), isFirst: false, output);
        output.Write("\n"u8);
    }

    private ReadOnlySpan<byte> More(Row row)
    {
        _more.ResetWrittenCount();
        for (int i = 0; i < row.Count; i++)
        {
            if (_columns.Has(row.NameAt(i)) || RowColumns.IsDerived(row, row.NameAt(i)))
                continue;
            _more.Write(Encoding.UTF8.GetBytes($"{(_more.WrittenCount == 0 ? "" : " ")}{row.NameAt(i)}="));
            _more.Write(row.ValueAt(i).Span);
        }

        return _more.WrittenSpan;
    }

    private void WriteValue(ReadOnlySpan<byte> value, bool isFirst, IBufferWriter<byte> output)
    {
        output.Write(isFirst ? ""u8 : ","u8);
        bool isQuoted = value.IndexOfAny("\",\r\n"u8) >= 0;
        output.Write(isQuoted ? "\""u8 : ""u8);
        for (int quote; (quote = value.IndexOf((byte)'"')) >= 0; value = value[(quote + 1)..])
        {
            WriteText(value[..quote], output);
            output.Write("\"\""u8);
        }

        WriteText(value, output);
        output.Write(isQuoted ? "\""u8 : ""u8);
    }

    private void WriteText(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        if (style.IsForTerminal)
            TerminalText.Write(output, text, "\n"u8);
        else
            output.Write(text);
    }
}
