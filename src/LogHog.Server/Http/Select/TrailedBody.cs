using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;

namespace LogHog.Server.Http.Select;

/// <summary>
/// A body of unknown length that says at its end how it went, in trailer fields (RFC 9112 §7.1.2). Kestrel has trailers for HTTP/2
/// only, so the chunks are framed here. HTTP/1.0 gets the bare bytes and the end of the connection.
/// </summary>
internal sealed class TrailedBody(HttpContext context, string trailerNames)
{
    private readonly bool _isChunked = HttpProtocol.IsHttp11(context.Request.Protocol);

    public async Task WriteAsync(ReadOnlyMemory<byte> piece)
    {
        if (!context.Response.HasStarted)
            Start();
        if (piece.IsEmpty)
            return;
        IBufferWriter<byte> output = context.Response.BodyWriter;
        if (_isChunked)
            output.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{piece.Length:x}\r\n")));
        output.Write(piece.Span);
        if (_isChunked)
            output.Write("\r\n"u8);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    /// <summary>The end of the body.</summary>
    /// <param name="trailers">Names and values; values are percent-encoded where they are more than printable ASCII.</param>
    public Task EndAsync(IEnumerable<(string Name, string Value)> trailers) => EndAsync(trailers, isWhole: true);

    /// <summary>
    /// The end of a body that is not all there. Whoever said that it understands trailers (<c>TE: trailers</c>) learns it from them; to
    /// anybody else the body ends early, which every client notices.
    /// </summary>
    public Task FailAsync(IEnumerable<(string Name, string Value)> trailers)
    {
        bool knowsTrailers = context.Request.Headers.TE.ToString().Contains("trailers", StringComparison.OrdinalIgnoreCase);
        if (!_isChunked)
            context.Abort();
        else if (!knowsTrailers)
            context.Features.Get<IConnectionLifetimeNotificationFeature>()!.RequestClose();
        return EndAsync(trailers, knowsTrailers);
    }

    private async Task EndAsync(IEnumerable<(string Name, string Value)> trailers, bool isWhole)
    {
        if (!context.Response.HasStarted)
            Start();
        if (!_isChunked)
            return;
        StringBuilder end = new("0\r\n");
        foreach ((string name, string value) in trailers)
            end.Append(name).Append(": ").Append(HeaderText.Printable(value)).Append("\r\n");
        if (isWhole)
            end.Append("\r\n");
        context.Response.BodyWriter.Write(Encoding.ASCII.GetBytes(end.ToString()));
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private void Start()
    {
        if (!_isChunked)
            return;
        context.Response.Headers.TransferEncoding = "chunked";
        context.Response.Headers.Trailer = trailerNames;
    }
}
