using System.Buffers.Binary;
using System.Text;
using LogHog.Protocols.Otlp;

namespace LogHog.Protocols.Tests.Http;

/// <summary>One good request of each protocol, with everything that it has.</summary>
internal static class Samples
{
    public const string OtlpJson = """
        {"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}},{"key":"host.name","value":{"stringValue":"web1"}}]},
        "scopeLogs":[{"scope":{"name":"shop.pay","version":"1.2"},"logRecords":[
        {"timeUnixNano":"1732800000000000001","observedTimeUnixNano":"5","severityNumber":17,"severityText":"Error","traceId":"4BF92F3577B34DA6A3CE929D0E0E4736","spanId":"00f067aa0ba902b7",
        "body":{"stringValue":"Order 42 failed"},"flags":1,"eventName":"order","attributes":[{"key":"n","value":{"intValue":"-42"}},{"key":"d","value":{"doubleValue":1.5}},
        {"key":"b","value":{"boolValue":true}},{"key":"l","value":{"arrayValue":{"values":[{"stringValue":"a\"é"},{"intValue":1},{"kvlistValue":{"values":[{"key":"k","value":{}}]}}]}}},
        {"key":"m","value":{"kvlistValue":{"values":[{"key":"x","value":{"stringValue":"y"}}]}}},{"key":"raw","value":{"bytesValue":"AQID"}},
        {"key":"exception.stacktrace","value":{"stringValue":"at A\nat B"}}],"unknown":[1,{"a":null}]},
        {"severity_number":"SEVERITY_NUMBER_WARN2","severityText":"odd","body":{"kvlistValue":{"values":[{"key":"message","value":{"stringValue":"of a map"}},{"key":"k","value":{"intValue":7}}]}}}]}],"schemaUrl":"x"}]}
        """;

    public const string LokiJson = """
        {"streams":[{"stream":{"app":"shop","level":"error","zone":"a"},"values":[["1732800000000000001","first \u00e9",{"trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","k":"v"}],["1732800000000000002","second"]]},
        {"values":[[1732800000000000003,"labels come later"]],"stream":{"job":"cron","host":"h"}},{"stream":{},"values":[]}]}
        """;

    public const string Bulk =
        "{\"create\":{\"_index\":\"logs\",\"_id\":\"1\"}}\n"
        + "{\"@timestamp\":\"2024-11-28T13:20:00Z\",\"message\":\"Order 42 failed\",\"log.level\":\"error\",\"log\":{\"logger\":\"pay\"},\"service\":{\"name\":\"shop\"},\"host\":{\"name\":\"web1\"},\"trace\":{\"id\":\"4bf92f3577b34da6a3ce929d0e0e4736\"},\"span.id\":\"00f067aa0ba902b7\",\"error\":{\"stack_trace\":\"at A\"}}\n"
        + "{ \"index\" : { } }\n{\"msg\":\"second\",\"labels\":{\"a\":[1,2]}}\n\n{\"delete\":{\"_id\":\"2\"}}\n{\"index\":{\"_index\":\"i\\u0041\"}}\nno json\n{\"update\":{\"_id\":\"3\"}}\n{\"doc\":{}}\n";

    public const string Hec =
        """{"event":"Order 42 failed","time":1732800000.123,"host":"web1","source":"shop","sourcetype":"web","index":"main","fields":{"k":"v","n":1}}{"time":"1732800000.5","event":{"message":"of an object","level":"warn","a":{"b":1}}} """
        + """{"event":[1,"a"]}""" + "\n" + """{"event":42,"time":1.7328E9}""";

    public const string Clef =
        """{"@t":"2024-11-28T13:20:00.0000001Z","@mt":"Order {Order} of {Name,6}|{Count:000}|{@User}|{Missing}|{{x}}","@r":["007"],"@l":"Warning","@x":"Boom\n at A","@tr":"4bf92f3577b34da6a3ce929d0e0e4736","@sp":"00f067aa0ba902b7","Order":42,"Name":"Ana","Count":7,"User":{"Id":1,"Nick":"a"},"@@odd":true,"SourceContext":"Shop.Pay","Application":"shop","MachineName":"web1"}"""
        + "\n" + """{"@t":"2024-11-28T13:20:00Z","@m":"plain","@i":"c0ffee"}""" + "\nno json\n";

    public const string SeqEvents = """
        {"ApiKey":null,"Events":[{"Timestamp":"2024-11-28T13:20:00.0000001Z","Level":"Warning","MessageTemplate":"Order {Order:000} of {Name}|{@User}|{Missing}","EventType":"$c0ffee",
        "Properties":{"Order":42,"Name":"Ana","User":{"Id":1},"app":"shop","SourceContext":"Shop.Pay"},"Renderings":{"Order":[{"Format":"000","Rendering":"042"}]},
        "Exception":"Boom\n at A","TraceId":"4bf92f3577b34da6a3ce929d0e0e4736","SpanId":"00f067aa0ba902b7"},
        {"Timestamp":"2024-11-28T13:20:00Z","RenderedMessage":"plain","MessageTemplate":"{x}"}, 42, {"Timestamp":"noon"}, {"Properties":{"host":"web1"}}],"more":{"a":[1]}}
        """;

    /// <summary>Everything of the JSON sample.</summary>
    public static byte[] OtlpProtobuf
    {
        get
        {
            using OtlpJson json = new(Records.Options);
            Assert.Equal(RejectReason.None, json.Read(Encoding.UTF8.GetBytes(OtlpJson)));
            return json.Message.ToArray();
        }
    }

    public static byte[] LokiProtobuf => Message(
        Field(1, Message(
            Field(1, """{app="shop", level="error", q="a\"b\x41\u00e9", raw=`x\n`}"""u8.ToArray()),
            Field(2, Message(
                Field(1, [0x08, .. Varint(1_732_800_000), 0x10, 0x01]), Field(2, "first"u8.ToArray()), Field(3, Message(Field(1, "k"u8.ToArray()), Field(2, "v"u8.ToArray()))))),
            Field(2, Message(Field(1, [0x08, .. Varint(1_732_800_001)]), Field(2, "second"u8.ToArray()))))),
        Field(1, Message(Field(2, Message(Field(2, "labels come later"u8.ToArray()))), Field(1, """{job="cron"}"""u8.ToArray()))));

    public static byte[] Journal =>
    [
        .. "__CURSOR=s=1;i=2\n__REALTIME_TIMESTAMP=1732800000000001\n_SOURCE_REALTIME_TIMESTAMP=1732800000000000\n_HOSTNAME=web1\nPRIORITY=3\nSYSLOG_IDENTIFIER=shop\n_PID=42\nMESSAGE\n"u8,
        .. LittleEndian(9), .. "two\nlines"u8, .. "\nEMPTY=\nBAD=a"u8, 0xFF, .. "b\n\n"u8,
        .. "\n__REALTIME_TIMESTAMP=1732800000000002\nMESSAGE=second\n_COMM=cron\nLOGGER=a.b\n\n"u8,
    ];

    private static byte[] LittleEndian(ulong number)
    {
        byte[] bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, number);
        return bytes;
    }

    private static byte[] Message(params byte[][] fields) => [.. fields.SelectMany(static field => field)];

    private static byte[] Field(int number, byte[] bytes) => [(byte)((number << 3) | 2), .. Varint(bytes.Length), .. bytes];

    private static byte[] Varint(long value)
    {
        List<byte> bytes = [];
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return [.. bytes];
    }
}
