using System.Text;
using LogHog.Protocols.Events;
using LogHog.Protocols.JsonLines;
using LogHog.Protocols.Tests.Streams;
using LogHog.TestKit;

namespace LogHog.Protocols.Tests.JsonLines;

public sealed class JsonLinesFuzzTests
{
    private static readonly byte[] Sample = Encoding.UTF8.GetBytes(
        """
        {"_time":"2023-06-20T15:32:10.5+02:00","_msg":"a\tb\ud83d\ude00","app":"shop","level":"info","k":{"a":1,"b":["x",{"c":null}]}}
        {"_time":1686026893735,"_msg":"plain","module":"root.web","hostname":"h","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736"}

        not json
        {"_msg":"é€😀","severity":17,"exception":"Traceback\n  File","x":-1.5e+3,"y":true,"z":{}}

        """.ReplaceLineEndings("\n"));

    private static readonly byte[] Tokens = [.. "{}[]\",:\\u0eE+-.tfn \n\r"u8, 0x00, 0x80, 0xC3, 0xED, 0xFF];

    [Fact]
    public void Damaged_json_lines_are_answered_each()
    {
        Random random = SeededRandom.Create();
        JsonLinesDecoder decoder = new(Lines.Options with { LineBytesMax = 256, FieldsMax = 8, JsonDepthMax = 4 });
        LogEvent logEvent = new();
        byte[] text = new byte[Sample.Length + 1];
        long allocated = 0;
        for (int round = 0; round < Mutations.Rounds; round++)
        {
            Sample.CopyTo(text, 0);
            text[^1] = (byte)'\n';
            for (int change = random.Next(1, 6); change > 0; change--)
                text[random.Next(Sample.Length)] = random.Next(4) == 0 ? (byte)random.Next(256) : Tokens[random.Next(Tokens.Length)];

            int answered = 0;
            long allocatedBefore = allocated;
            for (ReadOnlyMemory<byte> rest = text; !rest.IsEmpty;)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                DecodeStatus status = decoder.Decode(rest, logEvent, out int consumed, out RejectReason reason);
                allocated += GC.GetAllocatedBytesForCurrentThread() - before;
                if (status == DecodeStatus.NeedMore)
                    break;
                Assert.True(consumed > 0 && (status == DecodeStatus.Event) == (reason == RejectReason.None));
                Assert.True(status != DecodeStatus.Event || !logEvent.App.IsEmpty);
                rest = rest[consumed..];
                answered++;
            }

            Assert.Equal(FilledLines(text), answered);
            Assert.InRange(allocated - allocatedBefore, 0, Mutations.BytesMax(text.Length));
        }

        // Nothing for an event: only scratch memory that grows now and then.
        Assert.InRange(allocated, 0, (1L << 20) * Math.Max(1, Mutations.Rounds / 100_000));
    }

    [Fact]
    public void A_text_that_comes_in_pieces_gives_the_same_events()
    {
        List<string> whole = Lines.ReadAll(Sample);
        for (int split = 0; split < Sample.Length; split++)
        {
            JsonLinesDecoder decoder = new(Lines.Options);
            List<string> answers = [];
            int used = Take(decoder, Sample.AsMemory(0, split), answers);
            Take(decoder, Sample.AsMemory(used), answers);
            Assert.Equal(whole, answers);
        }
    }

    private static int Take(JsonLinesDecoder decoder, ReadOnlyMemory<byte> input, List<string> answers)
    {
        LogEvent logEvent = new();
        int used = 0;
        while (decoder.Decode(input[used..], logEvent, out int consumed, out RejectReason reason) is var status && status != DecodeStatus.NeedMore)
        {
            answers.Add(status == DecodeStatus.Event ? Lines.Text(logEvent.Body) : reason.ToString());
            used += consumed;
        }

        return used;
    }

    private static int FilledLines(ReadOnlySpan<byte> text)
    {
        int filled = 0;
        foreach (Range line in text.Split((byte)'\n'))
            filled += text[line].ContainsAnyExcept(" \t\r"u8) ? 1 : 0;
        return filled;
    }
}
