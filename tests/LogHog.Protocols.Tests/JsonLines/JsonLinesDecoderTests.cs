using LogHog.Protocols.Events;
using LogHog.Protocols.JsonLines;

namespace LogHog.Protocols.Tests.JsonLines;

public sealed class JsonLinesDecoderTests
{
    [Fact]
    public void Every_known_key_comes_to_its_place()
    {
        LogEvent e = Lines.Read(
            """
             { "_time": "2023-06-20T15:32:10.123456789+02:00", "_msg": "a\nb", "app": "shop", "module": "root.web.pay", "host": "web01", "level": "warning", "exception": "Traceback", "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736", "span_id": "00f067aa0ba902b7", "order": 42 }
            """.Trim());

        Assert.Equal(1687267930_123456789, e.TimeUnixNs);
        Assert.Equal("a\nb", Lines.Text(e.Body));
        Assert.Equal("shop", Lines.Text(e.App));
        Assert.Equal("web.pay", Lines.Text(e.Module));
        Assert.Equal("web01", Lines.Text(e.Host));
        Assert.Equal(Severity.Warn, e.Severity);
        Assert.Equal("Traceback", Lines.Text(e.Exception));
        Assert.Equal(0x00f067aa0ba902b7UL, e.SpanId);
        Assert.NotEqual(UInt128.Zero, e.TraceId);
        Assert.Equal("order=Number:42", Lines.Fields(e));
        Assert.Equal(0, e.Signature.Version);
    }

    [Fact]
    public void What_a_line_does_not_say_has_a_default()
    {
        LogEvent e = Lines.Read("""{"_msg":"m"}""");

        Assert.Equal(Lines.ReceivedUnixNs, e.TimeUnixNs);
        Assert.Equal("http", Lines.Text(e.App));
        Assert.True(e.Module.IsEmpty && e.Host.IsEmpty && e.Exception.IsEmpty);
        Assert.Equal(Severity.None, e.Severity);
        Assert.Empty(e.Fields);
    }

    [Theory]
    [InlineData("\"2023-06-20T15:32:10Z\"", 1687275130_000000000)]
    [InlineData("\"2023-06-20t15:32:10z\"", 1687275130_000000000)]
    [InlineData("\"2023-06-20 15:32:10.5+02:00\"", 1687267930_500000000)]
    [InlineData("\"2023-06-20T15:32:10,123456789987-0330\"", 1687287730_123456789)]
    [InlineData("\"2023-06-20T15:32:10+02\"", 1687267930_000000000)]
    [InlineData("\"2023-06-20T15:32:10\"", 1687275130_000000000)]
    [InlineData("\"2016-12-31T23:59:60Z\"", 1483228800_000000000)]
    [InlineData("\"1969-12-31T23:59:59.999999999Z\"", -1L)]
    [InlineData("\"1700-02-28T00:00:00Z\"", -8515324800_000000000)]
    [InlineData("1686026893", 1686026893_000000000)]
    [InlineData("\"1686026893\"", 1686026893_000000000)]
    [InlineData("1686026893.25", 1686026893_250000000)]
    [InlineData("1686026893735", 1686026893_735000000)]
    [InlineData("1686026893735321", 1686026893_735321000)]
    [InlineData("\"1686026893735321098\"", 1686026893_735321098)]
    [InlineData("1686026893735.5", 1686026893_735500000)]
    [InlineData("-1", -1_000000000L)]
    [InlineData("-1.5", -1_500000000L)]
    [InlineData("2147483647", 2147483647_000000000)]
    [InlineData("2147483648", 2147483_648000000)]
    [InlineData("-9223372036854775808", long.MinValue)]
    [InlineData("0", Lines.ReceivedUnixNs)]
    [InlineData("\"0\"", Lines.ReceivedUnixNs)]
    [InlineData("\"\"", Lines.ReceivedUnixNs)]
    [InlineData("null", Lines.ReceivedUnixNs)]
    public void Times_of_every_spelling_are_read(string time, long unixNs)
    {
        LogEvent e = Lines.Read($$"""{"_time":{{time}},"_msg":"m"}""");

        Assert.Equal(unixNs, e.TimeUnixNs);
        Assert.Empty(e.Fields);
    }

    [Theory]
    [InlineData("\"yesterday\"")]
    [InlineData("\"2023-06-31T00:00:00Z\"")]
    [InlineData("\"2023-02-29T00:00:00Z\"")]
    [InlineData("\"2023-06-20T24:00:00Z\"")]
    [InlineData("\"2023-06-20T15:32:61Z\"")]
    [InlineData("\"2023-06-20T15:32:10.Z\"")]
    [InlineData("\"2023-06-20T15:32:10+2:00\"")]
    [InlineData("\"2023-06-20T15:32:10ZZ\"")]
    [InlineData("\"2023-06-20T15:32\"")]
    [InlineData("\"1500-01-01T00:00:00Z\"")]
    [InlineData("\"2300-01-01T00:00:00Z\"")]
    [InlineData("\"0000-01-01T00:00:00Z\"")]
    [InlineData("1.686e9")]
    [InlineData("\"+1686026893\"")]
    [InlineData("\"1686026893.\"")]
    [InlineData("9223372036854775808")]
    [InlineData("true")]
    [InlineData("[1]")]
    public void A_time_that_is_none_refuses_the_line(string time) =>
        Assert.Equal(["BadValue"], Lines.ReadAll(Lines.Utf8($$"""{"_time":{{time}},"_msg":"m"}""" + "\n")));

    [Theory]
    [InlineData("\"level\":\"INFO\"", Severity.Info, "")]
    [InlineData("\"level\":\"info\"", Severity.Info, "")]
    [InlineData("\"level\":\"Error2\"", Severity.Error2, "")]
    [InlineData("\"severity\":\"WARN\"", Severity.Warn, "")]
    [InlineData("\"level\":\"notice\"", Severity.Info2, "")]
    [InlineData("\"level\":\"critical\"", Severity.Fatal, "")]
    [InlineData("\"level\":\"crit\"", Severity.Error2, "")]
    [InlineData("\"level\":17", Severity.Error, "")]
    [InlineData("\"level\":\"17\"", Severity.Error, "")]
    [InlineData("\"level\":30", Severity.None, "level=Number:30")]
    [InlineData("\"level\":0", Severity.None, "level=Number:0")]
    [InlineData("\"level\":\"gold\"", Severity.None, "level=Text:gold")]
    [InlineData("\"level\":\"gold\",\"severity\":\"debug\"", Severity.Debug, "level=Text:gold")]
    [InlineData("\"level\":\"info\",\"severity\":\"debug\"", Severity.Info, "severity=Text:debug")]
    public void A_level_becomes_the_severity_or_stays_a_field(string member, Severity severity, string fields)
    {
        LogEvent e = Lines.Read($$"""{"_msg":"m",{{member}}}""");

        Assert.Equal(severity, e.Severity);
        Assert.Equal(fields, Lines.Fields(e));
    }

    [Theory]
    [InlineData("\"host\":\"a\",\"hostname\":\"b\"", "a", "hostname=Text:b")]
    [InlineData("\"host\":\"\",\"hostname\":\"b\"", "b", "")]
    [InlineData("\"host\":null,\"hostname\":\"b\"", "b", "")]
    [InlineData("\"hostname\":7", "7", "")]
    [InlineData("\"host\":{\"name\":\"b\"}", "", "host.name=Text:b")]
    public void The_first_field_of_a_meaning_that_has_a_value_counts(string members, string host, string fields)
    {
        LogEvent e = Lines.Read($$"""{"_msg":"m",{{members}}}""");

        Assert.Equal(host, Lines.Text(e.Host));
        Assert.Equal(fields, Lines.Fields(e));
    }

    [Fact]
    public void Parameters_name_the_fields()
    {
        RecordOptions options = Lines.Options with
        {
            TimeField = Lines.Utf8("date"),
            MessageFields = [Lines.Utf8("log.text"), Lines.Utf8("log.message")],
            App = FieldSource.Parse("record:service.name")!,
            Module = FieldSource.Parse("record:logger")!,
            Host = FieldSource.Parse("gateway")!,
            Level = FieldSource.Parse("record:log.level")!,
        };

        LogEvent e = Lines.Read(
            """{"log":{"level":"error","message":"oh no!","text":""},"date":1,"service":{"name":"shop"},"logger":"root.web","host":"h","app":"a","_msg":"x"}""",
            options);

        Assert.Equal(("oh no!", "shop", "web", "gateway"), (Lines.Text(e.Body), Lines.Text(e.App), Lines.Text(e.Module), Lines.Text(e.Host)));
        Assert.Equal(Severity.Error, e.Severity);
        Assert.Equal(1_000000000, e.TimeUnixNs);
        Assert.Equal("host=Text:h app=Text:a _msg=Text:x", Lines.Fields(e));
    }

    [Fact]
    public void Fields_can_be_left_out_and_added()
    {
        RecordOptions options = Lines.Options with
        {
            IgnoreFields = [Lines.Utf8("secret"), Lines.Utf8("k8s.*")],
            ExtraFields = [(Lines.Utf8("env"), Lines.Utf8("prod")), (Lines.Utf8("app"), Lines.Utf8("shop"))],
        };

        LogEvent e = Lines.Read(
            """{"_msg":"m","secret":"s","secrets":1,"k8s":{"pod":"p","ns":{"a":1}},"k8sx":true,"env":"test","app":"other"}""", options);

        Assert.Equal("shop", Lines.Text(e.App));
        Assert.Equal("secrets=Number:1 k8sx=Bool:true env=Text:prod", Lines.Fields(e));
    }

    [Theory]
    [InlineData("""{"_msg":"m"} x""", "BadJson")]
    [InlineData("""{"_msg":"m",}""", "BadJson")]
    [InlineData("""["_msg"]""", "BadJson")]
    [InlineData("plain text", "BadJson")]
    [InlineData("""{"_msg":"m}""", "BadJson")]
    [InlineData("{}", "MissingKey")]
    [InlineData("""{"_time":1,"app":"a","x":null}""", "MissingKey")]
    public void A_bad_line_is_refused_and_those_behind_it_go_on(string bad, string reason) =>
        Assert.Equal(
            ["first", reason, "last"],
            Lines.ReadAll(Lines.Utf8($$"""
                {"_msg":"first"}
                {{bad}}
                {"_msg":"last"}

                """)));

    [Fact]
    public void Blank_lines_are_passed_by_and_carriage_returns_are_space() =>
        Assert.Equal(
            ["a", "b", "NeedMore None"],
            Lines.ReadAll(Lines.Utf8("\n \t\r\n{\"_msg\":\"a\"}\r\n\r\n\n  {\"_msg\":\"b\"} \n\n\n{")));

    [Fact]
    public void A_body_that_is_not_utf8_is_refused_by_line() =>
        Assert.Equal(
            ["BadUtf8", "b"], Lines.ReadAll((byte[])[.. "{\"_msg\":\""u8, 0xFF, .. "\"}\n{\"_msg\":\"b\"}\n"u8]));

    [Fact]
    public void Every_limit_holds()
    {
        RecordOptions options = Lines.Options with { LineBytesMax = 40, FieldsMax = 3, FieldNameBytesMax = 6, JsonDepthMax = 3 };

        Assert.Equal(["FrameTooLarge", "b"], Lines.ReadAll(Lines.Utf8($$"""{"_msg":"{{new string('a', 40)}}"}""" + "\n{\"_msg\":\"b\"}\n"), options));
        Assert.Equal(["Broken FrameTooLarge"], Lines.ReadAll(Lines.Utf8($$"""{"_msg":"{{new string('a', 40)}}"""), options));
        Assert.Equal(["TooManyFields"], Lines.ReadAll(Lines.Utf8("""{"a":1,"b":1,"c":1,"d":1}""" + "\n"), options));
        Assert.Equal(["BadValue"], Lines.ReadAll(Lines.Utf8("""{"seven77":1}""" + "\n"), options));
        Assert.Equal(["JsonTooDeep"], Lines.ReadAll(Lines.Utf8("""{"a":{"b":{"c":{"d":1}}}}""" + "\n"), options));
        Assert.Equal(["JsonTooDeep"], Lines.ReadAll(Lines.Utf8("""{"a":[[[1]]]}""" + "\n"), options));
        Assert.Equal([""], Lines.ReadAll(Lines.Utf8("""{"a":{"b":{"c":1}},"d":[[1]]}""" + "\n"), options));
    }

    [Fact]
    public void An_event_costs_no_allocation()
    {
        ReadOnlyMemory<byte> line = Lines.Utf8(
            """{"_time":"2023-06-20T15:32:10Z","_msg":"a\tb","app":"shop","level":"info","k":{"a":1,"b":"x\n"},"list":[1,2]}""" + "\n");
        JsonLinesDecoder decoder = new(Lines.Options with
        {
            IgnoreFields = [Lines.Utf8("k.a")],
            ExtraFields = [(Lines.Utf8("env"), Lines.Utf8("prod"))],
        });
        LogEvent logEvent = new();
        decoder.Decode(line, logEvent, out _, out _);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
            decoder.Decode(line, logEvent, out _, out _);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
