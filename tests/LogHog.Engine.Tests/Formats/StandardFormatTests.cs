using LogHog.Engine.Configuration;
using LogHog.Engine.Formats;
using LogHog.Protocols.Events;
using static LogHog.Engine.Tests.Formats.LineTests;

namespace LogHog.Engine.Tests.Formats;

public sealed class StandardFormatTests
{
    private const string Head = "2026-11-20T12:18:36.464316+01:00 web01 ";

    [Fact]
    public void The_line_of_the_design_is_written_as_the_design_shows_it()
    {
        LogEvent logEvent = Event("Order 42 failed", "web.requests", Severity.Error, "Traceback (most recent call last):\n  File \"/srv/app/pay.py\", line 3, in charge")
            .With("process.pid", FieldKind.Number, "4711").With("order", FieldKind.Number, "42").With("user", FieldKind.Text, "Ana María");
        logEvent.TraceId = UInt128.Parse("4bf92f3577b34da6a3ce929d0e0e4736", System.Globalization.NumberStyles.HexNumber, null);
        AssertLine(
            Head + "web.requests[4711]: ERROR Order 42 failed {order=42 user=\"Ana María\" trace_id=4bf92f3577b34da6a3ce929d0e0e4736 exception=2}\n"
            + "\tTraceback (most recent call last):\n\t  File \"/srv/app/pay.py\", line 3, in charge\n",
            logEvent);
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData("ends in spaces  ", "ends in spaces  ")]
    [InlineData("a\tb", "a\tb")]
    [InlineData("a\nb", "a\n\tb")]
    [InlineData("a\n", "a\n\t")]
    [InlineData("\n\tb", "\n\t\tb")]
    [InlineData("a\r\nb", "a\\x0d\n\tb")]
    [InlineData("\u001b[31mred", "\\x1b[31mred")]
    [InlineData("\u0085\u009b\u007f\0", "\\x85\\x9b\\x7f\\x00")]
    [InlineData("abc\u202edef\u2028\u2066\u061c\u200f", "abc\\u202edef\\u2028\\u2066\\u061c\\u200f")]
    [InlineData("“quoted” – ünï 日本 😀 \u00a0", "“quoted” – ünï 日本 😀 \u00a0")]
    [InlineData(@"C:\temp\new", @"C:\temp\new")]
    [InlineData(@"a\x1b", @"a\x5cx1b")]
    [InlineData(@"a\x1B \x1 \u20 \\x5c", @"a\x1B \x1 \u20 \\x5cx5c")]
    [InlineData(@"a\u202e", @"a\x5cu202e")]
    [InlineData("{\"a\": 1}", "{\"a\": 1}")]
    [InlineData("{a=1}", "{a=1}")]
    [InlineData("x {a=1}", "x {a=1} {}")]
    [InlineData("x {}", "x {} {}")]
    [InlineData("x {a=1} y", "x {a=1} y")]
    [InlineData("x {\"a\": {\"b\":1}}", "x {\"a\": {\"b\":1}}")]
    [InlineData("x {a=1}\ny {b=2}", "x {a=1} {}\n\ty {b=2}")]
    [InlineData("\u0001 {a=1}", "\\x01 {a=1} {}")]
    [InlineData("ERROR", "ERROR")]
    [InlineData("ERROR in it", "ERROR in it {severity=none}")]
    [InlineData("ERRORS in it", "ERRORS in it")]
    public void Bodies_without_severity_or_fields(string body, string written) => AssertLine(Head + "shop: " + written + "\n", Event(body));

    [Theory]
    [InlineData(Severity.Error, "", "ERROR ")]
    [InlineData(Severity.Info, "ERROR x", "INFO ERROR x")]
    [InlineData(Severity.Trace4, "x", "TRACE4 x")]
    [InlineData(Severity.Warn2, "{a=1}", "WARN2 {a=1} {}")]
    [InlineData(Severity.Warn2, "{\"a\": 1}", "WARN2 {\"a\": 1}")]
    public void Bodies_behind_a_severity(Severity severity, string body, string written) =>
        AssertLine(Head + "shop: " + written + "\n", Event(body, severity: severity));

    [Theory]
    [InlineData(FieldKind.Text, "bare/value,x", "bare/value,x")]
    [InlineData(FieldKind.Text, "10.0.0.1", "10.0.0.1")]
    [InlineData(FieldKind.Text, "", "\"\"")]
    [InlineData(FieldKind.Text, "42", "\"42\"")]
    [InlineData(FieldKind.Number, "42", "42")]
    [InlineData(FieldKind.Number, "-1.50e+3", "-1.50e+3")]
    [InlineData(FieldKind.Text, "true", "\"true\"")]
    [InlineData(FieldKind.Bool, "true", "true")]
    [InlineData(FieldKind.Text, "a=b", "\"a=b\"")]
    [InlineData(FieldKind.Text, "say \"hi\" \\ \n\r\t\u001b\u202e{}", "\"say \\\"hi\\\" \\\\ \\n\\r\\t\\u001b\\u202e{}\"")]
    [InlineData(FieldKind.Text, "Köln", "\"Köln\"")]
    public void Values(FieldKind kind, string value, string written) =>
        AssertLine(Head + "shop: x {k=" + written + "}\n", Event("x").With("k", kind, value));

    [Theory]
    [InlineData("order", "order")]
    [InlineData("http.request-id@2/x", "http.request-id@2/x")]
    [InlineData("trace_id", "\"trace_id\"")]
    [InlineData("exception", "\"exception\"")]
    [InlineData("app", "\"app\"")]
    [InlineData("2nd", "\"2nd\"")]
    [InlineData("a b", "\"a b\"")]
    [InlineData("", "\"\"")]
    public void Names(string name, string written) => AssertLine(Head + "shop: x {" + written + "=1}\n", Event("x").With(name, FieldKind.Number, "1"));

    [Theory]
    [InlineData("", "shop")]
    [InlineData("web", "web")]
    [InlineData("shop", "root.shop")]
    [InlineData("root", "root.root")]
    [InlineData("root.web", "root.root.web")]
    [InlineData("rooted", "rooted")]
    [InlineData("a b:c[1]", "a\\x20b\\x3ac\\x5b1\\x5d")]
    [InlineData("a\u3000b\tc\n", "a\\u3000b\\x09c\\x0a")]
    [InlineData("日本", "日本")]
    public void Modules_and_the_root_module_stand_in_the_tag(string module, string tag) => AssertLine(Head + tag + ": x\n", Event("x", module));

    [Theory]
    [InlineData("shop", "shop", "", "shop: x")]
    [InlineData("shop", "pay", "", "shop: x {app=pay}")]
    [InlineData("", "pay", "", "pay: x {app=pay}")]
    [InlineData("", "pay", "pay", "root.pay: x {app=pay}")]
    [InlineData("", "", "", "root: x {app=\"\"}")]
    [InlineData("root", "root", "", "root: x")]
    [InlineData("root.web", "root.web", "", "root: x")]
    [InlineData("root.web", "root.web", "web", "web: x")]
    [InlineData("root.root", "root.root", "root", "root.root: x")]
    public void The_application_is_named_where_the_folder_does_not_name_it(string folder, string app, string module, string written)
    {
        LogEvent logEvent = Event("x", module);
        logEvent.App = Bytes(app);
        AssertLine(Head + written + "\n", logEvent, new LineContext(Bytes(folder)));
    }

    [Theory]
    [InlineData("", "-")]
    [InlineData("-", "\\x2d")]
    [InlineData("::1", "::1")]
    [InlineData("web 01\n", "web\\x2001\\x0a")]
    public void Hosts(string host, string written)
    {
        LogEvent logEvent = Event("x");
        logEvent.Host = Bytes(host);
        AssertLine("2026-11-20T12:18:36.464316+01:00 " + written + " shop: x\n", logEvent);
    }

    [Theory]
    [InlineData(FieldKind.Number, "4711", "shop[4711]: x")]
    [InlineData(FieldKind.Number, "0", "shop[0]: x")]
    [InlineData(FieldKind.Number, "1e3", "shop: x {process.pid=1e3}")]
    [InlineData(FieldKind.Number, "12345678901", "shop: x {process.pid=12345678901}")]
    [InlineData(FieldKind.Text, "4711", "shop: x {process.pid=\"4711\"}")]
    public void A_process_id_that_comes_first_stands_in_the_tag(FieldKind kind, string pid, string written) =>
        AssertLine(Head + written + "\n", Event("x").With("process.pid", kind, pid));

    [Fact]
    public void A_process_id_that_comes_later_stays_where_it_was_sent() =>
        AssertLine(
            Head + "shop: x {a=b process.pid=1}\n", Event("x").With("a", FieldKind.Text, "b").With("process.pid", FieldKind.Number, "1"));

    [Fact]
    public void Nanoseconds_the_time_of_receipt_and_ids_are_written_where_they_say_something()
    {
        LogEvent logEvent = Event("x");
        logEvent.TimeUnixNs += 1;
        logEvent.ReceivedUnixNs = Noon + 61_000_000_000;
        logEvent.SpanId = 0xb7ad;
        AssertLine(
            "2026-11-20T12:18:36.464316001+01:00 web01 shop: x {span_id=000000000000b7ad received=2026-11-20T11:19:37.464316Z}\n", logEvent);
    }

    [Fact]
    public void Lone_surrogates_are_escaped_and_come_back()
    {
        LogEvent logEvent = Event("x");
        logEvent.Body = new byte[] { (byte)'a', 0xed, 0xb2, 0x80, (byte)'b' };
        AssertLine(Head + "shop: a\\udc80b\n", logEvent);
    }

    [Fact]
    public void The_lines_of_a_body_and_those_of_its_exception_are_told_apart() =>
        AssertLine(Head + "shop: a {exception=3}\n\tb\n\t\n\tE\n\t at f\n\t\n", Event("a\nb\n", exception: "E\n at f\n"));

    private static void AssertLine(string expected, LogEvent logEvent) => AssertLine(expected, logEvent, Shop);

    private static void AssertLine(string expected, LogEvent logEvent, LineContext context)
    {
        Assert.Equal(expected, Line(LineFormatKind.Standard, logEvent, context));
        LogEvent read = Parsed(LineFormatKind.Standard, expected, out bool isLine, context);
        Assert.True(isLine);
        Assert.True(SameEvent.Is(logEvent, read), SameEvent.Show(logEvent) + SameEvent.Show(read));
    }
}
