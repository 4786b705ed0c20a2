using System.Buffers;
using LogHog.Protocols.Events;
using LogHog.Protocols.Json;
using LogHog.Protocols.LogHogV1;
using LogHog.TestKit;

namespace LogHog.Protocols.Tests.LogHogV1;

public sealed class LogHogEncoderTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void What_is_encoded_is_decoded(int version, bool compress)
    {
        Random random = SeededRandom.Create();
        LogHogSigning? signing = version == 0 ? null : new LogHogSigning(version, "s"u8.ToArray(), "k");
        using var encoder = new LogHogEncoder(signing, compress);
        for (int i = 0; i < 300; i++)
        {
            var message = new LogHogMessage
            {
                App = "a" + RandomText(random),
                Module = "m" + RandomText(random),
                Hostname = random.Next(2) == 0 ? null : RandomText(random),
                Body = RandomText(random),
                TimeUnixNs = random.NextInt64(-9_000_000_000_000_000_000, 9_000_000_000_000_000_000),
                Fields = [new("f" + RandomText(random), RandomText(random)), new("n", 1.5), new("b", true), new("z", null)],
            };
            var frame = new ArrayBufferWriter<byte>();
            encoder.Encode(message, frame);
            (DecodeStatus status, RejectReason reason, LogEvent e) = Frames.Decode(frame.WrittenSpan.ToArray());

            Assert.Equal((DecodeStatus.Event, RejectReason.None), (status, reason));
            Assert.Equal(message.TimeUnixNs, e.TimeUnixNs);
            Assert.Equal(Wtf8.GetBytes(message.App), e.App.ToArray());
            Assert.Equal(Wtf8.GetBytes(message.Module), e.Module.ToArray());
            Assert.Equal(Wtf8.GetBytes(message.Hostname ?? ""), e.Host.ToArray());
            Assert.Equal(Wtf8.GetBytes(message.Body), e.Body.ToArray());
            Assert.Equal(Wtf8.GetBytes((string)message.Fields[0].Value!), e.Fields[0].Value.ToArray());
            Assert.Equal(
                [FieldKind.Text, FieldKind.Number, FieldKind.Bool, FieldKind.Text], e.Fields.Select(field => field.Kind));
            Assert.Equal(version, e.Signature.Version);
        }
    }

    [Theory]
    [InlineData("body")]
    [InlineData("signature")]
    [InlineData("nonce")]
    public void A_field_cannot_take_the_name_of_a_standard_key(string name)
    {
        using var encoder = new LogHogEncoder();
        var message = new LogHogMessage { App = "a", Body = "b", TimeUnixNs = 0, Fields = [new(name, 1)] };
        Assert.Throws<ArgumentException>(() => encoder.Encode(message, new ArrayBufferWriter<byte>()));
    }

    [Fact]
    public void A_number_that_JSON_does_not_know_goes_as_text()
    {
        using var encoder = new LogHogEncoder();
        var frame = new ArrayBufferWriter<byte>();
        encoder.Encode(new LogHogMessage { App = "a", Body = "b", TimeUnixNs = 0, Fields = [new("x", double.NaN)] }, frame);
        EventField field = Assert.Single(Frames.Decode(frame.WrittenSpan.ToArray()).Event.Fields);
        Assert.Equal((FieldKind.Text, "NaN"), (field.Kind, Frames.Text(field.Value)));
    }

    private static string RandomText(Random random)
    {
        char[] text = new char[random.Next(30)];
        for (int i = 0; i < text.Length; i++)
        {
            text[i] = random.Next(5) switch
            {
                0 => (char)random.Next(0x80),
                1 => (char)random.Next(0x800),
                2 => (char)random.Next(0xD700, 0xE000),
                3 => "\"\\\n"[random.Next(3)],
                _ => (char)random.Next('a', 'z'),
            };
        }
        return new string(text);
    }
}
