using System.Buffers;
using System.Text;
using LogHog.Protocols.LogHogV1;

namespace LogHog.Engine.Tests.Ingest;

/// <summary>Frames that are signed, rightly or with another secret.</summary>
internal static class SignedFrames
{
    public const string Secret = "the facility's secret";

    public static byte[] Right(string body, int version = 1, string secret = Secret)
    {
        using var encoder = new LogHogEncoder(new LogHogSigning(version, Encoding.UTF8.GetBytes(secret)));
        return Encode(encoder, "bank", body);
    }

    public static byte[] Wrong(string body, int version = 1) => Right(body, version, "a guess");

    public static byte[] Unsigned(string app, string body)
    {
        using var encoder = new LogHogEncoder();
        return Encode(encoder, app, body);
    }

    private static byte[] Encode(LogHogEncoder encoder, string app, string body)
    {
        var frame = new ArrayBufferWriter<byte>();
        encoder.Encode(
            new LogHogMessage
            {
                App = app,
                Module = "",
                TimeUnixNs = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() * 1_000_000_000,
                Body = body,
                Hostname = "web01",
            },
            frame);
        return frame.WrittenSpan.ToArray();
    }
}
