using System.Buffers;
using LogHog.Engine.Configuration;
using LogHog.Engine.Formats;
using LogHog.Protocols.Events;
using LogHog.TestKit;
using static LogHog.Engine.Tests.Formats.LineTests;

namespace LogHog.Engine.Tests.Formats;

public sealed class DamagedLinesTests
{
    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\tcontinuation without a first line\n\tanother\n")]
    [InlineData("2026-11-20T12:18:36.464316+01:00")]
    [InlineData("2026-11-20T12:18:36.464316+01:00 web01")]
    [InlineData("2026-11-20T12:18:36.464316+01:00 web01 shop")]
    [InlineData("2026-11-20T12:18:36.464316+01:00 web01 shop[x]: a")]
    [InlineData("2026-11-20T12:18:36.464316+01:00 web01 shop[1: a")]
    [InlineData("2026-11-20T12:18:36.464316+01:00 web01 : a")]
    [InlineData("2026-11-20T12:18:36.464316+01:00  shop: a")]
    [InlineData("2026-11-20T12:18:36.464316+01:00 web01 shop:a")]
    [InlineData("2026-13-20T12:18:36.464316+01:00 web01 shop: a")]
    [InlineData("2026-02-29T12:18:36.464316+01:00 web01 shop: a")]
    [InlineData("2026-11-20T24:18:36.464316+01:00 web01 shop: a")]
    [InlineData("2026-11-20T12:18:36.+01:00 web01 shop: a")]
    [InlineData("2026-11-20T12:18:36.4643160000+01:00 web01 shop: a")]
    [InlineData("1677-09-21T00:12:43.145224191Z web01 shop: a")]
    [InlineData("2262-04-11T23:47:16.854775808Z web01 shop: a")]
    [InlineData("\0\0\0\0\0\0\0\0")]
    public void What_is_no_standard_line_is_kept_as_it_stands(string text)
    {
        LogEvent read = Parsed(LineFormatKind.Standard, text, out bool isLine, Shop);
        Assert.False(isLine);
        Assert.Equal(text.EndsWith('\n') ? text[..^1] : text, Text(read.Body));
        Assert.Equal("shop", Text(read.App));
        Assert.Empty(read.Fields);
        Assert.Equal(0, read.TimeUnixNs);
    }

    [Fact]
    public void A_line_that_lost_its_trailing_space_is_an_empty_body()
    {
        LogEvent read = Parsed(LineFormatKind.Standard, "2026-11-20T11:18:36Z web01 shop:", out bool isLine, Shop);
        Assert.True(isLine);
        Assert.True(read.Body.IsEmpty);
    }

    [Fact]
    public void A_reserved_name_with_a_value_that_makes_no_sense_is_a_field()
    {
        LogEvent read = Parsed(LineFormatKind.Standard, "2026-11-20T11:18:36Z h shop: x {trace_id=zz exception=0 severity=high received=now}", out _, Shop);
        Assert.Equal(["trace_id", "exception", "severity", "received"], read.Fields.Select(f => Text(f.Name)));
        Assert.Equal("x", Text(read.Body));
    }

    [Fact]
    public void More_exception_lines_than_there_are_leave_the_body_its_first_line()
    {
        LogEvent read = Parsed(LineFormatKind.Standard, "2026-11-20T11:18:36Z h shop: x {exception=999999999}\n\tE\n\tf\n", out _, Shop);
        Assert.Equal("x", Text(read.Body));
        Assert.Equal("E\nf", Text(read.Exception));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"@m\":\"no time\"}")]
    [InlineData("{\"@t\":\"2026-11-20T11:18:36Z\"")]
    [InlineData("{\"@t\":\"2026-11-20T11:18:36Z\"} x")]
    [InlineData("{\"@t\":\"2026-11-20T11:18:36Z\",}")]
    [InlineData("{\"@t\":\"2026-11-20T11:18:36Z\",\"a\":01}")]
    [InlineData("{\"@t\":\"2026-11-20T11:18:36Z\",\"a\":[1}")]
    [InlineData("{\"@t\":\"2026-11-20T11:18:36Z\",\"a\":\"\\q\"}")]
    [InlineData("[1]")]
    public void What_is_no_json_line_is_kept_as_it_stands(string text)
    {
        LogEvent read = Parsed(LineFormatKind.Json, text, out bool isLine, Shop);
        Assert.False(isLine);
        Assert.Equal(text, Text(read.Body));
        Assert.Empty(read.Fields);
    }

    [Theory]
    [InlineData(nameof(LineFormatKind.Standard))]
    [InlineData(nameof(LineFormatKind.Classic))]
    [InlineData(nameof(LineFormatKind.Json))]
    public void Damaged_lines_never_throw_and_never_make_more_than_they_are(string kindName)
    {
        LineFormatKind kind = Enum.Parse<LineFormatKind>(kindName);
        Random random = SeededRandom.Create();
        var events = new RandomEvents(random);
        ILineFormat format = LineFormats.CreateFormat(kind, Berlin);
        ILineParser parser = LineFormats.CreateParser(kind, Berlin);
        var output = new ArrayBufferWriter<byte>();
        var logEvent = new LogEvent();
        for (int i = 0; i < 60_000; i++)
        {
            var context = new LineContext(events.Fill(logEvent));
            output.ResetWrittenCount();
            format.Write(logEvent, output, context);
            byte[] text = output.WrittenSpan.ToArray();
            Damage(random, ref text);
            parser.TryParse(text, context, logEvent);
            Assert.True(logEvent.Body.Length + logEvent.Exception.Length + logEvent.Fields.Sum(f => f.Value.Length) <= text.Length);
            parser.TryParse(events.Text(), context, logEvent);
        }
    }

    [Theory]
    [InlineData(" {a=\"")]
    [InlineData(" {a=\"\\\" {b=")]
    [InlineData(" {")]
    [InlineData(" {a=1")]
    [InlineData(" {a=\" {b=1 c=\"")]
    public void Looking_for_the_group_takes_work_that_grows_with_the_line_alone(string piece)
    {
        // Quadratic work on 8 MB would take minutes, not the milliseconds that this does.
        string body = string.Concat(Enumerable.Repeat(piece, 8_000_000 / piece.Length)) + "}";
        string line = Line(LineFormatKind.Standard, Event(body), Shop);
        LogEvent read = Parsed(LineFormatKind.Standard, line, out bool isLine, Shop);
        Assert.True(isLine);
        Assert.Equal(body, Text(read.Body));
    }

    private static void Damage(Random random, ref byte[] text)
    {
        for (int hits = random.Next(1, 4); hits > 0 && text.Length > 0; hits--)
        {
            int at = random.Next(text.Length);
            switch (random.Next(4))
            {
                case 0:
                    text[at] = (byte)random.Next(256);
                    break;
                case 1:
                    text = text[..at];
                    break;
                case 2:
                    text = text[at..];
                    break;
                default:
                    text = [.. text[..at], .. "{}\"\\ \n\t=:[]"u8.Slice(random.Next(11), 1), .. text[at..]];
                    break;
            }
        }
    }
}
