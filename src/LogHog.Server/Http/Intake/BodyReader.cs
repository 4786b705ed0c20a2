using LogHog.Engine.Configuration;
using LogHog.Engine.Ingest;
using LogHog.Protocols;
using LogHog.Protocols.Compression;
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
        StatusCodes.Status415UnsupportedMediaType, "Content-Encoding may be identity, gzip, deflate, zstd or snappy, one of them", RejectReason.BadCompression);

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

    private static readonly BodyFailure BadSnappy = new(
        StatusCodes.Status400BadRequest, "the body is not packed with snappy", RejectReason.BadCompression);

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
            return failure is null ? Inflate(coding, packed, skip: 0) : (null, failure);
    }

    /// <summary>The next part of a body that may be of any size: up to so many bytes, or to its end.</summary>
    /// <param name="context">The request; its <c>Content-Encoding</c> must be identity.</param>
    /// <param name="part">Gets it behind what it has.</param>
    /// <param name="bytes">Enough.</param>
    /// <returns>Whether that was the end, or why there is no more.</returns>
    public async Task<(bool IsEnd, BodyFailure? Failure)> ReadPartAsync(HttpContext context, BodyBuffer part, int bytes)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        bool isEnd = false;
        BodyFailure? failure = await GuardAsync(context, limits().BodyTimeout, async cancel =>
        {
            while (!isEnd && part.Length < bytes)
            {
                if (!part.TryReserve(bytes + 1))
                    return NoMemory;
                int read = await context.Request.Body.ReadAsync(part.Free, cancel);
                isEnd = read == 0;
                part.Advance(read);
            }

            return null;
        });
        return (isEnd, failure);
    }

    /// <summary>Memory for a body that comes in parts; the caller's to dispose.</summary>
    public BodyBuffer NewBuffer() => new(memory);

    /// <summary>Undoes a compression that <c>Content-Encoding</c> does not name.</summary>
    /// <param name="coding">Not identity.</param>
    /// <param name="packed">Is changed.</param>
    /// <param name="skip">Bytes before the packed ones.</param>
    /// <returns>As <see cref="ReadAsync"/>.</returns>
    public (BodyBuffer? Body, BodyFailure? Failure) Inflate(ContentCoding coding, BodyBuffer packed, int skip)
    {
        if (coding == ContentCoding.Snappy)
            return Unsnap(packed, skip);
        BodyBuffer inflated = new(memory);
        BodyFailure? failure = Inflate(CompressedBody.Of(coding, packed.Written.Span[skip..]), packed, skip, inflated, limits());
        if (failure is null)
            return (inflated, null);
        inflated.Dispose();
        return (null, failure);
    }

    /// <summary>The same for snappy, a block or frames. Its elements give at most 64 bytes for three, so the size is the only danger.</summary>
    public (BodyBuffer? Body, BodyFailure? Failure) Unsnap(BodyBuffer packed, int skip)
    {
        ReadOnlyMemory<byte> bytes = packed.Written[skip..];
        bool isFramed = SnappyFrames.IsOne(bytes.Span);
        if (!(isFramed ? SnappyFrames.TryReadLength(bytes.Span, out int length) : SnappyBlock.TryReadLength(bytes.Span, out length, out _)))
            return (null, BadSnappy);
        LimitSettings current = limits();
        if (length > current.BodyInflatedBytesMax)
            return (null, InflatedTooLarge);
        if (length > RatioFreeBytes && length > (long)bytes.Length * current.InflateRatioMax)
            return (null, RatioTooHigh);
        BodyBuffer text = new(memory);
        BodyFailure? failure = !text.TryReserveAll(length) ? NoMemory
            : TryUnsnap(isFramed, bytes.Span, text.Free.Span[..length]) ? null
            : BadSnappy;
        if (failure is null)
        {
            text.Advance(length);
            return (text, null);
        }

        text.Dispose();
        return (null, failure);
    }

    private static bool TryUnsnap(bool isFramed, ReadOnlySpan<byte> packed, Span<byte> text) =>
        isFramed ? SnappyFrames.TryDecode(packed, text) : SnappyBlock.TryDecode(packed, text);

    private static async Task<BodyFailure?> ReceiveAsync(HttpContext context, BodyBuffer packed, LimitSettings limits)
    {
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = limits.BodyBytesMax;
        return await GuardAsync(context, limits.BodyTimeout, async cancel =>
        {
            while (true)
            {
                // One more than allowed, so that there is room for the line feed at the end.
                if (!packed.TryReserve(limits.BodyBytesMax + 1))
                    return NoMemory;
                int read = await context.Request.Body.ReadAsync(packed.Free, cancel);
                if (read == 0)
                    return null;
                packed.Advance(read);
                if (packed.Length > limits.BodyBytesMax)
                    return TooLarge;
            }
        });
    }

    /// <summary>Reads within a time, and tells apart why it failed.</summary>
    private static async Task<BodyFailure?> GuardAsync(HttpContext context, TimeSpan time, Func<CancellationToken, Task<BodyFailure?>> read)
    {
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        timeout.CancelAfter(time);
        try
        {
            return await read(timeout.Token);
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

    private static BodyFailure? Inflate(ContentCoding coding, BodyBuffer packed, int skip, BodyBuffer inflated, LimitSettings limits)
    {
        int packedBytes = packed.Length - skip;
        int bytesMax = limits.BodyInflatedBytesMax + CompressedBody.TailTextBytes;
        if (!packed.TryAppend(CompressedBody.Tail(coding)))
            return NoMemory;
        try
        {
            using Stream stream = CompressedBody.Open(coding, packed.OpenRead(skip));
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

        if (!CompressedBody.TryEnd(coding, packed.Written.Slice(skip, packedBytes), inflated.Written.Span, out int length))
            return BadCompression;
        inflated.Truncate(length);
        return length > limits.BodyInflatedBytesMax ? InflatedTooLarge : null;
    }
}
