using System.Buffers;
using System.Text;
using LogHog.Cli.Output;
using LogHog.Engine.Query;

namespace LogHog.Cli.Tests.Output;

/// <summary>The formats of <c>-o</c>, row by row.</summary>
public sealed class RowFormatTests
{
    private static readonly Row Event = Make(
        ("_time", "2026-11-20T12:00:01.5Z"), ("_stream", "{app=\"shop\"}"), ("_msg", "Order 42 \"failed\",\nat last"), ("app", "shop"),
        ("host", "web01"), ("module", "web.pay"), ("level", "error"), ("order", "42"), ("user", "Ana María"));

    [Fact]
    public void Logfmt_quotes_what_needs_it_and_leaves_out_what_the_stream_repeats() => Assert.Equal(
        """_time=2026-11-20T12:00:01.5Z _msg="Order 42 \"failed\",\nat last" app=shop host=web01 module=web.pay level=error order=42 user="Ana María" """.TrimEnd() + "\n",
        Show("logfmt", new RowStyle(), Event));

    [Fact]
    public void Csv_has_a_line_of_names_and_doubles_quotes() => Assert.Equal(
        "_time,host,app,module,level,order,user,_msg\n2026-11-20T12:00:01.5Z,web01,shop,web.pay,error,42,Ana María,\"Order 42 \"\"failed\"\",\nat last\"\n",
        Show("csv", new RowStyle(), Event));

    [Fact]
    public void Csv_keeps_a_field_that_comes_after_the_columns_are_known()
    {
        Row[] rows = [.. Enumerable.Range(0, 1000).Select(static _ => Make(("a", "1"))), Make(("a", "2"), ("b", "late"))];

        string[] lines = Show("csv", new RowStyle(), rows).Split('\n');

        Assert.Equal("a,more", lines[0]);
        Assert.Equal("2,b=late", lines[1001]);
    }

    [Fact]
    public void A_table_has_numbers_to_the_right_and_nothing_behind_the_last_column()
    {
        string table = Show("table", new RowStyle(), Make(("app", "shop"), ("hits", "5")), Make(("app", "longer-name"), ("hits", "12345")));

        Assert.Equal("app           hits\nshop             5\nlonger-name  12345\n", table);
    }

    [Fact]
    public void A_table_shows_a_field_that_comes_after_the_columns_are_known()
    {
        Row[] rows = [.. Enumerable.Range(0, 1000).Select(static _ => Make(("a", "1"))), Make(("a", "2"), ("b", "late"))];

        Assert.EndsWith("\n2\n  b=late\n", Show("table", new RowStyle(), rows), StringComparison.Ordinal);
    }

    [Fact]
    public void Raw_is_the_message_byte_by_byte()
    {
        var row = new Row();
        row.Set("_msg", new byte[] { 0xff, 0x1b, (byte)'x' });

        Assert.Equal([0xff, 0x1b, (byte)'x', (byte)'\n'], Bytes("raw", new RowStyle(), row));
    }

    [Fact]
    public void Short_points_at_the_words_of_the_query_and_puts_a_tab_before_further_lines()
    {
        LogsQuery query = LogsQuery.Parse("Order or last !failed", 0);
        string line = Show("short", new RowStyle { HasColours = true, Marks = new QueryMarks(query, "_msg") }, Event);

        Assert.Contains("\e[1;31mOrder\e[0m", line, StringComparison.Ordinal);
        Assert.Contains("\n\tat \e[1;31mlast\e[0m", line, StringComparison.Ordinal);
        Assert.DoesNotContain("31mfailed", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("short")]
    [InlineData("json")]
    [InlineData("raw")]
    [InlineData("logfmt")]
    [InlineData("csv")]
    [InlineData("table")]
    [InlineData("template")]
    public void No_format_lets_a_log_line_command_the_terminal(string format)
    {
        string evil = "a\u001b]0;owned\u0007\u009b31m\u007f\u202eb\u2028c\r\b\u0000";
        Row row = Make(("_time", "2026-11-20T12:00:01Z"), ("_msg", evil), ("app", evil), ("level", evil), (evil, evil));

        string shown = Show(format, new RowStyle { IsForTerminal = true, LineField = "_msg" }, row);

        Assert.DoesNotContain(shown, static c => (char.IsControl(c) && c is not ('\n' or '\t')) || c is '\u202e' or '\u2028');
        Assert.Contains(format is "json" or "logfmt" ? "\\u001b" : "\\x1b", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_not_text_are_shown_as_escapes()
    {
        var output = new ArrayBufferWriter<byte>();
        TerminalText.Write(output, [(byte)'a', 0xff, 0xc3, (byte)'b', 0xe2, 0x80, 0xae, 0xc3, 0xad], "\n"u8);

        Assert.Equal(@"a\xff\xc3b\u202eí", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    private static Row Make(params (string Name, string Value)[] fields)
    {
        var row = new Row();
        foreach ((string name, string value) in fields) row.Set(name, Encoding.UTF8.GetBytes(value));
        return row;
    }

    private static string Show(string format, RowStyle style, params Row[] rows) => Encoding.UTF8.GetString(Bytes(format, style, rows));

    private static byte[] Bytes(string format, RowStyle style, params Row[] rows)
    {
        var output = new ArrayBufferWriter<byte>();
        IRowFormat shown = RowFormats.Of(format, style);
        foreach (Row row in rows) shown.Write(row, output);
        shown.End(output);
        return output.WrittenSpan.ToArray();
    }
}
