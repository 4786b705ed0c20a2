using System.Buffers.Binary;
using System.Globalization;
using LogHog.Protocols;

namespace LogHog.Server.Http.Intake;

/// <summary>
/// A unary gRPC call on top of HTTP/2 (grpc/doc/PROTOCOL-HTTP2.md): one message with a prefix of five bytes each way, the status in the
/// trailers.
/// </summary>
internal static class GrpcCall
{
    /// <summary>One byte: packed or not; four: the message's length.</summary>
    public const int PrefixBytes = 5;

    private const string Type = "application/grpc";

    public static BodyFailure UnknownCoding { get; } = new(
        StatusCodes.Status415UnsupportedMediaType, "grpc-encoding may be identity, gzip, deflate, zstd or snappy", RejectReason.BadCompression);

    private static BodyFailure BadFrame { get; } = new(
        StatusCodes.Status400BadRequest, "the body is not one gRPC message", RejectReason.FrameTruncated);

    public static bool Is(HttpRequest request) => request.ContentType?.StartsWith(Type, StringComparison.OrdinalIgnoreCase) == true;

    /// <returns>Null: the body is one message.</returns>
    public static BodyFailure? CheckFrame(ReadOnlySpan<byte> body, out bool isPacked)
    {
        isPacked = body.Length > 0 && body[0] == 1;
        return body.Length < PrefixBytes || body[0] > 1 || BinaryPrimitives.ReadUInt32BigEndian(body[1..]) != (uint)(body.Length - PrefixBytes)
            ? BadFrame
            : null;
    }

    public static async Task SucceedAsync(HttpContext context, byte[] message)
    {
        byte[] frame = new byte[PrefixBytes + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, PrefixBytes);
        context.Response.ContentType = Type;
        await context.Response.Body.WriteAsync(frame, context.RequestAborted);
        context.Response.AppendTrailer("grpc-status", "0");
    }

    public static Task FailAsync(HttpContext context, IntakeVerdict verdict)
    {
        // OTLP: 14 is to be tried again, and of the others no call is.
        int code = verdict.Status switch
        {
            StatusCodes.Status401Unauthorized => 16,
            StatusCodes.Status403Forbidden => 7,
            StatusCodes.Status408RequestTimeout => 4,
            StatusCodes.Status413PayloadTooLarge => 8,
            StatusCodes.Status415UnsupportedMediaType => 12,
            StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable => 14,
            _ => 3,
        };
        // There is no message, so that the headers are the trailers.
        context.Response.ContentType = Type;
        context.Response.Headers["grpc-status"] = code.ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["grpc-message"] = Uri.EscapeDataString(verdict.Error);
        return context.Response.CompleteAsync();
    }
}
