using System.Buffers;
using System.Text;
using System.Text.Json;
using LogHog.Engine.Diagnostics;
using LogHog.Engine.Ingest;
using LogHog.Protocols;

namespace LogHog.Server.Http.Intake;

/// <summary>What a sender of LogHog's own paths is told, in JSON (docs/http-api.md).</summary>
internal static class IntakeAnswer
{
    public static Task Write(HttpContext context, IntakeResult result)
    {
        IntakeVerdict verdict = IntakeVerdict.Of(result);
        return result.Status is IntakeStatus.Stored or IntakeStatus.AlreadyStored
            ? WriteJson(context, verdict.Status, json => WriteCounts(json, result, result.Status == IntakeStatus.AlreadyStored))
            : WriteError(context, verdict);
    }

    /// <summary>Of a request that was only looked at.</summary>
    public static Task WriteDebug(HttpContext context, int wouldAccept, IReadOnlyDictionary<RejectReason, int> rejected) =>
        WriteJson(context, StatusCodes.Status200OK, json =>
        {
            WriteCounts(json, new IntakeResult(IntakeStatus.Stored, 0, rejected), isDuplicate: false);
            json.WriteNumber("would_accept", wouldAccept);
        });

    public static Task WriteError(HttpContext context, IntakeVerdict verdict)
    {
        verdict.SetRetryAfter(context.Response);
        return WriteJson(context, verdict.Status, json => json.WriteString("error", verdict.Error));
    }

    /// <summary>One object.</summary>
    public static Task WriteJson(HttpContext context, int status, Action<Utf8JsonWriter> content)
    {
        ArrayBufferWriter<byte> text = new();
        using (Utf8JsonWriter json = new(text))
        {
            json.WriteStartObject();
            content(json);
            json.WriteEndObject();
        }

        return PlainText.Write(context, status, Encoding.UTF8.GetString(text.WrittenSpan) + "\n", "application/json");
    }

    private static void WriteCounts(Utf8JsonWriter json, IntakeResult result, bool isDuplicate)
    {
        json.WriteNumber("accepted", result.Accepted);
        json.WriteStartObject("rejected");
        foreach ((RejectReason reason, int count) in result.Rejected)
            json.WriteNumber(MetricNames.Label(reason), count);
        json.WriteEndObject();
        if (isDuplicate)
            json.WriteBoolean("duplicate", true);
    }
}
