using System.IO.Pipelines;
using LogHog.Engine.Diagnostics;
using Microsoft.AspNetCore.Connections;

namespace LogHog.Server.Http.Tls;

/// <summary>Looks at the first byte of a connection to the HTTPS port: who speaks plain HTTP gets an answer that says so, instead of silence.</summary>
internal sealed class PlainHttpAnswer(TimeSpan timeout)
{
    // RFC 8446 §5.1: the type of a record with a handshake.
    private const byte TlsHandshake = 22;

    private long _plain;

    public ConnectionDelegate Guard(ConnectionDelegate next) => async connection =>
    {
        PipeReader input = connection.Transport.Input;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed);
        limit.CancelAfter(timeout);
        byte? first = await FirstByteAsync(input, limit.Token);
        if (first == TlsHandshake)
        {
            await next(connection);
            return;
        }

        if (first is null)
            return;
        Interlocked.Increment(ref _plain);
        // A method begins with a capital letter; anything else is no browser that could read an answer.
        if (char.IsAsciiLetterUpper((char)first))
            await connection.Transport.Output.WriteAsync(Answer.ToArray(), limit.Token);
    };

    public IEnumerable<MetricValue> Metrics() =>
    [
        new("loghog_https_plain_connections_total", "", Interlocked.Read(ref _plain), IsCounter: true, "Connections to the HTTPS port that did not speak TLS."),
    ];

    private static ReadOnlySpan<byte> Answer =>
        "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 64\r\nConnection: close\r\n\r\nThis port speaks HTTPS: write https:// in front of its address.\n"u8;

    private static async Task<byte?> FirstByteAsync(PipeReader input, CancellationToken cancellation)
    {
        try
        {
            ReadResult read = await input.ReadAsync(cancellation);
            byte? first = read.Buffer.IsEmpty ? null : read.Buffer.FirstSpan[0];
            // Nothing is taken: the handshake, or nobody, reads it again.
            input.AdvanceTo(read.Buffer.Start);
            return first;
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException or ConnectionAbortedException)
        {
            return null;
        }
    }
}
