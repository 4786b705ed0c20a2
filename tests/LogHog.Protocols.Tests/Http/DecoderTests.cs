using System.Text;
using LogHog.Protocols.Clef;
using LogHog.Protocols.Elastic;
using LogHog.Protocols.Events;
using LogHog.Protocols.Journald;
using LogHog.Protocols.JsonLines;
using LogHog.Protocols.Loki;
using LogHog.Protocols.Otlp;
using LogHog.Protocols.Splunk;
using LogHog.Protocols.TextLines;

namespace LogHog.Protocols.Tests.Http;

/// <summary>What becomes of a request of each protocol (docs/inputs-http.md).</summary>
public sealed class DecoderTests
{
    [Fact]
    public void Otlp_has_its_resource_and_scope_in_each_record() => Assert.Equal(
        [
            """shop/shop.pay@web1 Error Order 42 failed {event.name=Text:order n=Number:-42 d=Number:1.5 b=Bool:true l=Text:["a\"é",1,{"k":null}] m.x=Text:y raw=Text:AQID otel.scope.version=Text:1.2} !at A"""
                + "\nat B 4bf92f3577b34da6a3ce929d0e0e4736/00f067aa0ba902b7 at 1732800000000000001",
            "shop/shop.pay@web1 Warn2 of a map {k=Number:7 severity_text=Text:odd otel.scope.version=Text:1.2}",
        ],
        Records.Read(new OtlpDecoder(OtlpDecoder.Names(Records.Options)), Samples.OtlpProtobuf));

    [Fact]
    public void Otlp_in_json_that_is_no_request_is_refused()
    {
        Assert.Equal(RejectReason.BadJson, ReadJson("{\"resourceLogs\":[}"));
        Assert.Equal(RejectReason.BadValue, ReadJson("{\"resourceLogs\":{}}"));
        Assert.Equal(RejectReason.BadValue, ReadJson("""{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"traceId":"xyz"}]}]}]}"""));
        Assert.Equal(RejectReason.BadUtf8, ReadJson("{\"a\":\"\uFFFF\"}", 0xFF));
        Assert.Equal(RejectReason.None, ReadJson("{}"));
        Assert.Equal(RejectReason.JsonTooDeep, ReadJson($$$"""{"resourceLogs":[{"resource":{"attributes":[{"key":"a","value":{{{string.Concat(Enumerable.Repeat("{\"arrayValue\":{\"values\":[", 200))}}}"""));
    }

    [Theory]
    [InlineData("+/8=", "+/8=")]
    [InlineData("-_8=", "+/8=")]
    [InlineData("-_8", "+/8=")]
    [InlineData("", "")]
    public void Otlp_in_json_may_have_bytes_in_either_base64(string sent, string kept)
    {
        using OtlpJson json = new(Records.Options);
        Assert.Equal(RejectReason.None, json.Read(Encoding.UTF8.GetBytes($$$"""{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"m"},"attributes":[{"key":"a","value":{"bytesValue":"{{{sent}}}"}}]}]}]}]}""")));

        Assert.Equal([$"http/@ None m {{a=Text:{kept}}}"], Records.Read(new OtlpDecoder(OtlpDecoder.Names(Records.Options)), json.Message));
    }

    [Fact]
    public void Otlp_that_is_no_protobuf_is_refused_before_any_record_of_it()
    {
        byte[] cut = Samples.OtlpProtobuf[..^3];

        Assert.Equal(["Broken BadValue"], Records.Read(new OtlpDecoder(OtlpDecoder.Names(Records.Options)), cut));
    }

    [Fact]
    public void Loki_entries_have_the_labels_of_their_stream() => Assert.Equal(
        [
            "shop/@ Error first é {k=Text:v zone=Text:a} 4bf92f3577b34da6a3ce929d0e0e4736/0000000000000000 at 1732800000000000001",
            "shop/@ Error second {zone=Text:a} at 1732800000000000002",
            "cron/@h None labels come later {} at 1732800000000000003",
        ],
        Records.Read(new LokiJsonDecoder(LokiNames.Of(Records.Options)), Samples.LokiJson));

    [Fact]
    public void Loki_entries_in_protobuf_are_the_same() => Assert.Equal(
        [
            "shop/@ Error first {k=Text:v q=Text:a\"bAé raw=Text:x\\n} at 1732800000000000001",
            "shop/@ Error second {q=Text:a\"bAé raw=Text:x\\n} at 1732800001000000000",
            "cron/@ None labels come later {}",
        ],
        Records.Read(new LokiProtobufDecoder(LokiNames.Of(Records.Options)), Samples.LokiProtobuf));

    [Theory]
    [InlineData("""{"streams":[{"stream":{"a":{}},"values":[["1","m"]]}]}""", "Rejected BadValue")]
    [InlineData("""{"streams":[{"stream":{},"values":[["now","m"]]}]}""", "Rejected BadValue")]
    [InlineData("""{"streams":[{"stream":{},"values":[["1",2]]}]}""", "Rejected BadValue")]
    [InlineData("""{"streams":[{"stream":{},"values":["1"]}]}""", "Rejected BadValue")]
    [InlineData("""{"streams":{}}""", "Rejected BadValue")]
    [InlineData("""{"streams":[{"stream":{},"values":[["1","m"]]}]""", "Broken BadJson")]
    public void Loki_entries_of_another_form_are_refused(string body, string expected) =>
        Assert.Equal([expected], Records.Read(new LokiJsonDecoder(LokiNames.Of(Records.Options)), body));

    [Fact]
    public void A_small_body_does_not_become_any_amount_of_text()
    {
        string label = new('x', 64 << 10);
        string entries = string.Join(',', Enumerable.Repeat("[\"1\",\"\"]", 2_000));

        List<string> seen = Records.Read(
            new LokiJsonDecoder(LokiNames.Of(Records.Options)), $$"""{"streams":[{"stream":{"big":"{{label}}"},"values":[{{entries}}]}]}""");

        Assert.Equal(2_000, seen.Count);
        Assert.Contains("Rejected InflateRatioTooHigh", seen);
    }

    [Fact]
    public void Bulk_actions_have_their_documents()
    {
        BulkDecoder decoder = new(BulkDecoder.Names(Records.Options));

        Assert.Equal(
            [
                "shop/pay@web1 Error Order 42 failed {} !at A 4bf92f3577b34da6a3ce929d0e0e4736/00f067aa0ba902b7 at 1732800000000000000",
                "http/@ None second {labels.a=Text:[1,2]}", "Rejected BadValue", "Rejected BadJson", "Rejected BadValue",
            ],
            Records.Read(decoder, Samples.Bulk));
        Assert.Equal([BulkAction.Create, BulkAction.Index, BulkAction.Delete, BulkAction.Index, BulkAction.Update], decoder.Items.Select(static item => item.Action));
        Assert.Equal("logs", Encoding.UTF8.GetString(decoder.Items[0].Index.Span));
    }

    [Theory]
    [InlineData("{\"move\":{}}\n{}\n")]
    [InlineData("{\"index\":1}\n{}\n")]
    [InlineData("{\"index\":{}} x\n{}\n")]
    [InlineData("text\n")]
    public void Behind_a_bad_action_nothing_can_be_told_apart(string body) =>
        Assert.Equal(["Broken BadJson"], Records.Read(new BulkDecoder(BulkDecoder.Names(Records.Options)), body));

    [Fact]
    public void Splunks_events_stand_one_behind_the_other() => Assert.Equal(
        [
            "shop/@web1 None Order 42 failed {sourcetype=Text:web index=Text:main k=Text:v n=Number:1} at 1732800000123000000",
            "http/@ Warn of an object {a.b=Number:1} at 1732800000500000000",
            "http/@ None [1,\"a\"] {}",
            "http/@ None 42 {} at 1732800000000000000",
        ],
        Records.Read(new HecEventDecoder(HecEventDecoder.Names(Records.Options)), Samples.Hec));

    [Theory]
    [InlineData("""{"source":"x"}""", HecProblem.EventMissing)]
    [InlineData("""{"event":""}""", HecProblem.EventBlank)]
    [InlineData("""{"event":"a","time":"noon"}""", HecProblem.InvalidData)]
    [InlineData("""{"event":"a" """, HecProblem.InvalidData)]
    [InlineData("text", HecProblem.InvalidData)]
    public void Splunk_says_what_is_wrong(string body, HecProblem problem)
    {
        HecEventDecoder decoder = new(HecEventDecoder.Names(Records.Options));

        Assert.StartsWith("Broken", Assert.Single(Records.Read(decoder, body)), StringComparison.Ordinal);
        Assert.Equal(problem, decoder.Problem);
    }

    [Fact]
    public void Clef_templates_are_rendered() => Assert.Equal(
        [
            "shop/Shop.Pay@web1 Warn Order 42 of    Ana|007|{ Id: 1, Nick: a }|{Missing}|{x} {message_template=Text:Order {Order} of {Name,6}|{Count:000}|{@User}|{Missing}|{{x}} "
                + "Order=Number:42 Name=Text:Ana Count=Number:7 User.Id=Number:1 User.Nick=Text:a @odd=Bool:true} !Boom\n at A 4bf92f3577b34da6a3ce929d0e0e4736/00f067aa0ba902b7 at 1732800000000000100",
            "http/@ Info plain {@i=Text:c0ffee} at 1732800000000000000",
            "Rejected BadJson",
        ],
        Records.Read(new ClefDecoder(ClefDecoder.Names(Records.Options)), Samples.Clef));

    [Fact]
    public void Seqs_older_form_says_the_same_in_other_words() => Assert.Equal(
        [
            "shop/Shop.Pay@ Warn Order 42 of Ana|{ Id: 1 }|{Missing} {message_template=Text:Order {Order:000} of {Name}|{@User}|{Missing} @i=Text:$c0ffee "
                + "Order=Number:42 Name=Text:Ana User.Id=Number:1} !Boom\n at A 4bf92f3577b34da6a3ce929d0e0e4736/00f067aa0ba902b7 at 1732800000000000100",
            "http/@ Info plain {message_template=Text:{x}} at 1732800000000000000",
            "Rejected BadValue",
            "Rejected BadValue",
            "Rejected MissingKey",
        ],
        Records.Read(new SeqEventsDecoder(ClefDecoder.Names(Records.Options)), Samples.SeqEvents));

    [Theory]
    [InlineData("""{"Events":[]}""")]
    [InlineData(""" { "Events" : [ ] , "a" : 1 } """)]
    public void Seqs_older_form_may_be_empty(string body) =>
        Assert.Empty(Records.Read(new SeqEventsDecoder(ClefDecoder.Names(Records.Options)), body));

    [Theory]
    [InlineData("{}", "Broken MissingKey")]
    [InlineData("""{"@t":"2024-11-28T13:20:00Z","@m":"CLEF"}""", "Broken MissingKey")]
    [InlineData("""{"Events":{}}""", "Broken BadValue")]
    [InlineData("""{"Events":[{"RenderedMessage":"a"},]}""", "Broken BadJson")]
    [InlineData("""{"Events":[{"RenderedMessage":"a"}]""", "Broken BadJson")]
    [InlineData("""{"Events":[{"RenderedMessage":"a"}]} x""", "Broken BadJson")]
    [InlineData("""{"Events":[{"RenderedMessage":"a"}{}]}""", "Broken BadJson")]
    [InlineData("[]", "Broken BadJson")]
    public void What_is_not_seqs_older_form_is_refused(string body, string expected) =>
        Assert.Equal([expected], Records.Read(new SeqEventsDecoder(ClefDecoder.Names(Records.Options)), body));

    [Fact]
    public void A_template_cannot_become_any_amount_of_text()
    {
        string line = $$"""{"@mt":"{{string.Concat(Enumerable.Repeat("{a}", 2_000))}}","a":"{{new string('x', 1_000)}}"}""" + "\n";
        RecordOptions options = ClefDecoder.Names(Records.Options) with { LineBytesMax = 10_000 };

        string seen = Assert.Single(Records.Read(new ClefDecoder(options), line));

        Assert.Contains(" Info {a}{a}", seen, StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_of_more_holes_than_anybody_reads_is_shown_as_it_is()
    {
        string template = string.Concat(Enumerable.Repeat("{a}", 1025));

        string seen = Assert.Single(Records.Read(new ClefDecoder(ClefDecoder.Names(Records.Options)), $$"""{"@mt":"{{template}}","a":1}""" + "\n"));

        Assert.Contains(" Info {a}{a}", seen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20, 100, true)]
    [InlineData(60, 200, true)]
    [InlineData(900, 1000, false)]
    public void Long_names_around_many_fields_are_refused_before_they_are_any_amount_of_text(int nameBytes, int fields, bool isTaken)
    {
        string inner = string.Join(',', Enumerable.Range(0, fields).Select(static n => $"\"field{n}\":\"value {n}\""));
        string line = $"{{\"{new string('n', nameBytes)}\":{{{inner}}}}}";

        string json = Assert.Single(Records.Read(new JsonObjectsDecoder(Records.Options), line));

        Assert.Equal(isTaken, json != "Broken InflateRatioTooHigh");
    }

    [Fact]
    public void Scopes_of_one_resource_have_its_attributes_and_their_own()
    {
        using OtlpJson json = new(Records.Options);
        Assert.Equal(RejectReason.None, json.Read(Encoding.UTF8.GetBytes("""
            {"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"a"}},{"key":"r","value":{"kvlistValue":{"values":[{"key":"x","value":{"intValue":1}}]}}}]},
            "scopeLogs":[{"scope":{"name":"one","attributes":[{"key":"s","value":{"kvlistValue":{"values":[{"key":"y","value":{"intValue":2}}]}}}]},"logRecords":[{"body":{"stringValue":"1"}},{"body":{"stringValue":"2"}}]},
            {"scope":{"name":"two"},"logRecords":[{"body":{"stringValue":"3"}}]}]},{"scopeLogs":[{"scope":{"name":"three"},"logRecords":[{"body":{"stringValue":"4"}}]}]}]}
            """)));

        Assert.Equal(
            ["a/one@ None 1 {r.x=Number:1 s.y=Number:2}", "a/one@ None 2 {r.x=Number:1 s.y=Number:2}", "a/two@ None 3 {r.x=Number:1}", "http/three@ None 4 {}"],
            Records.Read(new OtlpDecoder(OtlpDecoder.Names(Records.Options)), json.Message).Select(static seen => seen.Split(" at ")[0]));
    }

    [Fact]
    public void Journal_entries_may_have_any_bytes() => Assert.Equal(
        [
            "shop/@web1 Error two\nlines {process.pid=Number:42 EMPTY=Text: BAD=Text:a\uFFFD\uFFFD\uFFFDb} at 1732800000000000000",
            "cron/a.b@ None second {} at 1732800000000002000",
        ],
        Records.Read(new JournalExportDecoder(JournalExportDecoder.Names(Records.Options)), Samples.Journal));

    [Fact]
    public void Objects_may_stand_in_an_array_or_one_behind_the_other()
    {
        string[] expected = ["http/@ None 1 {}", "http/@ None 2 {}"];
        Assert.Equal(expected, Records.Read(new JsonObjectsDecoder(Records.Options), " [ {\"_msg\":\"1\"} ,\n{\"_msg\":\"2\"} ] "));
        Assert.Equal(expected, Records.Read(new JsonObjectsDecoder(Records.Options), "{\n\"_msg\":\"1\"}{\"_msg\":\"2\"\n}"));
        Assert.Empty(Records.Read(new JsonObjectsDecoder(Records.Options), "[]"));
        Assert.Equal(["http/@ None 1 {}", "Broken BadJson"], Records.Read(new JsonObjectsDecoder(Records.Options), "{\"_msg\":\"1\"}{\"_msg\""));
    }

    /// <summary>Those around it stand, where something tells them apart.</summary>
    [Fact]
    public void An_event_that_is_too_long_is_refused()
    {
        RecordOptions options = Records.Options with { LineBytesMax = 60 };
        string text = new('x', 60);
        string[] expected = ["1", "Rejected FrameTooLarge", "3"];
        string[] Read(IEventDecoder decoder, string body) => ReadBytes(decoder, Encoding.UTF8.GetBytes(body));
        string[] ReadBytes(IEventDecoder decoder, ReadOnlyMemory<byte> body) => [.. Records.Read(decoder, body).Select(static seen => seen.Replace("http/@ None ", "", StringComparison.Ordinal).Split(" {")[0])];

        Assert.Equal(expected, Read(new JsonObjectsDecoder(options), $$$"""[{"_msg":"1"},{"_msg":"{{{text}}}"},{"_msg":"3"}]"""));
        Assert.Equal(expected, Read(new JsonObjectsDecoder(options), $$$"""{"_msg":"1"}{"_msg":"{{{text}}}"}{"_msg":"3"}"""));
        Assert.Equal(expected, Read(new LokiJsonDecoder(LokiNames.Of(options)), $$$"""{"streams":[{"stream":{},"values":[["0","1"],["0","2",{"a":"{{{text}}}"}],["0","3"]]}]}"""));
        Assert.Equal(["1", "Broken FrameTooLarge"], Read(new HecEventDecoder(HecEventDecoder.Names(options)), $$$"""{"event":"1"} {"event":"2","fields":{"a":"{{{text}}}"}} {"event":"3"}"""));
        using OtlpJson json = new(options);
        Assert.Equal(RejectReason.None, json.Read(Encoding.UTF8.GetBytes($$$"""{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"1"}},{"body":{"stringValue":"{{{text}}}"}},{"body":{"stringValue":"3"}}]}]}]}""")));
        Assert.Equal(expected, ReadBytes(new OtlpDecoder(OtlpDecoder.Names(options)), json.Message));
    }

    [Fact]
    public void Text_is_lines_or_one_message()
    {
        byte[] text = [.. "one\r\n\n  two "u8, 0xE4, .. "\n"u8];

        Assert.Equal(["http/@ None one {}", "http/@ None two \uFFFD\uFFFD\uFFFD {}"], Records.Read(new TextLinesDecoder(Records.Options, isOneEvent: false), text));
        Assert.Equal(["http/@ None one\r\n\n  two \uFFFD\uFFFD\uFFFD {}"], Records.Read(new TextLinesDecoder(Records.Options, isOneEvent: true), text));
    }

    private static RejectReason ReadJson(string text, params byte[] behind)
    {
        using OtlpJson json = new(Records.Options);
        return json.Read((byte[])[.. Encoding.UTF8.GetBytes(text), .. behind]);
    }
}
