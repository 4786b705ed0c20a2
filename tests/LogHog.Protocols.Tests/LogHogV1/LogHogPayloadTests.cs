using System.Text;
using LogHog.Protocols.Events;

namespace LogHog.Protocols.Tests.LogHogV1;

public sealed class LogHogPayloadTests
{
    [Fact]
    public void Every_key_comes_to_its_place()
    {
        LogEvent e = Frames.DecodeEvent(
            """
             { "version" : 1, "app_id": "shop", "module": "root.web.pay", "stamp": 1479632316, "nsecs": 464316000,
               "hostname": "web01", "body": "a\nb", "signature": "abc" }
            """);
        Assert.Equal(1479632316464316000, e.TimeUnixNs);
        Assert.Equal("shop", Frames.Text(e.App));
        Assert.Equal("web.pay", Frames.Text(e.Module));
        Assert.Equal("web01", Frames.Text(e.Host));
        Assert.Equal("a\nb", Frames.Text(e.Body));
        Assert.Empty(e.Fields);
        Assert.Equal(1, e.Signature.Version);
        Assert.Equal("abc", Frames.Text(e.Signature.Signature));
        Assert.Equal("root.web.pay", Frames.Text(e.Signature.Module));
        Assert.Equal("1479632316", Frames.Text(e.Signature.Stamp));
        Assert.Equal("464316000", Frames.Text(e.Signature.Nsecs));
        Assert.Equal("a\nb", Frames.Text(e.Signature.Body));
    }

    [Theory]
    [InlineData("\"x\":\"t\"", "x=Text:t")]
    [InlineData("\"x\":-1.50E+02", "x=Number:-1.50E+02")]
    [InlineData("\"x\":123456789012345678901234567890", "x=Number:123456789012345678901234567890")]
    [InlineData("\"x\":true,\"y\":false", "x=Bool:true y=Bool:false")]
    [InlineData("\"x\":null", "x=Text:null")]
    [InlineData("\"x\":[1, {\"a\":\"\\u00e9\"}]", "x=Text:[1, {\"a\":\"\\u00e9\"}]")]
    [InlineData("\"x\":[]", "x=Text:[]")]
    [InlineData("\"x\":{}", "x=Text:{}")]
    [InlineData("\"x\":{\"a\":1,\"b\":{\"c\":\"d\",\"e\":{}}}", "x.a=Number:1 x.b.c=Text:d x.b.e=Text:{}")]
    [InlineData("\"x\":1,\"x\":2", "x=Number:1 x=Number:2")]
    [InlineData("\"\":{\"\":0}", ".=Number:0")]
    [InlineData("\"x\\n\":1", "x\n=Number:1")]
    [InlineData("\"key_id\":\"k\",\"nonce\":7", "key_id=Text:k nonce=Number:7")]
    [InlineData("\"exception\":\"e\",\"level\":\"INFO\"", "exception=Text:e level=Text:INFO")]
    public void Unknown_keys_are_fields(string members, string fields)
    {
        LogEvent e = Frames.DecodeEvent(Frames.With(members));
        Assert.Equal(fields, string.Join(' ', e.Fields.Select(f => $"{Frames.Text(f.Name)}={f.Kind}:{Frames.Text(f.Value)}")));
    }

    [Fact]
    public void Trace_context_in_its_own_spelling_becomes_the_events()
    {
        LogEvent e = Frames.DecodeEvent(Frames.With(
            "\"trace_id\":\"4bf92f3577b34da6a3ce929d0e0e4736\",\"span_id\":\"00f067aa0ba902b7\""));
        Assert.Equal(UInt128.Parse("4bf92f3577b34da6a3ce929d0e0e4736", System.Globalization.NumberStyles.HexNumber), e.TraceId);
        Assert.Equal(0x00f067aa0ba902b7UL, e.SpanId);
        Assert.Empty(e.Fields);
    }

    [Theory]
    [InlineData("\"trace_id\":\"4BF92F3577B34DA6A3CE929D0E0E4736\"")]
    [InlineData("\"trace_id\":\"00000000000000000000000000000000\"")]
    [InlineData("\"trace_id\":\"4bf92f3577b34da6a3ce929d0e0e473\"")]
    [InlineData("\"trace_id\":12345678901234567890123456789012")]
    [InlineData("\"span_id\":\"00F067AA0BA902B7\"")]
    [InlineData("\"span_id\":\"0000000000000000\"")]
    [InlineData("\"x\":{\"span_id\":\"00f067aa0ba902b7\"}")]
    public void Trace_context_in_another_spelling_stays_a_field(string member)
    {
        LogEvent e = Frames.DecodeEvent(Frames.With(member));
        Assert.Single(e.Fields);
        Assert.Equal(UInt128.Zero, e.TraceId);
        Assert.Equal(0UL, e.SpanId);
    }

    [Theory]
    [InlineData("\\u00e9", "C3A9")]
    [InlineData("\\ud83d\\ude00", "F09F9880")]
    [InlineData("\\uD83D\\uDE00", "F09F9880")]
    [InlineData("\\ud800", "EDA080")]
    [InlineData("\\udce9", "EDB3A9")]
    [InlineData("\\ude00\\ud83d", "EDB880EDA0BD")]
    [InlineData("\\ud83dx", "EDA0BD78")]
    [InlineData("\\ud83d\\u0041", "EDA0BD41")]
    [InlineData("\\ud83d\\ud83d\\ude00", "EDA0BDF09F9880")]
    [InlineData("\\u0000\\b\\f\\n\\r\\t\\/\\\\\\\"", "00080C0A0D092F5C22")]
    [InlineData("é€😀", "C3A9E282ACF09F9880")]
    public void Escapes_give_the_characters_they_stand_for(string text, string utf8)
    {
        LogEvent e = Frames.DecodeEvent(Frames.With($"\"body\":\"<{text}>\""));
        Assert.Equal("3C" + utf8 + "3E", Convert.ToHexString(e.Body.Span));
    }

    [Fact]
    public void The_last_of_several_known_keys_counts()
    {
        LogEvent e = Frames.DecodeEvent(Frames.With("\"body\":\"second\",\"stamp\":\"x\",\"stamp\":7,\"app_id\":null,\"app_id\":\"b\""));
        Assert.Equal("second", Frames.Text(e.Body));
        Assert.Equal(7_464316000, e.TimeUnixNs);
        Assert.Equal("b", Frames.Text(e.App));
    }

    [Theory]
    [InlineData("root", "")]
    [InlineData("", "")]
    [InlineData("root.web", "web")]
    [InlineData("rooted", "rooted")]
    public void A_module_has_one_plain_form(string module, string plain) =>
        Assert.Equal(plain, Frames.Text(Frames.DecodeEvent(Frames.With($"\"module\":\"{module}\"")).Module));

    [Theory]
    [InlineData("\"hostname\":null,\"signature\":null")]
    [InlineData("\"hostname\":\"\"")]
    public void Null_means_absent_for_an_optional_key(string members)
    {
        LogEvent e = Frames.DecodeEvent(Frames.With(members));
        Assert.True(e.Host.IsEmpty);
        Assert.Equal(0, e.Signature.Version);
    }

    [Theory]
    [InlineData("-1", "999999999", -1L)]
    [InlineData("-0", "0", 0L)]
    [InlineData("9223372035", "999999999", 9223372035999999999L)]
    [InlineData("-9223372036", "0", -9223372036000000000L)]
    public void Times_before_1970_and_at_the_ends_of_the_range_are_taken(string stamp, string nsecs, long unixNs) =>
        Assert.Equal(unixNs, Frames.DecodeEvent(Frames.With($"\"stamp\":{stamp},\"nsecs\":{nsecs}")).TimeUnixNs);

    [Fact]
    public void Minus_zero_is_signed_as_zero()
    {
        LogEvent e = Frames.DecodeEvent(Frames.With("\"stamp\":-0,\"nsecs\":-0,\"signature\":\"s\""));
        Assert.Equal(("0", "0"), (Frames.Text(e.Signature.Stamp), Frames.Text(e.Signature.Nsecs)));
    }

    [Fact]
    public void Version_2_carries_all_that_it_signs()
    {
        LogEvent e = Frames.DecodeEvent(Frames.With(
            "\"key_id\":\"k1\",\"x\":1,\"nonce\":\"AAECAwQFBgcICQoLDA0ODw\",\"version\":2,\"hostname\":\"h\",\"signature\":\"s\""));
        Assert.Equal(2, e.Signature.Version);
        Assert.Equal("k1", Frames.Text(e.Signature.KeyId));
        Assert.Equal("AAECAwQFBgcICQoLDA0ODw", Frames.Text(e.Signature.Nonce));
        Assert.Equal("h", Frames.Text(e.Signature.Hostname));
        Assert.Equal("x", Frames.Text(Assert.Single(e.Fields).Name));
    }

    [Fact]
    public void Names_within_names_stay_right_when_the_scratch_memory_is_full()
    {
        var members = new StringBuilder();
        for (int i = 0; i < 40; i++)
            members.Append($"\"{new string('n', 300)}{i}\":{{\"é\\u00e9\":\"v{i}\\n\"}},");
        LogEvent e = Frames.DecodeEvent(Frames.With(members.ToString().TrimEnd(',')));
        for (int i = 0; i < 40; i++)
        {
            Assert.Equal($"{new string('n', 300)}{i}.éé", Frames.Text(e.Fields[i].Name));
            Assert.Equal($"v{i}\n", Frames.Text(e.Fields[i].Value));
        }
    }
}
