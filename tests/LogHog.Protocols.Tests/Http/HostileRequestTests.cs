using System.Text;
using LogHog.Protocols.Clef;
using LogHog.Protocols.Compression;
using LogHog.Protocols.Elastic;
using LogHog.Protocols.Events;
using LogHog.Protocols.Gelf;
using LogHog.Protocols.Journald;
using LogHog.Protocols.JsonLines;
using LogHog.Protocols.Loki;
using LogHog.Protocols.Otlp;
using LogHog.Protocols.Splunk;
using LogHog.Protocols.Tests.JsonLines;
using LogHog.Protocols.Tests.Streams;
using LogHog.Protocols.TextLines;

namespace LogHog.Protocols.Tests.Http;

/// <summary>Damaged requests: each comes to an end, without an exception, and costs no more than its size allows.</summary>
public sealed class HostileRequestTests
{
    private static readonly byte[] JsonTokens = [.. "{}[]\",:\\u0eE+-.tfn \n\r@="u8, 0x00, 0x80, 0xC3, 0xED, 0xFF];
    private static readonly byte[] ProtobufTokens = [0x00, 0x01, 0x08, 0x0A, 0x12, 0x1A, 0x2A, 0x32, 0x3A, 0x7F, 0x80, 0xFF];

    private static readonly RecordOptions Options = Lines.Options with { LineBytesMax = 2048, FieldsMax = 32, JsonDepthMax = 6, FieldNameBytesMax = 64 };

    private readonly LogEvent _event = new();

    [Fact]
    public void Damaged_otlp_in_protobuf_does_no_harm() => Run([Samples.OtlpProtobuf], ProtobufTokens, static () => new OtlpDecoder(OtlpDecoder.Names(Options)));

    [Fact]
    public void Damaged_otlp_in_json_does_no_harm() => Mutations.Run([Utf8(Samples.OtlpJson)], JsonTokens, body =>
    {
        using OtlpJson json = new(Options);
        if (json.Read(body) == RejectReason.None)
            Drain(json.Message, new OtlpDecoder(OtlpDecoder.Names(Options)));
    });

    [Fact]
    public void Damaged_loki_in_json_does_no_harm() => Run([Utf8(Samples.LokiJson)], JsonTokens, static () => new LokiJsonDecoder(LokiNames.Of(Options)));

    [Fact]
    public void Damaged_loki_in_protobuf_does_no_harm() => Run([Samples.LokiProtobuf], [.. ProtobufTokens, .. "{}=\"\\x`"u8], static () => new LokiProtobufDecoder(LokiNames.Of(Options)));

    [Fact]
    public void Damaged_snappy_does_no_harm()
    {
        byte[] output = new byte[1 << 16];
        byte[] block = [0x20, 0x0C, .. "abcd"u8, 0x11, 0x04, 0x2E, 0x04, 0x00, 0x07, 0x01, 0x00, 0x00, 0x00, 0xF0, 0x03, .. "efgh"u8];
        Mutations.Run([block], ProtobufTokens, packed =>
        {
            if (SnappyBlock.TryReadLength(packed, out int length, out _) && length <= output.Length)
                SnappyBlock.TryDecode(packed, output.AsSpan(0, length));
        });
        byte[] frames = [0xFF, 0x06, 0x00, 0x00, .. "sNaPpY"u8, 0x80, 0x02, 0x00, 0x00, .. "ab"u8, 0x00, 0x0A, 0x00, 0x00, 1, 2, 3, 4, 0x04, 0x0C, .. "abcd"u8, 0x01, 0x06, 0x00, 0x00, 1, 2, 3, 4, .. "ef"u8];
        Mutations.Run([frames], ProtobufTokens, packed =>
        {
            if (SnappyFrames.TryReadLength(packed, out int length) && length <= output.Length)
                SnappyFrames.TryDecode(packed, output.AsSpan(0, length));
        });
    }

    [Fact]
    public void Damaged_bulk_requests_do_no_harm() => Run([Utf8(Samples.Bulk)], JsonTokens, static () => new BulkDecoder(BulkDecoder.Names(Options)));

    [Fact]
    public void Damaged_splunk_events_do_no_harm() => Run([Utf8(Samples.Hec)], JsonTokens, static () => new HecEventDecoder(HecEventDecoder.Names(Options)));

    [Fact]
    public void Damaged_clef_does_no_harm() => Run([Utf8(Samples.Clef)], JsonTokens, static () => new ClefDecoder(ClefDecoder.Names(Options)));

    [Fact]
    public void Damaged_events_of_seq_do_no_harm() => Run([Utf8(Samples.SeqEvents)], JsonTokens, static () => new SeqEventsDecoder(ClefDecoder.Names(Options)));

    [Fact]
    public void Damaged_journal_entries_do_no_harm() => Run([Samples.Journal], [.. "=\n_A\0"u8, 0xFF], static () => new JournalExportDecoder(JournalExportDecoder.Names(Options)));

    [Fact]
    public void Damaged_objects_and_text_do_no_harm()
    {
        Run([Utf8("[{\"_msg\":\"1\",\"a\":{\"b\":[1]}},\n{\"_msg\":\"2\"}]"), Utf8("{\"_msg\":\"1\"}{\"_time\":1}")], JsonTokens, static () => new JsonObjectsDecoder(Options));
        Run([Utf8("one\r\n\n  two\u00e9\n")], JsonTokens, static () => new TextLinesDecoder(Options, isOneEvent: false));
        Run([Utf8("""{"version":"1.1","host":"h","short_message":"m","level":3,"_app":"a"}""")], JsonTokens, static () => new GelfHttpDecoder(GelfHttpDecoder.Names(Options)));
    }

    [Fact]
    public void Streams_that_come_in_pieces_give_the_same_events()
    {
        Mutations.AssertSplitsDoNotMatter(Utf8(Samples.Clef), static () => new ClefDecoder(ClefDecoder.Names(Lines.Options)), createSession: null);
        Mutations.AssertSplitsDoNotMatter(Samples.Journal, static () => new JournalExportDecoder(JournalExportDecoder.Names(Lines.Options)), createSession: null);
        Mutations.AssertSplitsDoNotMatter(Utf8("one\ntwo\n\nthree\n"), static () => new TextLinesDecoder(Lines.Options, isOneEvent: false), createSession: null);
    }

    [Fact]
    public void Complete_entries_of_a_journal_are_found_wherever_it_is_cut()
    {
        byte[] journal = Samples.Journal;
        int first = JournalExportDecoder.WholeEntries(journal.AsSpan(0, journal.Length - 1));
        for (int cut = 0; cut <= journal.Length; cut++)
            Assert.Equal(cut < first ? 0 : cut < journal.Length ? first : journal.Length, JournalExportDecoder.WholeEntries(journal.AsSpan(0, cut)));
    }

    private void Run(byte[][] samples, byte[] tokens, Func<IEventDecoder> create, [System.Runtime.CompilerServices.CallerMemberName] string test = "") =>
        Mutations.Run(samples, tokens, body => Drain(body, create()), test);

    private void Drain(ReadOnlyMemory<byte> rest, IEventDecoder decoder)
    {
        while (!rest.IsEmpty)
        {
            DecodeStatus status = decoder.Decode(rest, _event, out int consumed, out RejectReason reason);
            if (status is DecodeStatus.NeedMore or DecodeStatus.Broken)
                return;
            Assert.True(consumed > 0 && (status == DecodeStatus.Event) == (reason == RejectReason.None));
            Assert.True(status != DecodeStatus.Event || !_event.App.IsEmpty);
            rest = rest[consumed..];
        }
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
