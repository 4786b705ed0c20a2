using LogHog.Engine.Configuration;
using LogHog.Engine.Ingest;
using LogHog.Protocols;
using Microsoft.AspNetCore.Http.Features;

namespace LogHog.Server.Http.Intake;

/// <summary>Why a body cannot be had.</summary>
/// <param name="StatusCode">Of the answer; 0 = there is nobody to answer any more.</param>
/// <param name="Error">For people.</param>
/// <param name="Reason">For the counters; none where the sender will come again with the same.</param>
internal sealed record BodyFailure(int StatusCode, string Error, RejectReason Reason);

/// <summary>Reads the whole body of a request into memory and inflates it, within every limit.</summary>
internal sealed class BodyReader(Func<LimitSettings> limits, BodyMemory memory)
{
    // Up to here a body may be as repetitive as it likes: it cannot hurt, and small test bodies often are.
    private const int RatioFreeBytes = 1 << 20;

    private static readonly BodyFailure UnknownCoding = new(
        StatusCodes.Status415UnsupportedMediaType, "Content-Encoding may be identity, gzip, deflate or zstd, one of them", RejectReason.BadCompression);

    private static readonly BodyFailure NoMemory = new(
        StatusCodes.Status429TooManyRequests, "too many bodies at once ([limits] max_body_memory); come again", RejectReason.None);

    private static readonly BodyFailure TooLarge = new(
        StatusCodes.Status413PayloadTooLarge, "the body is larger than [limits] max_body_size; send smaller batches", RejectReason.FrameTooLarge);

    private static readonly BodyFailure InflatedTooLarge = new(
        StatusCodes.Status413PayloadTooLarge,
        "the inflated body is larger than [limits] max_body_inflated_size; send smaller batches", RejectReason.InflatedTooLarge);

    private static readonly BodyFailure RatioTooHigh = new(
        StatusCodes.Status413PayloadTooLarge,
        "the body inflates to more than [limits] max_inflate_ratio times itself; send smaller batches", RejectReason.InflateRatioTooHigh);

    private static readonly BodyFailure BadCompression = new(
        StatusCodes.Status400BadRequest, "the body is damaged, or not what Content-Encoding says", RejectReason.BadCompression);

    private static readonly BodyFailure TooSlow = new(
        StatusCodes.Status408RequestTimeout, "the body did not come in time ([limits] body_timeout)", RejectReason.FrameTimeout);

    private static readonly BodyFailure EndsEarly = new(
        StatusCodes.Status400BadRequest, "the body ends before its announced end, or its chunks are damaged", RejectReason.FrameTruncated);

    private static readonly BodyFailure Cut = new(0, "", RejectReason.FrameTruncated);

    /// <returns>The body, which is the caller's to dispose, or why there is none.</returns>
    public async Task<(BodyBuffer? Body, BodyFailure? Failure)> ReadAsync(HttpContext context)
    {
        if (CompressedBody.Parse(context.Request.Headers.ContentEncoding.ToString()) is not { } coding)
            return (null, UnknownCoding);
        LimitSettings current = limits();
        BodyBuffer packed = new(memory);
        BodyFailure? failure = await ReceiveAsync(context, packed, current);
        if (failure is null && coding == ContentCoding.Identity)
            return (packed, null);
        using (packed)
        {
            if (failure is not null)
                return (null, failure);
            BodyBuffer inflated = new(memory);
            failure = Inflate(coding, packed, inflated, current);
            if (failure is null)
                return (inflated, null);
            inflated.Dispose();
            return (null, failure);
        }
    }

    private static async Task<BodyFailure?> ReceiveAsync(HttpContext context, BodyBuffer packed, LimitSettings limits)
    {
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = limits.BodyBytesMax;
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        timeout.CancelAfter(limits.BodyTimeout);
        try
        {
            while (true)
            {
                // One more than allowed, so that there is room for the line feed at the end.
                if (!packed.TryReserve(limits.BodyBytesMax + 1))
                    return NoMemory;
                int read = await context.Request.Body.ReadAsync(packed.Free, timeout.Token);
                if (read == 0)
                    return null;
                packed.Advance(read);
                if (packed.Length > limits.BodyBytesMax)
                    return TooLarge;
            }
        }
        catch (BadHttpRequestException refused)
        {
            return refused.StatusCode switch
            {
                StatusCodes.Status413PayloadTooLarge => TooLarge,
                StatusCodes.Status408RequestTimeout => TooSlow,
                _ => EndsEarly,
            };
        }
        catch (OperationCanceledException)
        {
            return context.RequestAborted.IsCancellationRequested ? Cut : TooSlow;
        }
        catch (IOException)
        {
            return Cut;
        }
    }

    private static BodyFailure? Inflate(ContentCoding coding, BodyBuffer packed, BodyBuffer inflated, LimitSettings limits)
    {
        int packedBytes = packed.Length;
        int bytesMax = limits.BodyInflatedBytesMax + CompressedBody.TailTextBytes;
        if (!packed.TryAppend(CompressedBody.Tail(coding)))
            return NoMemory;
        try
        {
            using Stream stream = CompressedBody.Open(coding, packed.OpenRead());
            while (true)
            {
                if (!inflated.TryReserve(bytesMax + 1))
                    return NoMemory;
                int read = stream.Read(inflated.Free.Span);
                if (read == 0)
                    break;
                inflated.Advance(read);
                if (inflated.Length > bytesMax)
                    return InflatedTooLarge;
                if (inflated.Length > RatioFreeBytes && inflated.Length > (long)packedBytes * limits.InflateRatioMax)
                    return RatioTooHigh;
            }
        }
        catch (Exception damaged) when (damaged is InvalidDataException or IOException)
        {
            return BadCompression;
        }

        if (!CompressedBody.TryEnd(coding, packed.Written.Span[..packedBytes], inflated.Written.Span, out int length))
            return BadCompression;
        inflated.Truncate(length);
        return length > limits.BodyInflatedBytesMax ? InflatedTooLarge : null;
    }
}
