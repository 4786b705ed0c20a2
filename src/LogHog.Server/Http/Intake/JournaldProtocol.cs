using LogHog.Engine.Ingest;
using LogHog.Engine.Ingest.Inputs;
using LogHog.Protocols;
using LogHog.Protocols.Events;
using LogHog.Protocols.Journald;

namespace LogHog.Server.Http.Intake;

/// <summary>
/// What systemd-journal-upload sends: the journal's export format. A whole journal may come in one request, so it is stored part by part
/// while it comes; 202 when all of it is safe.
/// </summary>
internal sealed class JournaldProtocol(IntakeDesk desk) : IntakeProtocol(HttpInputTypes.Journald, desk)
{
    // Large enough to be worth a sync, small enough for any number of senders.
    private const int PartBytes = 2 << 20;

    private static readonly TimeSpan BusyDelay = TimeSpan.FromMilliseconds(50);
    private const int BusyTriesMax = 200;

    public override void Map(IEndpointRouteBuilder routes) => Route(routes, HttpMethods.Post, "/upload", UploadAsync);

    public override Task AnswerAsync(HttpContext context, IntakeVerdict verdict)
    {
        verdict.SetRetryAfter(context.Response);
        return PlainText.Write(context, verdict.Status, verdict.Error + "\n");
    }

    protected override RecordOptions Names(RecordOptions options) => JournalExportDecoder.Names(options);

    private async Task UploadAsync(HttpContext context)
    {
        string coding = context.Request.Headers.ContentEncoding.ToString();
        if (coding.Length > 0 && !coding.Equals("identity", StringComparison.OrdinalIgnoreCase))
            await TakeAsync(context, TakePackedAsync);
        else if (!Desk.TryBegin(context, this, Names, out IntakeCall? call, out string problem))
            await AnswerAsync(context, new IntakeVerdict(StatusCodes.Status400BadRequest, problem));
        else
            await TakePartsAsync(call);
    }

    private async Task TakePackedAsync(IntakeCall call, BodyBuffer body) =>
        await AnswerAsync(call, await StoreAsync(call, EndWithEmptyLine(body) ? body.Written : default));

    private async Task TakePartsAsync(IntakeCall call)
    {
        using BodyBuffer part = Desk.Bodies.NewBuffer();
        IntakeResult all = new(IntakeStatus.Stored, 0, new Dictionary<RejectReason, int>());
        for (bool isEnd = false; !isEnd;)
        {
            int wanted = Math.Max(PartBytes, part.Length + PartBytes);
            (isEnd, BodyFailure? failure) = await Desk.Bodies.ReadPartAsync(call.Context, part, wanted);
            if (failure is not null)
            {
                await FailAsync(call, failure);
                return;
            }

            if (isEnd && !EndWithEmptyLine(part))
                break;
            int whole = JournalExportDecoder.WholeEntries(part.Written.Span);
            if (whole == 0 && part.Length > Desk.BodyBytesMax)
            {
                await FailAsync(call, new BodyFailure(StatusCodes.Status413PayloadTooLarge, "an entry is larger than [limits] max_body_size", RejectReason.FrameTooLarge));
                return;
            }

            // What is left at the end is an entry that was cut: the decoder says so.
            all = Add(all, await StoreAsync(call, part.Written[..(isEnd ? part.Length : whole)]));
            if (all.Status != IntakeStatus.Stored)
                break;
            part.RemoveStart(isEnd ? part.Length : whole);
        }

        await AnswerAsync(call, all);
    }

    /// <summary>A sender that waits for room costs nobody anything; one that has to begin anew does.</summary>
    private static async Task<IntakeResult> StoreAsync(IntakeCall call, ReadOnlyMemory<byte> entries)
    {
        IntakeResult result = await call.StoreAsync(entries, new JournalExportDecoder(call.Options));
        for (int tries = 0; result.Status is IntakeStatus.Busy or IntakeStatus.TooFast && tries < BusyTriesMax; tries++)
        {
            await Task.Delay(BusyDelay, call.Context.RequestAborted);
            result = await call.StoreAsync(entries, new JournalExportDecoder(call.Options));
        }

        return result;
    }

    private static IntakeResult Add(IntakeResult sum, IntakeResult part)
    {
        Dictionary<RejectReason, int> rejected = new(sum.Rejected);
        foreach ((RejectReason reason, int count) in part.Rejected)
            rejected[reason] = rejected.GetValueOrDefault(reason) + count;
        return new IntakeResult(part.Status, sum.Accepted + part.Accepted, rejected);
    }

    private static bool EndWithEmptyLine(BodyBuffer body) => body.Length > 0 && (body.Written.Span.EndsWith("\n\n"u8) || body.TryAppend("\n"u8));

    private Task AnswerAsync(IntakeCall call, IntakeResult result)
    {
        IntakeVerdict verdict = IntakeVerdict.Of(result);
        return AnswerAsync(call.Context, verdict.IsGood ? new IntakeVerdict(StatusCodes.Status202Accepted, "OK." + verdict.Error) : verdict);
    }
}
