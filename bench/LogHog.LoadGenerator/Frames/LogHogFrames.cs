using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace LogHog.LoadGenerator.Frames;

/// <summary>
/// LogHog frames in the very text that Python's <c>json.dumps</c> makes (blanks behind separators, everything beyond ASCII
/// escaped), which is what the servers meet in the field. Written apart from the server's own encoder on purpose.
/// </summary>
internal sealed class LogHogFrames(FrameKind kind, string? secret)
{
    private const uint ZlibFlag = 1;

    // The name of the key that a facility's `secret` gives.
    private const string KeyId = "default";

    private readonly byte[] _key = Encoding.UTF8.GetBytes(secret ?? string.Empty);

    public byte[] Encode(Message message, DateTimeOffset time)
    {
        byte[] payload = Encoding.ASCII.GetBytes(Payload(message, time));
        return kind == FrameKind.V1Zlib ? Frame(Deflate(payload), ZlibFlag) : Frame(payload, 0);
    }

    private string Payload(Message message, DateTimeOffset time)
    {
        string stamp = time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        string nsecs = (time.Ticks % TimeSpan.TicksPerSecond * 100).ToString(CultureInfo.InvariantCulture);
        var json = new StringBuilder(1024);
        json.Append("{\"version\": ").Append(kind == FrameKind.V2 ? '2' : '1');
        Add(json, "app_id", message.App);
        Add(json, "module", message.Module);
        json.Append(", \"stamp\": ").Append(stamp).Append(", \"nsecs\": ").Append(nsecs);
        Add(json, "hostname", message.Host);
        Add(json, "body", message.Body);
        if (kind == FrameKind.V1Signed)
            Add(json, "signature", SignatureV1(message, stamp, nsecs));
        if (kind == FrameKind.V2)
        {
            string nonce = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
            Add(json, "key_id", KeyId);
            Add(json, "nonce", nonce);
            Add(json, "signature", SignatureV2(message, stamp, nsecs, nonce));
        }

        return json.Append('}').ToString();
    }

    [SuppressMessage("Security", "CA5351", Justification = "The ancestor's signature is HMAC-MD5.")]
    private string SignatureV1(Message message, string stamp, string nsecs) => Convert.ToHexStringLower(HMACMD5.HashData(
        _key, Encoding.UTF8.GetBytes(message.App + message.Module + stamp + nsecs + message.Body)));

    private string SignatureV2(Message message, string stamp, string nsecs, string nonce)
    {
        using var signed = new MemoryStream();
        Span<byte> length = stackalloc byte[4];
        foreach (string part in (ReadOnlySpan<string>)
            [KeyId, message.App, message.Module, stamp, nsecs, message.Host, nonce, message.Body])
        {
            byte[] text = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32BigEndian(length, text.Length);
            signed.Write(length);
            signed.Write(text);
        }

        return Convert.ToHexStringLower(HMACSHA256.HashData(_key, signed.ToArray()));
    }

    private static void Add(StringBuilder json, string key, string value)
    {
        json.Append(", \"").Append(key).Append("\": \"");
        foreach (char c in value)
        {
            if (c is '"' or '\\')
                json.Append('\\').Append(c);
            else if (c is < ' ' or > '~')
                json.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                json.Append(c);
        }

        json.Append('"');
    }

    private static byte[] Frame(byte[] payload, uint flags)
    {
        byte[] frame = new byte[8 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(4), flags);
        payload.CopyTo(frame, 8);
        return frame;
    }

    private static byte[] Deflate(byte[] payload)
    {
        using var deflated = new MemoryStream();
        using (var zlib = new ZLibStream(deflated, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(payload);
        return deflated.ToArray();
    }
}
