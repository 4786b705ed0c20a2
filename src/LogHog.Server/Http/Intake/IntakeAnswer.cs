using System.Buffers;
using System.Text;
using System.Text.Json;
using LogHog.Engine.Diagnostics;
using LogHog.Engine.Ingest;
using LogHog.Protocols;

namespace LogHog.Server.Http.Intake;

/// <summary>What a sender is told, in JSON (docs/http-api.md).</summary>
internal static class IntakeAnswer
{
    // A full gate is emptied by the disk within moments; what hinders storing takes longer to go away.
    private const string BusySeconds = "1";
    private const string UnavailableSeconds = "5";

    public static Task Write(HttpContext context, IntakeResult result)
    {
        switch (result.Status)
        {
            case IntakeStatus.Busy:
                return Later(context, StatusCodes.Status429TooManyRequests, "as much waits for the disk as may ([limits] max_pending_size); nothing was taken, send it again");
            case IntakeStatus.Unavailable:
                return Later(context, StatusCodes.Status503ServiceUnavailable, "the server stops or cannot store at the moment (see /health/ready); nothing was taken, send it again");
            case IntakeStatus.Failed:
                return Later(context, StatusCodes.Status503ServiceUnavailable, "it could not be stored as a whole; send it again");
            case IntakeStatus.TooLarge:
                return WriteError(context, StatusCodes.Status413PayloadTooLarge, "a request with X-LogHog-Sequence is stored as a whole, in one batch of the journal, which holds 4 MB of lines; nothing was taken, number smaller requests (or leave the number out: then it may be of any size up to [limits] max_body_inflated_size)");
            case IntakeStatus.SequenceTooOld:
                return WriteError(context, StatusCodes.Status409Conflict, "the sequence is so far behind this client's newest that nobody knows whether it was stored; nothing was taken");
            default:
                bool isDuplicate = result.Status == IntakeStatus.AlreadyStored;
                return WriteJson(context, StatusOf(result), json => WriteCounts(json, result, isDuplicate));
        }
    }

    /// <summary>Of a request that was only looked at.</summary>
    public static Task WriteDebug(HttpContext context, int wouldAccept, IReadOnlyDictionary<RejectReason, int> rejected) =>
        WriteJson(context, StatusCodes.Status200OK, json =>
        {
            WriteCounts(json, new IntakeResult(IntakeStatus.Stored, 0, rejected), isDuplicate: false);
            json.WriteNumber("would_accept", wouldAccept);
        });

    public static Task WriteError(HttpContext context, int status, string error) =>
        status == StatusCodes.Status429TooManyRequests
            ? Later(context, status, error)
            : WriteJson(context, status, json => json.WriteString("error", error));

    /// <summary>Nothing accepted of something is an error: a shipper then tells somebody, and does not try the same again.</summary>
    private static int StatusOf(IntakeResult result)
    {
        if (result.Status == IntakeStatus.AlreadyStored || result.Accepted > 0 || result.Rejected.Count == 0)
            return StatusCodes.Status200OK;
        return result.Rejected.Keys.All(static reason => reason == RejectReason.SourceNotAllowed)
            ? StatusCodes.Status403Forbidden
            : StatusCodes.Status400BadRequest;
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

    private static Task Later(HttpContext context, int status, string error)
    {
        context.Response.Headers.RetryAfter = status == StatusCodes.Status429TooManyRequests ? BusySeconds : UnavailableSeconds;
        return WriteJson(context, status, json => json.WriteString("error", error));
    }

    private static Task WriteJson(HttpContext context, int status, Action<Utf8JsonWriter> content)
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
}
