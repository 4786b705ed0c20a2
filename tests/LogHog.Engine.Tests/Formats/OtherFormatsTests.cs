using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using LogHog.Engine.Configuration;
using LogHog.Engine.Formats;
using LogHog.Protocols.Events;
using LogHog.TestKit;
using static LogHog.Engine.Tests.Formats.LineTests;

namespace LogHog.Engine.Tests.Formats;

public sealed class OtherFormatsTests
{
    [Fact]
    public void Classic_is_the_ancestors_line() =>
        Assert.Equal(
            "2026-11-20 12:18:36,464 - web01 - ERROR: a\\x1b\n\tb\n\tE\n\t at f\n",
            Line(LineFormatKind.Classic, Event("ERROR: a\u001b\nb", "web", Severity.Error, "E\n at f"), Shop));

    [Fact]
    public void Classic_gives_back_time_host_and_body()
    {
        LogEvent read = Parsed(LineFormatKind.Classic, "2026-11-20 12:18:36,464 - web01 - a - b\\x1b\n\tc\n", out bool isLine, Shop);
        Assert.True(isLine);
        Assert.Equal(Noon / 1_000_000 * 1_000_000, read.TimeUnixNs);
        Assert.Equal("web01", Text(read.Host));
        Assert.Equal("a - b\u001b\nc", Text(read.Body));
        Assert.Equal("shop", Text(read.App));
    }

    [Theory]
    [InlineData("2026-10-25 01:59:59,999", "2026-10-24T23:59:59.999Z")]
    [InlineData("2026-10-25 02:30:00,000", "2026-10-25T00:30:00.000Z")] // comes twice: the first pass
    [InlineData("2026-10-25 03:00:00,000", "2026-10-25T02:00:00.000Z")]
    [InlineData("2026-03-29 03:00:00,000", "2026-03-29T01:00:00.000Z")]
    public void Classic_times_are_the_zones_local_times(string written, string utc)
    {
        LogEvent read = Parsed(LineFormatKind.Classic, written + " - - - x", out bool isLine, Shop);
        Assert.True(isLine);
        long ticks = DateTimeOffset.Parse(utc, CultureInfo.InvariantCulture).Ticks - DateTime.UnixEpoch.Ticks;
        Assert.Equal(ticks * 100, read.TimeUnixNs);
    }

    [Fact]
    public void Json_is_one_object_with_what_clef_names_and_what_loghog_adds()
    {
        LogEvent logEvent = Event("Order\n42", "web", Severity.Error, "E\n at f").With("order", FieldKind.Number, "42")
            .With("app", FieldKind.Text, "mine").With("_app", FieldKind.Bool, "true").With("@m", FieldKind.Text, "x\u001b\u202e").With("order", FieldKind.Text, "2");
        logEvent.SpanId = 0xb7ad;
        logEvent.ReceivedUnixNs = Noon + 1;
        Assert.Equal(
            """{"@t":"2026-11-20T11:18:36.464316Z","@l":"Error","app":"shop","module":"web","host":"web01","@m":"Order\n42","order":42"""
            + ""","_app":"mine","__app":true,"@@m":"x\u001b\u202e","order":"2","@sp":"000000000000b7ad","received":"2026-11-20T11:18:36.464316001Z","@x":"E\n at f"}"""
            + "\n",
            Line(LineFormatKind.Json, logEvent, Shop));
    }

    [Theory]
    [InlineData(Severity.None, "")]
    [InlineData(Severity.Trace, ",\"@l\":\"Verbose\"")]
    [InlineData(Severity.Info, ",\"@l\":\"Information\"")]
    [InlineData(Severity.Fatal, ",\"@l\":\"Fatal\"")]
    [InlineData(Severity.Warn3, ",\"@l\":\"WARN3\"")]
    public void Json_levels_are_serilogs_names_where_it_has_one(Severity severity, string written) =>
        Assert.StartsWith("{\"@t\":\"2026-11-20T11:18:36.464316Z\"" + written + ",\"app\"", Line(LineFormatKind.Json, Event("x", severity: severity), Shop), StringComparison.Ordinal);

    [Fact]
    public void Python_reads_the_json()
    {
        const string Program =
            "import json, sys\nfor line in open(sys.argv[1], 'rb'):\n print(json.loads(line)['@m'].encode('utf-8', 'surrogatepass').hex())";
        var events = new RandomEvents(SeededRandom.Create());
        var format = LineFormats.CreateFormat(LineFormatKind.Json, Berlin);
        var output = new ArrayBufferWriter<byte>();
        var bodies = new List<string>();
        var sent = new LogEvent();
        for (int i = 0; i < 2_000; i++)
        {
            events.Fill(sent);
            format.Write(sent, output, Shop);
            bodies.Add(Convert.ToHexStringLower(sent.Body.Span));
        }
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["log"], output.WrittenSpan);
        var start = new ProcessStartInfo("python3", ["-c", Program, folder["log"]]) { RedirectStandardOutput = true, UseShellExecute = false };
        using Process python = Process.Start(start)!;
        string[] read = python.StandardOutput.ReadToEnd().Split('\n')[..^1];
        python.WaitForExit();
        Assert.Equal(bodies, read);
    }

    [Fact]
    public void Clef_of_other_programs_is_read()
    {
        LogEvent read = Parsed(
            LineFormatKind.Json,
            """{ "@t" : "2026-11-20T12:18:36.4643160+01:00", "@mt":"Order {Id}", "@l":"Loud", "Id" : 42, "o":{"a":[1,"}"]}, "n":null, "s":"\ud83d\ude00\ud83d" }""" + "\r\n",
            out bool isLine,
            Shop);
        Assert.True(isLine);
        Assert.Equal(Noon, read.TimeUnixNs);
        LogEvent expected = new LogEvent { TimeUnixNs = Noon, App = Bytes("shop") }
            .With("@mt", FieldKind.Text, "Order {Id}").With("@l", FieldKind.Text, "Loud").With("Id", FieldKind.Number, "42")
            .With("o", FieldKind.Text, "{\"a\":[1,\"}\"]}").With("n", FieldKind.Text, "null");
        expected.Fields.Add(new EventField(Bytes("s"), FieldKind.Text, new byte[] { 0xf0, 0x9f, 0x98, 0x80, 0xed, 0xa0, 0xbd }));
        Assert.True(SameEvent.Is(expected, read), SameEvent.Show(read));
    }
}
