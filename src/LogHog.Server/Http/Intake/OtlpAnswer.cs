using System.Globalization;
using System.Text;

namespace LogHog.Server.Http.Intake;

/// <summary>Answers of OTLP over HTTP (OTLP specification, "OTLP/HTTP Response"), in the form of the request.</summary>
internal static class OtlpAnswer
{
    private const string Json = "application/json";
    private const string Protobuf = "application/x-protobuf";

    // google.rpc.Code.
    private const int InvalidArgument = 3;
    private const int Unavailable = 14;

    public static bool IsJson(HttpRequest request) => request.ContentType?.StartsWith(Json, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary><c>ExportLogsServiceResponse</c>: 1 partial_success (1 rejected_log_records, 2 error_message).</summary>
    public static byte[] Response(int rejected, string error)
    {
        if (rejected == 0)
            return [];
        byte[] text = Encoding.UTF8.GetBytes(error);
        byte[] partial = [0x08, .. Varint(rejected), 0x12, .. Varint(text.Length), .. text];
        return [0x0A, .. Varint(partial.Length), .. partial];
    }

    public static async Task WriteAsync(HttpContext context, int rejected, string error)
    {
        if (!IsJson(context.Request))
        {
            await WriteProtobufAsync(context, StatusCodes.Status200OK, Response(rejected, error));
            return;
        }

        await IntakeAnswer.WriteJson(context, StatusCodes.Status200OK, json =>
        {
            if (rejected == 0)
                return;
            json.WriteStartObject("partialSuccess");
            json.WriteString("rejectedLogRecords", rejected.ToString(CultureInfo.InvariantCulture));
            json.WriteString("errorMessage", error);
            json.WriteEndObject();
        });
    }

    /// <summary><c>google.rpc.Status</c>: 1 code, 2 message.</summary>
    public static Task WriteErrorAsync(HttpContext context, IntakeVerdict verdict)
    {
        int code = verdict.RetryAfterSeconds > 0 ? Unavailable : InvalidArgument;
        if (IsJson(context.Request))
        {
            return IntakeAnswer.WriteJson(context, verdict.Status, json =>
            {
                json.WriteNumber("code", code);
                json.WriteString("message", verdict.Error);
            });
        }

        byte[] text = Encoding.UTF8.GetBytes(verdict.Error);
        return WriteProtobufAsync(context, verdict.Status, [0x08, (byte)code, 0x12, .. Varint(text.Length), .. text]);
    }

    private static async Task WriteProtobufAsync(HttpContext context, int status, byte[] message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = Protobuf;
        context.Response.ContentLength = message.Length;
        await context.Response.Body.WriteAsync(message, context.RequestAborted);
    }

    private static byte[] Varint(int value)
    {
        List<byte> bytes = [];
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return [.. bytes];
    }
}
