using System.Buffers;
using System.Globalization;
using System.Text;
using LogHog.Engine.Query;

namespace LogHog.Cli.Output;

/// <summary>
/// Columns below each other, numbers to the right, times in local time. The widths are those of the first thousand rows; the last
/// column is as wide as it likes.
/// </summary>
internal sealed class TableRows(RowStyle style) : IRowFormat
{
    private const int HeldRowsMax = 1000;

    /// <summary>A wider column is not padded further: one long value would push all others off the screen.</summary>
    private const int WidthMax = 60;

    private const string Bold = "\e[1m";
    private const string Plain = "\e[0m";

    private readonly RowColumns _columns = new(style.FirstColumns);
    private readonly List<Row> _held = [];
    private readonly ArrayBufferWriter<byte> _cell = new();
    private int[] _widths = [];
    private bool[] _areNumbers = [];
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
        if (_held.Count == HeldRowsMax)
            Begin(output);
    }

    public void End(IBufferWriter<byte> output)
    {
        if (!_hasBegun && _held.Count > 0)
            Begin(output);
    }

    private void Begin(IBufferWriter<byte> output)
    {
        _hasBegun = true;
        _columns.Arrange();
        IReadOnlyList<string> names = _columns.Names;
        _widths = [.. names.Select(name => Math.Min(WidthMax, _held.Max(row => Cell(row, name).EnumerateRunes().Count())))];
        _areNumbers = [.. names.Select(name => _held.TrueForAll(row => row.Get(name).IsEmpty || IsNumber(Cell(row, name))))];
        for (int i = 0; i < names.Count; i++)
            _widths[i] = Math.Max(_widths[i], names[i].Length);
        WriteCells(i => TerminalText.Safe(names[i]), output, style.HasColours ? Bold : "");
        foreach (Row row in _held)
            WriteLine(row, output);
        _held.Clear();
    }

    private void WriteLine(Row row, IBufferWriter<byte> output)
    {
        WriteCells(i => Cell(row, _columns.Names[i]), output, "");
        string[] later = [.. Enumerable.Range(0, row.Count).Select(row.NameAt).Where(name => !_columns.Has(name) && !RowColumns.IsDerived(row, name))];
        if (later.Length > 0)
            output.Write(Encoding.UTF8.GetBytes("  " + string.Join("  ", later.Select(name => $"{TerminalText.Safe(name)}={Cell(row, name)}")) + "\n"));
    }

    private void WriteCells(Func<int, string> cell, IBufferWriter<byte> output, string colour)
    {
        var line = new StringBuilder();
        for (int i = 0; i < _widths.Length; i++)
        {
            string text = cell(i);
            string pad = new(' ', Math.Max(0, _widths[i] - text.EnumerateRunes().Count()));
            line.Append(i == 0 ? "" : "  ").Append(_areNumbers[i] ? pad + text : text + pad);
        }

        output.Write(Encoding.UTF8.GetBytes($"{colour}{line.ToString().TrimEnd()}{(colour.Length == 0 ? "" : Plain)}\n"));
    }

    private string Cell(Row row, string name)
    {
        if (name == "_time" && row.TryGetTime(out long unixNs))
            return LocalTime.Text(unixNs);
        _cell.ResetWrittenCount();
        TerminalText.Write(_cell, row.Get(name), "\\n"u8);
        return Encoding.UTF8.GetString(_cell.WrittenSpan);
    }

    private static bool IsNumber(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}
