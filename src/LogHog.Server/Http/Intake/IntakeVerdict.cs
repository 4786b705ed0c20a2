using LogHog.Engine.Ingest;
using LogHog.Protocols;

namespace LogHog.Server.Http.Intake;

/// <summary>What to tell a sender, in the terms that all protocols share.</summary>
/// <param name="Status">Of the answer; 200 = something was stored, or there was nothing to store.</param>
/// <param name="Error">For people; empty when all went well.</param>
internal sealed record IntakeVerdict(int Status, string Error)
{
    // A full gate is emptied by the disk within moments; what hinders storing takes longer to go away.
    private const int BusySeconds = 1;
    private const int UnavailableSeconds = 5;

    /// <summary>Seconds after which to come again; 0 = the same request will not do better.</summary>
    public int RetryAfterSeconds => Status switch
    {
        StatusCodes.Status429TooManyRequests => BusySeconds,
        StatusCodes.Status503ServiceUnavailable => UnavailableSeconds,
        _ => 0,
    };

    public bool IsGood => Status == StatusCodes.Status200OK;

    public static IntakeVerdict Of(IntakeResult result) => result.Status switch
    {
        IntakeStatus.Busy => new(StatusCodes.Status429TooManyRequests, "as much waits for the disk as may ([limits] max_pending_size); nothing was taken, send it again"),
        IntakeStatus.TooFast => new(StatusCodes.Status429TooManyRequests, "more events a second than this input may bring ([input:NAME] max_rate); nothing was taken, send it again"),
        IntakeStatus.Unavailable => new(StatusCodes.Status503ServiceUnavailable, "the server stops or cannot store at the moment (see /health/ready); nothing was taken, send it again"),
        IntakeStatus.Failed => new(StatusCodes.Status503ServiceUnavailable, "it could not be stored as a whole; send it again"),
        IntakeStatus.TooLarge => new(StatusCodes.Status413PayloadTooLarge, "a request with X-LogHog-Sequence is stored as a whole, in one batch of the journal, which holds 4 MB of lines; nothing was taken, number smaller requests (or leave the number out: then it may be of any size up to [limits] max_body_inflated_size)"),
        IntakeStatus.SequenceTooOld => new(StatusCodes.Status409Conflict, "the sequence is so far behind this client's newest that nobody knows whether it was stored; nothing was taken"),
        _ => new(StatusOf(result), Summary(result)),
    };

    public void SetRetryAfter(HttpResponse response)
    {
        if (RetryAfterSeconds > 0)
            response.Headers.RetryAfter = RetryAfterSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Nothing accepted of something is an error: a shipper then tells somebody, and does not try the same again.</summary>
    private static int StatusOf(IntakeResult result)
    {
        if (result.Status == IntakeStatus.AlreadyStored || result.Accepted > 0 || result.Rejected.Count == 0)
            return StatusCodes.Status200OK;
        return result.Rejected.Keys.All(static reason => reason is RejectReason.SourceNotAllowed or RejectReason.ClientNotAllowed)
            ? StatusCodes.Status403Forbidden
            : StatusCodes.Status400BadRequest;
    }

    private static string Summary(IntakeResult result) => result.Rejected.Count == 0
        ? ""
        : $"{result.Rejected.Values.Sum()} refused ({string.Join(", ", result.Rejected.Select(static one => $"{Engine.Diagnostics.MetricNames.Label(one.Key)}: {one.Value}"))}), {result.Accepted} accepted";
}
