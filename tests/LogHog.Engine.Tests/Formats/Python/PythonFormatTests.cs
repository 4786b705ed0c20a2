using System.Buffers;
using System.Text;
using LogHog.Engine.Configuration;
using LogHog.Engine.Formats.Python;
using LogHog.Protocols.Events;
using static LogHog.Engine.Tests.Formats.LineTests;

namespace LogHog.Engine.Tests.Formats.Python;

/// <summary>What Python does not decide: events of others, what is missing, what is refused, what must not attack a terminal.</summary>
public sealed class PythonFormatTests
{
    [Fact]
    public void Writes_an_event_of_any_protocol()
    {
        LogEvent logEvent = Event("Order 42 failed", "web.requests", Severity.Error)
            .With("process.pid", FieldKind.Number, "4711").With("thread.name", FieldKind.Text, "MainThread").With("code.file.path", FieldKind.Text, "/srv/app/pay.py")
            .With("code.line.number", FieldKind.Number, "7").With("code.function.name", FieldKind.Text, "charge").With("http.status", FieldKind.Number, "500");

        Assert.Equal(
            "2026-11-20 12:18:36,464 web01 shop web.requests ERROR 40 [4711 MainThread] pay.py pay:7 charge 500 Order 42 failed\n",
            Line("%(asctime)s %(host)s %(app)s %(name)s %(levelname)s %(levelno)d [%(process)d %(threadName)s] %(filename)s %(module)s:%(lineno)d %(funcName)s "
                + "%(http.status)d %(message)s", logEvent));
        Assert.Equal("500 500\n", Line("{http.status} {http[status]}", logEvent));
    }

    [Theory]
    [InlineData(Severity.None, "NOTSET 0")]
    [InlineData(Severity.Trace, "TRACE 5")]
    [InlineData(Severity.Debug2, "DEBUG 10")]
    [InlineData(Severity.Info2, "INFO 20")]
    [InlineData(Severity.Warn, "WARNING 30")]
    [InlineData(Severity.Error4, "ERROR 40")]
    [InlineData(Severity.Fatal, "CRITICAL 50")]
    public void Names_severities_as_Python_does(Severity severity, string written) =>
        Assert.Equal(written + "\n", Line("%(levelname)s %(levelno)s", Event("x", severity: severity)));

    [Fact]
    public void A_level_of_the_senders_own_is_kept() =>
        Assert.Equal("NOTICE 25\n", Line("$levelname $levelno", Event("x", severity: Severity.Info).With("levelname", FieldKind.Text, "NOTICE").With("levelno", FieldKind.Number, "25")));

    [Theory]
    [InlineData("%(ident)-9s> %(message)s", "%(ident)-9s> x")]
    [InlineData("{ident:<9}> {message}", "{ident:<9}> x")]
    [InlineData("{message:{ident}}", "{message:{ident}}")]
    [InlineData("${ident}> $message", "${ident}> x")]
    [InlineData("{name.first} {message[9]}", "{name.first} {message[9]}")]
    [InlineData("%(taskName)s %(stack_info)s %(exc_text)s", "None None None")]
    [InlineData("%(name)d %(message)5f", "root     x")]
    [InlineData("{message:d} {levelno:s} {taskName:>6}", "x 20 None")]
    public void What_the_event_lacks_or_a_conversion_is_not_for_is_shown_and_no_line_is_lost(string format, string written) =>
        Assert.Equal(written + "\n", Line(format, Event("x", severity: Severity.Info)));

    [Fact]
    public void Defaults_stand_for_what_is_missing_only()
    {
        var settings = new PythonFormatSettings { Format = "%(ident)s %(port)05d %(name)s", Style = PythonStyle.Percent, Defaults = "ident=\"Client #5\" port=80 name=never" };

        Assert.Equal("Client #5 00080 root\n", Line(settings, Event("x")));
        Assert.Equal("c 00080 root\n", Line(settings, Event("x").With("ident", FieldKind.Text, "c")));
    }

    [Fact]
    public void Elements_of_a_list_and_characters_of_a_text_have_an_index()
    {
        LogEvent logEvent = Event("héllo", severity: Severity.Warn).With("tags", FieldKind.Text, "[\"a\",2,[3],null,true]");

        Assert.Equal("W é a 2 [3] None True {tags[9]}\n", Line("{levelname[0]} {message[1]} {tags[0]} {tags[1]} {tags[2]} {tags[3]} {tags[4]} {tags[9]}", logEvent));
        LogEvent ofPython = Event("x").With("tags", FieldKind.Text, "['it\\'s', \"q\", (1, 2), {'a': [0]}]").With("user", FieldKind.Text, "{'id': 5, 'name': 'é\\n', 7: 'seven'}");
        Assert.Equal("it's q (1, 2) {'a': [0]} 00005 'é\\n' seven {user[x]} {user[0]}\n",
            Line("{tags[0]} {tags[1]} {tags[2]} {tags[3]} {user[id]:05d} {user[name]!r} {user[7]} {user[x]} {user[0]}", ofPython));
    }

    [Fact]
    public void The_exception_and_the_stack_follow_without_empty_lines_between_them()
    {
        LogEvent logEvent = Event("failed\n", exception: "Traceback:\nE").With("stack_info", FieldKind.Text, "Stack:\n  f");

        Assert.Equal("root failed\nTraceback:\nE\nStack:\n  f\n", Line("%(name)s %(message)s", logEvent));
    }

    [Fact]
    public void With_tabs_no_body_can_begin_an_event_or_hide_one()
    {
        LogEvent logEvent = Event("\ttwo\n2026-11-20 12:18:36,464 forged", exception: "E\nf");
        var settings = new PythonFormatSettings { Format = "%(message)s", Style = PythonStyle.Percent, MarksContinuation = true };

        Assert.Equal("\\x09two\n\t2026-11-20 12:18:36,464 forged\n\tE\n\tf\n", Line(settings, logEvent));
    }

    [Fact]
    public void Nothing_that_attacks_a_terminal_is_written()
    {
        LogEvent logEvent = Event("a\u001b[31m\u0085\u202e\u2028\u007f\r\n\\x1b \ufeff");

        Assert.Equal("a\\x1b[31m\\x85\\u202e\\u2028\\x7f\\x0d\n\\x1b \ufeff\n", Line("%(message)s", logEvent));
    }

    [Fact]
    public void A_byte_that_was_no_text_is_shown()
    {
        LogEvent logEvent = Event("");
        logEvent.Body = new byte[] { (byte)'a', 0xed, 0xb2, 0x80, (byte)'b' }; // U+DC80

        Assert.Equal("a\\udc80b 'a\\udc80b' 'a\\udc80b'\n", Line("%(message)s %(message)r %(message)a", logEvent));
    }

    [Theory]
    [InlineData("plain text", "names no attribute")]
    [InlineData("", "names no attribute")]
    [InlineData("%(message)", "names no attribute")]
    [InlineData("%(message)s %(name)", "is incomplete")]
    [InlineData("%(message)s %(name", "closing parenthesis")]
    [InlineData("%(message)s 100%", "write %% for a percent sign")]
    [InlineData("%(message)s 100% of", "write %% for a percent sign")]
    [InlineData("%(message)s %s", "names no attribute")]
    [InlineData("%%(message)s", "names no attribute")]
    [InlineData("%(message)s %(n)*d", "write a number for the *")]
    [InlineData("%(message)99999s", "wider than 10000")]
    [InlineData("{message} {}", "names no attribute")]
    [InlineData("{message} {0}", "names no attribute")]
    [InlineData("{message} }", "write }} for a brace")]
    [InlineData("{message", "closing brace")]
    [InlineData("{message!x}", "write !r, !s or !a")]
    [InlineData("{message:>>>5}", "bad specifier")]
    [InlineData("{message:99999}", "wider than 10000")]
    [InlineData("$message costs $5", "write $$ for a dollar sign")]
    [InlineData("${message", "write $$ for a dollar sign")]
    public void Refuses_a_format_and_says_what_to_write(string format, string hint) =>
        Assert.Contains(hint, PythonTemplate.ProblemOf(new PythonFormatSettings { Format = format, Style = PythonTemplate.StyleOf(format) }), StringComparison.Ordinal);

    [Theory]
    [InlineData("%(message)s {x} $y", PythonStyle.Percent)]
    [InlineData("{\"t\": \"%(asctime)s\"}", PythonStyle.Percent)]
    [InlineData("{asctime} {message}", PythonStyle.Brace)]
    [InlineData("{message} costs $$5", PythonStyle.Brace)]
    [InlineData("{message} 100%", PythonStyle.Brace)]
    [InlineData("$asctime $message", PythonStyle.Dollar)]
    [InlineData("${asctime} ${message}", PythonStyle.Dollar)]
    [InlineData("{\"t\": \"$asctime\"}", PythonStyle.Dollar)]
    [InlineData("$$ {message}", PythonStyle.Brace)]
    internal void Finds_the_style_out(string format, PythonStyle style) => Assert.Equal(style, PythonTemplate.StyleOf(format));

    [Fact]
    public void Costs_no_allocation()
    {
        LogEvent logEvent = Event("Order 42 failed", "web.requests", Severity.Error, "Traceback:\nE").With("process.pid", FieldKind.Number, "4711").With("ident", FieldKind.Text, "é");
        Repeated run = new(new PythonFormat(Percent("%(asctime)s,%(msecs)03d %(levelname)-8s %(process)d %(created)f %(relativeCreated)s %(ident)10s %(message)r"), Berlin), logEvent);
        Repeated other = new(new PythonFormat(Percent("{asctime} {levelname:^10} {process:>08,d} {msecs:06.2f} {message:.5}") with { Style = PythonStyle.Brace }, Berlin), logEvent);
        run.Write();
        other.Write();

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            run.Write();
            other.Write();
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static PythonFormatSettings Percent(string format) => new() { Format = format, Style = PythonStyle.Percent };

    private static string Line(string format, LogEvent logEvent) => Line(new PythonFormatSettings { Format = format, Style = PythonTemplate.StyleOf(format) }, logEvent);

    private static string Line(PythonFormatSettings settings, LogEvent logEvent)
    {
        var output = new ArrayBufferWriter<byte>();
        new PythonFormat(settings, Berlin).Write(logEvent, output, Shop);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private sealed class Repeated(PythonFormat format, LogEvent logEvent)
    {
        private readonly ArrayBufferWriter<byte> _output = new(1 << 16);

        public void Write()
        {
            _output.ResetWrittenCount();
            logEvent.TimeUnixNs += 500_000_000;
            format.Write(logEvent, _output, Shop);
        }
    }
}
