using System.Text;
using LogHog.Protocols.Events;
using LogHog.Protocols.Gelf;
using LogHog.Protocols.Tests.Streams;

namespace LogHog.Protocols.Tests.Gelf;

public sealed class GelfMessageTests
{
    private const long ReceivedUnixNs = 1_700_000_000_123_456_789;

    [Fact]
    public void The_example_of_the_specification_becomes_an_event()
    {
        LogEvent e = Read("""
            {"version":"1.1","host":"example.org","short_message":"A short message that helps you identify what is going on",
             "full_message":"Backtrace here\n\nmore stuff","timestamp":1385053862.3072,"level":1,
             "_user_id":9001,"_some_info":"foo","_some_env_var":"bar"}
            """);

        Assert.Equal("example.org", EventText.Text(e.Host));
        Assert.Equal("A short message that helps you identify what is going on", EventText.Text(e.Body));
        Assert.Equal(1_385_053_862_307_200_000, e.TimeUnixNs);
        Assert.Equal(Severity.Error3, e.Severity);
        Assert.Equal(
            "user_id=Number:9001 some_info=Text:foo some_env_var=Text:bar full_message=Text:Backtrace here\n\nmore stuff", EventText.Fields(e));
        Assert.True(e.App.IsEmpty);
    }

    [Theory]
    [InlineData("1385053862", 1_385_053_862_000_000_000)]
    [InlineData("1385053862.3", 1_385_053_862_300_000_000)]
    [InlineData("1385053862.123456789", 1_385_053_862_123_456_789)]
    [InlineData("\"1385053862.5\"", 1_385_053_862_500_000_000)]
    [InlineData("1.385053862307E9", 1_385_053_862_307_000_000)]
    [InlineData("1385053862307", 1_385_053_862_307_000_000)]
    [InlineData("0", ReceivedUnixNs)]
    [InlineData("null", ReceivedUnixNs)]
    [InlineData("\"\"", ReceivedUnixNs)]
    public void A_time_is_read_however_it_is_written(string timestamp, long unixNs)
    {
        LogEvent e = Read($$"""{"short_message":"m","timestamp":{{timestamp}}}""");

        Assert.Equal(unixNs, e.TimeUnixNs);
        Assert.Empty(e.Fields);
    }

    [Theory]
    [InlineData("\"yesterday\"")]
    [InlineData("1e999")]
    [InlineData("true")]
    public void What_is_no_time_stays_a_field(string timestamp)
    {
        LogEvent e = Read($$"""{"short_message":"m","timestamp":{{timestamp}}}""");

        Assert.Equal(ReceivedUnixNs, e.TimeUnixNs);
        Assert.StartsWith("timestamp=", EventText.Fields(e), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", Severity.Fatal, "")]
    [InlineData("3", Severity.Error, "")]
    [InlineData("\"4\"", Severity.Warn, "")]
    [InlineData("7", Severity.Debug, "")]
    [InlineData("\"error\"", Severity.Error, "")]
    [InlineData("8", Severity.None, "level=Number:8")]
    [InlineData("-1", Severity.None, "level=Number:-1")]
    [InlineData("\"loud\"", Severity.None, "level=Text:loud")]
    public void A_level_is_one_of_syslogs_numbers_or_a_name(string level, Severity severity, string fields)
    {
        LogEvent e = Read($$"""{"short_message":"m","level":{{level}}}""");

        Assert.Equal((severity, fields), (e.Severity, EventText.Fields(e)));
    }

    [Theory]
    [InlineData("short", "", "short", "")]
    [InlineData("short", "short", "short", "")]
    [InlineData("first", "first\nsecond", "first\nsecond", "")]
    [InlineData("", "long", "long", "")]
    [InlineData("short", "another", "short", "full_message=Text:another")]
    public void A_long_message_that_begins_with_the_short_one_is_the_body(string brief, string full, string body, string fields)
    {
        LogEvent e = Read($$"""{"short_message":{{Quote(brief)}},"full_message":{{Quote(full)}}}""");

        Assert.Equal((body, fields), (EventText.Text(e.Body), EventText.Fields(e)));
    }

    [Fact]
    public void Names_of_graypy_and_of_Docker_find_their_places()
    {
        LogEvent python = Read("""
            {"version":"1.0","host":"web01","short_message":"m","facility":"shop.pay","line":12,"file":"/srv/pay.py","_function":"charge",
             "_pid":4711,"_thread_name":"MainThread","_trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","_exception":"Traceback"}
            """);
        LogEvent docker = Read("""{"version":"1.1","host":"h","short_message":"m","timestamp":1.5,"level":6,"_container_id":"c0","_container_name":"shop","_tag":"t"}""");

        Assert.Equal("shop.pay", EventText.Text(python.Module));
        Assert.Equal("Traceback", EventText.Text(python.Exception));
        Assert.NotEqual(UInt128.Zero, python.TraceId);
        Assert.Equal(
            "code.function.name=Text:charge process.pid=Number:4711 thread_name=Text:MainThread code.file.path=Text:/srv/pay.py code.line.number=Number:12",
            EventText.Fields(python));
        Assert.Equal("shop", EventText.Text(docker.App));
        Assert.Equal("container_id=Text:c0 tag=Text:t", EventText.Fields(docker));
    }

    [Fact]
    public void Nested_and_unknown_keys_lose_nothing()
    {
        LogEvent e = Read("""{"short_message":"m","_a":{"b":[1,null]},"plain":true,"_":"x","__y":"z","level":{"n":1},"_logger":"root.web","facility":"f","_null":null}""");

        Assert.Equal("web", EventText.Text(e.Module));
        Assert.Equal("a.b=Text:[1,null] plain=Bool:true _=Text:x _y=Text:z level.n=Number:1 facility=Text:f", EventText.Fields(e));
    }

    [Theory]
    [InlineData("{}", RejectReason.MissingKey)]
    [InlineData("""{"version":"1.1","host":"h"}""", RejectReason.MissingKey)]
    [InlineData("", RejectReason.BadJson)]
    [InlineData("[1]", RejectReason.BadJson)]
    [InlineData("""{"short_message":"m"}x""", RejectReason.BadJson)]
    [InlineData("""{"short_message":"m" """, RejectReason.BadJson)]
    [InlineData("""{"short_message":"m","_a":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}""", RejectReason.JsonTooDeep)]
    public void What_is_no_message_is_refused(string json, RejectReason reason) =>
        Assert.Equal(reason, new GelfMessageReader().Read(Encoding.UTF8.GetBytes(json), ReceivedUnixNs, new LogEvent()));

    private static LogEvent Read(string json)
    {
        LogEvent logEvent = new();
        Assert.Equal(RejectReason.None, new GelfMessageReader().Read(Encoding.UTF8.GetBytes(json), ReceivedUnixNs, logEvent));
        return logEvent;
    }

    private static string Quote(string text) => System.Text.Json.JsonSerializer.Serialize(text);
}
