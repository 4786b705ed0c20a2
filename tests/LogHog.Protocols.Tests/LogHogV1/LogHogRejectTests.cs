using System.Text;
using LogHog.Protocols.Events;
using LogHog.Protocols.LogHogV1;

namespace LogHog.Protocols.Tests.LogHogV1;

public sealed class LogHogRejectTests
{
    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("{\"a\"}")]
    [InlineData("{\"a\":}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{,}")]
    [InlineData("{\"a\":1 \"b\":2}")]
    [InlineData("{a:1}")]
    [InlineData("{'a':1}")]
    [InlineData("{\"a\":1}}")]
    [InlineData("{\"a\":1}\0")]
    [InlineData("{\"a\":1}{}")]
    [InlineData("\ufeff{}")]
    [InlineData("{\"a\":1/*c*/}")]
    [InlineData("{\u00a0}")]
    [InlineData("{\v}")]
    public void What_is_no_JSON_object_is_rejected(string payload) =>
        Assert.Equal(RejectReason.BadJson, Reject(payload.Length == 0 ? " " : payload));

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    [InlineData("01")]
    [InlineData("-")]
    [InlineData("+1")]
    [InlineData(".5")]
    [InlineData("1.")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("0x1")]
    [InlineData("1_000")]
    [InlineData("True")]
    [InlineData("nul")]
    [InlineData("[1,]")]
    [InlineData("[1 2]")]
    [InlineData("[1}")]
    [InlineData("{\"b\":1]")]
    [InlineData("{1:2}")]
    [InlineData("[{\"b\":01}]")]
    [InlineData("\"a")]
    [InlineData("\"\\x\"")]
    [InlineData("\"\\u12\"")]
    [InlineData("\"\\u12g4\"")]
    [InlineData("\"\\")]
    [InlineData("\"\\ud800\\u12\"")]
    [InlineData("\"a\nb\"")]
    [InlineData("\"a\\n\tb\"")]
    [InlineData("\"\u0000\"")]
    public void A_value_that_is_not_JSON_is_rejected_under_any_key(string value)
    {
        Assert.Equal(RejectReason.BadJson, Reject(Frames.With("\"x\":" + value)));
        Assert.Equal(RejectReason.BadJson, Reject(Frames.With("\"hostname\":" + value)));
        Assert.Equal(RejectReason.BadJson, Reject(Frames.With("\"x\":[" + value + "]")));
    }

    [Theory]
    [InlineData(new byte[] { 0xC3 })]
    [InlineData(new byte[] { 0xFF })]
    [InlineData(new byte[] { 0xC0, 0x80 })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]
    [InlineData(new byte[] { 0xF4, 0x90, 0x80, 0x80 })]
    public void Bytes_that_are_not_UTF_8_are_rejected(byte[] bytes)
    {
        byte[] payload =
            [.. Encoding.UTF8.GetBytes(Frames.Minimal[..^1] + ",\"x\":\""), .. bytes, .. "\"}"u8];
        Assert.Equal(RejectReason.BadUtf8, Frames.Decode(Frames.Of(payload)).Reason);
    }

    [Theory]
    [InlineData("version")]
    [InlineData("app_id")]
    [InlineData("module")]
    [InlineData("stamp")]
    [InlineData("nsecs")]
    [InlineData("body")]
    public void Each_required_key_is_required(string key) =>
        Assert.Equal(RejectReason.MissingKey, Reject(Frames.Minimal.Replace($"\"{key}\"", "\"other\"")));

    [Theory]
    [InlineData("key_id")]
    [InlineData("nonce")]
    [InlineData("signature")]
    public void Version_2_requires_its_proof(string key)
    {
        string payload = Frames.With(
            "\"version\":2,\"key_id\":\"k\",\"nonce\":\"AAECAwQFBgcICQoLDA0ODw\",\"signature\":\"s\"");
        Assert.Equal(RejectReason.None, Reject(payload));
        Assert.Equal(RejectReason.MissingKey, Reject(payload.Replace($"\"{key}\"", "\"other\"")));
    }

    [Theory]
    [InlineData("\"version\":\"1\"")]
    [InlineData("\"version\":1.0")]
    [InlineData("\"version\":true")]
    [InlineData("\"version\":null")]
    [InlineData("\"app_id\":\"\"")]
    [InlineData("\"app_id\":5")]
    [InlineData("\"app_id\":null")]
    [InlineData("\"module\":null")]
    [InlineData("\"module\":[]")]
    [InlineData("\"body\":null")]
    [InlineData("\"body\":{\"a\":1}")]
    [InlineData("\"stamp\":\"1479632316\"")]
    [InlineData("\"stamp\":1479632316.0")]
    [InlineData("\"stamp\":1e9")]
    [InlineData("\"stamp\":null")]
    [InlineData("\"stamp\":9223372036")]
    [InlineData("\"stamp\":-9223372037")]
    [InlineData("\"stamp\":99999999999999999999999")]
    [InlineData("\"nsecs\":-1")]
    [InlineData("\"nsecs\":1000000000")]
    [InlineData("\"nsecs\":\"0\"")]
    [InlineData("\"nsecs\":0.5")]
    [InlineData("\"hostname\":5")]
    [InlineData("\"hostname\":{}")]
    [InlineData("\"signature\":0")]
    [InlineData("\"version\":2,\"signature\":\"s\",\"key_id\":1,\"nonce\":\"AAECAwQFBgcICQoLDA0ODw\"")]
    [InlineData("\"version\":2,\"signature\":\"s\",\"key_id\":\"k\",\"nonce\":\"AAECAwQFBgcICQoLDA0ODx\"")]
    [InlineData("\"version\":2,\"signature\":\"s\",\"key_id\":\"k\",\"nonce\":\"AAECAwQFBgcICQoLDA0OD\"")]
    [InlineData("\"version\":2,\"signature\":\"s\",\"key_id\":\"k\",\"nonce\":\"AAECAwQFBgcICQoLDA0OD+\"")]
    [InlineData("\"version\":2,\"signature\":\"s\",\"key_id\":\"k\",\"nonce\":\"AAECAwQFBgcICQoLDA0ODw==\"")]
    public void A_known_key_with_a_wrong_value_is_rejected(string members) =>
        Assert.Equal(RejectReason.BadValue, Reject(Frames.With(members)));

    [Theory]
    [InlineData("0")]
    [InlineData("3")]
    [InlineData("-1")]
    public void Other_versions_are_named_as_such(string version) =>
        Assert.Equal(RejectReason.UnsupportedVersion, Reject(Frames.With($"\"version\":{version}")));

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    public void Nesting_is_limited_under_any_key(string open, string close)
    {
        var limits = new LogHogLimits { JsonDepthMax = 4 };
        string three = string.Concat(Enumerable.Repeat(open, 3)) + "0" + string.Concat(Enumerable.Repeat(close, 3));
        Assert.Equal(RejectReason.None, Reject(Frames.With("\"x\":" + three), limits));
        Assert.Equal(RejectReason.JsonTooDeep, Reject(Frames.With("\"x\":" + open + three + close), limits));
        Assert.Equal(RejectReason.JsonTooDeep, Reject(Frames.With("\"hostname\":" + open + three + close), limits));
    }

    [Fact]
    public void Nesting_without_end_is_rejected_before_the_stack_is()
    {
        Assert.Equal(RejectReason.JsonTooDeep, Reject(Frames.With("\"x\":" + new string('[', 500_000))));
        string objects = string.Concat(Enumerable.Repeat("{\"a\":", 100_000));
        Assert.Equal(RejectReason.JsonTooDeep, Reject(Frames.With("\"x\":" + objects)));
    }

    [Fact]
    public void The_number_of_fields_is_limited()
    {
        var limits = new LogHogLimits { FieldsMax = 3 };
        Assert.Equal(RejectReason.None, Reject(Frames.With("\"a\":1,\"b\":{\"c\":2,\"d\":3}"), limits));
        Assert.Equal(RejectReason.TooManyFields, Reject(Frames.With("\"a\":1,\"b\":{\"c\":2,\"d\":3,\"e\":4}"), limits));
    }

    [Fact]
    public void The_length_of_a_fields_name_is_limited_with_the_names_around_it()
    {
        var limits = new LogHogLimits { FieldNameBytesMax = 5 };
        Assert.Equal(RejectReason.None, Reject(Frames.With("\"ab\":{\"cd\":1},\"abcde\":1"), limits));
        Assert.Equal(RejectReason.BadValue, Reject(Frames.With("\"ab\":{\"cde\":1}"), limits));
        Assert.Equal(RejectReason.BadValue, Reject(Frames.With("\"abcdef\":1"), limits));
    }

    private static RejectReason Reject(string payload, LogHogLimits? limits = null)
    {
        (DecodeStatus status, RejectReason reason, LogEvent _) = Frames.Decode(Frames.Of(payload), limits);
        Assert.Equal(reason == RejectReason.None ? DecodeStatus.Event : DecodeStatus.Rejected, status);
        return reason;
    }
}
