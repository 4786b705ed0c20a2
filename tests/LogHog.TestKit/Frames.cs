using System.Buffers.Binary;
using System.Text.Json;

namespace LogHog.TestKit;

/// <summary>Frames of LogHog's protocol, made with the standard library only: an independent view of what the decoder reads.</summary>
public static class Frames
{
    public static byte[] Frame(ReadOnlySpan<byte> payload, uint flags = 0)
    {
        byte[] frame = new byte[8 + payload.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, (uint)payload.Length);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(4), flags);
        payload.CopyTo(frame.AsSpan(8));
        return frame;
    }

    /// <summary>An unsigned message of version 1.</summary>
    public static byte[] Message(string app, string module, string body, string? host = "web01", long? stamp = null, int nsecs = 464_316_000) =>
        Frame(JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object?>
        {
            ["version"] = 1,
            ["app_id"] = app,
            ["module"] = module,
            ["stamp"] = stamp ?? TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(),
            ["nsecs"] = nsecs,
            ["body"] = body,
            ["hostname"] = host,
        }));
}
