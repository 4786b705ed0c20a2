using System.Buffers;
using LogHog.Engine.Configuration;
using LogHog.Engine.Formats;
using LogHog.Engine.Formats.Python;
using LogHog.Protocols.Events;
using static LogHog.Engine.Tests.Formats.LineTests;

namespace LogHog.Engine.Tests.Formats.Python;

/// <summary>What a line of a Python format says is read back as far as the format's shape allows.</summary>
public sealed class PythonTemplateParserTests
{
    private const long Second = 1_000_000_000;

    [Theory]
    [InlineData("%(asctime)s - %(name)s - %(levelname)s - %(message)s", 464)]
    [InlineData("%(asctime)s %(levelname)-8s [%(process)d] %(name)s: %(message)s", 464)]
    [InlineData("[%(asctime)s,%(msecs)03d] %(levelname)10s | %(name)-30s | %(message)s", 464)]
    [InlineData("%(levelname)s:%(name)s:%(asctime)s:%(message)s", 464)]
    [InlineData("{asctime} {levelname:<8} {name} {message}", 464)]
    [InlineData("{\"time\": \"$asctime\", \"level\": \"$levelname\", \"logger\": \"$name\", \"message\": \"$message\"}", 464)]
    public void Time_level_module_and_message_come_back(string format, int milliseconds)
    {
        LogEvent read = ReadBack(Settings(format), Event("Order 42 failed: {x}", "web.requests", Severity.Warn).With("process.pid", FieldKind.Number, "4711"), out PythonTemplateParser parser);

        Assert.True(parser.HasTime);
        Assert.True(parser.SaysModule);
        Assert.Equal((Noon / Second * Second) + (milliseconds * 1_000_000L), read.TimeUnixNs);
        Assert.Equal((Severity.Warn, "web.requests", "Order 42 failed: {x}", "shop"), (read.Severity, Text(read.Module), Text(read.Body), Text(read.App)));
    }

    [Fact]
    public void Further_attributes_become_fields_under_OpenTelemetrys_names()
    {
        LogEvent read = ReadBack(
            Settings("%(asctime)s %(ident)s> [%(threadName)s] %(process)d %(lineno)d %(taskName)s %(user)s %(message)s"),
            Event("x").With("ident", FieldKind.Text, "Client #5").With("thread.name", FieldKind.Text, "main").With("process.pid", FieldKind.Number, "7").With("code.line.number", FieldKind.Number, "3"),
            out _);

        Assert.Equal("x", Text(read.Body));
        Assert.Equal(["ident=Client #5", "thread.name=main", "process.pid=7", "code.line.number=3"], read.Fields.Select(static one => $"{Text(one.Name)}={Text(one.Value)}"));
    }

    [Theory]
    [InlineData("%Y-%m-%dT%H:%M:%S%z", true)]
    [InlineData("%d/%b/%Y:%H:%M:%S %z", true)]
    [InlineData("%b %d %H:%M:%S", true)]
    [InlineData("%H:%M:%S", false)]
    public void A_time_is_read_if_its_datefmt_says_a_moment(string dateFormat, bool hasTime)
    {
        LogEvent read = ReadBack(Settings("%(asctime)s %(levelname)s %(message)s") with { DateFormat = dateFormat }, Event("x y", severity: Severity.Error), out PythonTemplateParser parser);

        Assert.Equal(hasTime, parser.HasTime);
        Assert.Equal((Severity.Error, "x y"), (read.Severity, Text(read.Body)));
        Assert.Equal(hasTime ? Noon / Second * Second : 0, read.TimeUnixNs);
    }

    [Fact]
    public void With_tabs_the_lines_below_belong_to_the_message()
    {
        LogEvent read = ReadBack(Settings("%(asctime)s %(message)s (%(name)s)") with { MarksContinuation = true }, Event("failed", "pay", exception: "E\n\tat f"), out _);

        Assert.Equal(("failed\nE\n\tat f", "pay"), (Text(read.Body), Text(read.Module)));
    }

    [Theory]
    [InlineData("Traceback (most recent call last):")]
    [InlineData("2026-11-20 12:18:36,464 no level")]
    [InlineData("")]
    public void Another_line_is_none_of_the_format(string line)
    {
        PythonTemplateParser parser = PythonTemplateParser.Create(Settings("%(asctime)s - %(levelname)s - %(message)s"), Berlin)!;
        var read = new LogEvent();

        Assert.False(parser.TryParse(Bytes(line), Shop, read));
        Assert.Equal((line, "shop", 0L), (Text(read.Body), Text(read.App), read.TimeUnixNs));
    }

    [Theory]
    [InlineData("%(message)s")]
    [InlineData("%(name)s: %(message)s")]
    [InlineData("%(levelname)s%(message)s")]
    [InlineData("%(asctime)s\n%(message)s")]
    [InlineData("{levelname:.1} {message}")]
    public void What_nothing_marks_cannot_be_read(string format) => Assert.Null(PythonTemplateParser.Create(Settings(format), Berlin));

    private static PythonFormatSettings Settings(string format) => new() { Format = format, Style = PythonTemplate.StyleOf(format) };

    private static LogEvent ReadBack(PythonFormatSettings settings, LogEvent logEvent, out PythonTemplateParser parser)
    {
        var output = new ArrayBufferWriter<byte>();
        new PythonFormat(settings, Berlin).Write(logEvent, output, Shop);
        parser = PythonTemplateParser.Create(settings, Berlin)!;
        var read = new LogEvent();
        Assert.True(parser.TryParse(output.WrittenMemory, new LineContext(Bytes("shop"), Noon), read));
        return read;
    }
}
