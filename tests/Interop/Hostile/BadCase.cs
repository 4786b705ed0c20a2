using System.Buffers.Binary;
using System.Text;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Hostile;

/// <summary>Something that no server may store, and the reason that it must give.</summary>
/// <param name="Bytes">What is sent.</param>
/// <param name="Tcp">The reason over TCP; null = cannot come this way.</param>
/// <param name="Udp">The reason over UDP; null = cannot come this way.</param>
/// <param name="ClosesStream">The framing is lost: the connection ends.</param>
internal sealed record BadCase(Func<byte[]> Bytes, string? Tcp, string? Udp, bool ClosesStream = false)
{
    public const string Secret = "correct horse";

    /// <summary>Accepted first, so that the second one is a replay; whatever the transport.</summary>
    public Func<byte[]>? Before { get; init; }

    /// <summary>The stream ends behind it.</summary>
    public bool EndsStream { get; init; }

    public static IReadOnlyDictionary<string, BadCase> All { get; } = new Dictionary<string, BadCase>(StringComparer.Ordinal)
    {
        // Framing.
        ["a size beyond the limit"] = new(() => Header((1 << 20) + 1, 0), "frame_too_large", null, ClosesStream: true),
        ["a size of 4 GiB"] = new(() => Header(uint.MaxValue, 0), "frame_too_large", null, ClosesStream: true),
        ["text of another protocol"] = new(() => "GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray(), "frame_too_large", "datagram_size_mismatch", ClosesStream: true),
        ["a frame of the limit and one byte"] = new(() => Frames.Frame(new byte[(1 << 20) + 1]), "frame_too_large", null, ClosesStream: true),
        ["an empty payload"] = Both(() => Header(0, 0), "frame_empty"),
        ["an empty datagram"] = new(() => [], null, "frame_empty"),
        ["a header that is cut short"] = new(() => Wire.Frame("shop", "x")[..7], "frame_truncated", "frame_truncated") { EndsStream = true },
        ["a payload that is cut short"] = new(() => Wire.Frame("shop", "x")[..^1], "frame_truncated", "datagram_size_mismatch") { EndsStream = true },
        ["a datagram with a byte too many"] = new(() => [.. Wire.Frame("shop", "x"), 0], null, "datagram_size_mismatch"),
        ["two frames in a datagram"] = new(() => [.. Wire.Frame("shop", "x"), .. Wire.Frame("shop", "y")], null, "datagram_size_mismatch"),
        ["flag bit 1"] = Both(() => Frames.Frame(Wire.Message("shop", "x").Json(), 2), "unknown_flags"),
        ["flag bit 31"] = Both(() => Frames.Frame(Wire.Message("shop", "x").Json(), 0x8000_0000), "unknown_flags"),
        ["zlib and an unknown flag"] = Both(() => Frames.Frame(Wire.Zlib(Wire.Message("shop", "x").Json()), 3), "unknown_flags"),

        // Compression.
        ["no zlib at all"] = Both(() => Frames.Frame(Wire.Message("shop", "x").Json(), 1), "bad_compression"),
        ["a zlib stream that is cut short"] = Both(() => Frames.Frame(Wire.Zlib(Wire.Message("shop", "x").Json()).AsSpan()[..^3], 1), "bad_compression"),
        ["bytes behind the zlib stream"] = Both(() => Frames.Frame([.. Wire.Zlib(Wire.Message("shop", "x").Json()), 0], 1), "bad_compression"),
        ["a wrong checksum"] = Both(() => Flip(Frames.Frame(Wire.Zlib(Wire.Message("shop", "x").Json()), 1), ^1), "bad_compression"),
        ["a bomb by ratio"] = Both(() => Frames.Frame(Wire.Zlib(Wire.Message("shop", new string('a', 1_000_000)).Json()), 1), "inflate_ratio_too_high"),
        ["a bomb by size"] = new(() => Frames.Frame(Wire.Zlib(Bomb()), 1), "inflated_too_large", null),
        ["a bomb of 100 MiB of zeros"] = new(() => Frames.Frame(Wire.Zlib(new byte[100 << 20]), 1), "inflated_too_large", null),

        // Content.
        ["bytes that are no UTF-8"] = Both(() => Frames.Frame([.. "{\"version\": 1, \"body\": \""u8, 0xC3, 0x28, .. "\"}"u8]), "bad_utf8"),
        ["an overlong slash"] = Both(() => Frames.Frame([.. "{\"app_id\": \"shop"u8, 0xC0, 0xAF, .. "\"}"u8]), "bad_utf8"),
        ["no JSON"] = Both(() => Frames.Frame("hello"u8), "bad_json"),
        ["a JSON list"] = Both(() => Frames.Frame("[1]"u8), "bad_json"),
        ["two JSON objects"] = Both(() => Frames.Frame([.. Wire.Message("shop", "x").Json(), .. "{}"u8]), "bad_json"),
        ["a raw newline in a text"] = Both(() => Frames.Frame("{\"version\": 1, \"body\": \"a\nb\"}"u8), "bad_json"),
        ["33 levels"] = Both(() => Nested(33), "json_too_deep"),
        ["100,000 levels"] = new(() => Nested(100_000), "json_too_deep", null),
        ["1,025 fields"] = Both(() => Fields(1025), "too_many_fields"),
        ["no version"] = Both(() => Wire.Message("shop", "x").Without("version").Frame(), "missing_key"),
        ["no app_id"] = Both(() => Wire.Message("shop", "x").Without("app_id").Frame(), "missing_key"),
        ["no module"] = Both(() => Wire.Message("shop", "x").Without("module").Frame(), "missing_key"),
        ["no stamp"] = Both(() => Wire.Message("shop", "x").Without("stamp").Frame(), "missing_key"),
        ["no nsecs"] = Both(() => Wire.Message("shop", "x").Without("nsecs").Frame(), "missing_key"),
        ["no body"] = Both(() => Wire.Message("shop", "x").Without("body").Frame(), "missing_key"),
        ["version 3"] = Both(() => Wire.Message("shop", "x").With("version", 3).Frame(), "unsupported_version"),
        ["an empty app_id"] = Both(() => Wire.Message("", "x").Frame(), "bad_value"),
        ["a list as app_id"] = Both(() => Wire.Message("shop", "x").With("app_id", new[] { "shop" }).Frame(), "bad_value"),
        ["a number as body"] = Both(() => Wire.Message("shop", "x").With("body", 5).Frame(), "bad_value"),
        ["a text as stamp"] = Both(() => Wire.Message("shop", "x").With("stamp", "1479632316").Frame(), "bad_value"),
        ["a stamp with a fraction"] = Both(() => Wire.Message("shop", "x").With("stamp", 1.5).Frame(), "bad_value"),
        ["a stamp beyond all years"] = Both(() => Wire.Message("shop", "x").With("stamp", long.MaxValue).Frame(), "bad_value"),
        ["a second of nanoseconds"] = Both(() => Wire.Message("shop", "x").With("nsecs", 1_000_000_000).Frame(), "bad_value"),

        // Signatures.
        ["no signature"] = Both(() => Wire.Frame("any", "x"), "signature_missing"),
        ["no signature, sub-facility"] = Both(() => Wire.Frame("any", "x", "web"), "signature_missing"),
        ["v1 with another secret"] = Both(() => Wire.Message("any", "x").SignedV1("guessed").Frame(), "signature_wrong"),
        ["v1, body changed"] = Both(() => Wire.Message("any", "x").SignedV1(Secret).With("body", "y").Frame(), "signature_wrong"),
        ["v1, module changed"] = Both(() => Wire.Message("any", "x").SignedV1(Secret).With("module", "y").Frame(), "signature_wrong"),
        ["v1 in upper case"] = Both(() => Upper(Wire.Message("any", "x").SignedV1(Secret)).Frame(), "signature_wrong"),
        ["an empty signature"] = Both(() => Wire.Message("any", "x").With("signature", "").Frame(), "signature_wrong"),
        ["v1 where v2 is asked for"] = Both(() => Wire.Message("v2", "x").SignedV1(Secret).Frame(), "signature_version_refused"),
        ["v2 where v1 is asked for"] = Both(() => Wire.Message("v1", "x").SignedV2(Secret).Frame(), "signature_version_refused"),
        ["v2 with another secret"] = Both(() => Wire.Message("v2", "x").SignedV2("guessed").Frame(), "signature_wrong"),
        ["v2, host changed"] = Both(() => Wire.Message("v2", "x").SignedV2(Secret).With("hostname", "bank").Frame(), "signature_wrong"),
        ["v2, nonce changed"] = Both(() => Wire.Message("v2", "x").SignedV2(Secret).With("nonce", new string('A', 22)).Frame(), "signature_wrong"),
        ["v2 without a signature"] = Both(() => Wire.Message("v2", "x").SignedV2(Secret).Without("signature").Frame(), "missing_key"),
        ["v2 without a nonce"] = Both(() => Wire.Message("v2", "x").SignedV2(Secret).Without("nonce").Frame(), "missing_key"),
        ["v2 with a nonce of 8 bits"] = Both(() => Wire.Message("v2", "x").SignedV2(Secret, "AA").Frame(), "bad_value"),
        ["v2 with another key id"] = Both(() => Wire.Message("v2", "x").With("key_id", "old").SignedV2(Secret).Frame(), "unknown_key_id"),
        ["v2 that is an hour old"] = Both(() => Wire.Message("v2", "x").With("stamp", Wire.Now - 3600).SignedV2(Secret).Frame(), "signature_outside_window"),
        ["v2 that is an hour early"] = Both(() => Wire.Message("v2", "x").With("stamp", Wire.Now + 3600).SignedV2(Secret).Frame(), "signature_outside_window"),
        ["v2 once more"] = Twice(Wire.Message("v2", "once").SignedV2(Secret).Frame()),
        ["v2, its nonce with another body"] = Both(
            () => Wire.Message("v2", "again").SignedV2(Secret, "BBBBBBBBBBBBBBBBBBBBBA").Frame(), "signature_replayed") with
            {
                Before = () => Wire.Message("v2", "once").SignedV2(Secret, "BBBBBBBBBBBBBBBBBBBBBA").Frame(),
            },
    };

    private static BadCase Both(Func<byte[]> bytes, string reason) => new(bytes, reason, reason);

    private static BadCase Twice(byte[] frame) => Both(() => frame, "signature_replayed") with { Before = () => frame };

    private static byte[] Header(uint size, uint flags)
    {
        byte[] header = new byte[8];
        BinaryPrimitives.WriteUInt32BigEndian(header, size);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), flags);
        return header;
    }

    private static byte[] Flip(byte[] frame, Index at)
    {
        frame[at] ^= 1;
        return frame;
    }

    /// <summary>9 MiB that pack no better than log text, so that only their size is wrong.</summary>
    private static byte[] Bomb()
    {
        var random = new Random(1);
        var body = new StringBuilder();
        while (body.Length < 9 << 20)
            body.Append(new string('a', 150)).Append(random.Next());
        return Wire.Message("shop", body.ToString()).Json();
    }

    private static byte[] Nested(int levels) => Frames.Frame(Encoding.UTF8.GetBytes(
        "{\"x\":" + string.Concat(Enumerable.Repeat("{\"x\":", levels - 1)) + "1" + new string('}', levels)));

    private static byte[] Fields(int count)
    {
        Dictionary<string, object?> message = Wire.Message("shop", "x");
        for (int i = 0; i < count; i++)
            message[$"f{i}"] = i;
        return message.Frame();
    }

    private static Dictionary<string, object?> Upper(Dictionary<string, object?> message) =>
        message.With("signature", ((string)message["signature"]!).ToUpperInvariant());
}
