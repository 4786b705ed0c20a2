using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using LogHog.Cli.Output;
using LogHog.Cli.Status;
using LogHog.Engine.Certificates;
using LogHog.Engine.Query;

namespace LogHog.Cli.Searching;

/// <summary>A running loghogd, asked over <c>/select/logsql/query</c>. Its answer is read no faster than the receiver takes it.</summary>
internal sealed class ServerTarget : IQueryTarget
{
    private const int LineBytesMax = 256 << 20;

    private readonly Uri _url;
    private readonly HttpClient _http;
    private readonly ServerRows _rows = new();
    private readonly List<string> _problems = [];

    /// <param name="address"><c>host:port</c> or a URL.</param>
    /// <param name="trust">For HTTPS.</param>
    /// <exception cref="TargetException">It is no address, or a file of the trust cannot be used.</exception>
    public ServerTarget(string address, DaemonTrust trust)
    {
        Name = address;
        _url = DaemonAddress.Url(address, "select/logsql/query")
            ?? throw new TargetException($"--http {TerminalText.Safe(address)}: no address; write HOST:PORT", ExitCode.Usage);
        _http = Connect(trust);
    }

    public string Name { get; }

    public IReadOnlyList<string> Problems => _problems;

    public async Task Run(LogsQuery query, TimeBounds time, IPipeProcessor receiver, CancellationToken cancellation)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _url) { Content = new FormUrlEncodedContent(Parameters(query, time)) };
            request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
            using HttpResponseMessage answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (answer.StatusCode != HttpStatusCode.OK)
                throw await ServerRefusal.Read(Name, answer, cancellation);
            await using Stream body = await answer.Content.ReadAsStreamAsync(cancellation);
            bool isWhole = await ReadRows(body, receiver, cancellation);
            receiver.Flush();
            if (isWhole)
                ReadTrailers(answer.TrailingHeaders);
        }
        catch (HttpRequestException cause)
        {
            throw new TargetException(
                $"{Name}: {(cause.InnerException ?? cause).Message}; is loghogd running there? --dir PATH searches a folder without it", ExitCode.Unreachable);
        }
        catch (Exception cause) when (cause is IOException or JsonException)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new TargetException($"{Name}: the answer broke off: {TerminalText.Safe(cause.Message)}", ExitCode.Partial);
        }
    }

    public void Dispose() => _http.Dispose();

    /// <inheritdoc cref="ServerTarget(string, DaemonTrust)"/>
    public static HttpClient Connect(DaemonTrust trust)
    {
        try
        {
            return DaemonAddress.Connect(Timeout.InfiniteTimeSpan, trust);
        }
        catch (CertificateFileException cause)
        {
            throw new TargetException(TerminalText.Safe(cause.Message), ExitCode.Usage);
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> Parameters(LogsQuery query, TimeBounds time)
    {
        yield return new("query", query.ToString());
        if (time.FromUnixNs != long.MinValue)
            yield return new("start", time.FromUnixNs.ToString(CultureInfo.InvariantCulture));
        if (time.ToUnixNs != long.MaxValue)
            yield return new("end", time.ToUnixNs.ToString(CultureInfo.InvariantCulture));
    }

    /// <returns>False: the receiver wanted no more.</returns>
    private async Task<bool> ReadRows(Stream body, IPipeProcessor receiver, CancellationToken cancellation)
    {
        PipeReader reader = PipeReader.Create(body, new StreamPipeReaderOptions(bufferSize: 64 << 10, leaveOpen: true));
        var batch = new RowBatch();
        while (true)
        {
            ReadResult read = await reader.ReadAsync(cancellation);
            ReadOnlySequence<byte> rest = read.Buffer;
            bool wantsMore = TakeLines(ref rest, read.IsCompleted, batch, receiver);
            if (!wantsMore || read.IsCompleted)
                return wantsMore;
            if (rest.Length > LineBytesMax)
                throw new JsonException("a line without an end");
            reader.AdvanceTo(rest.Start, rest.End);
        }
    }

    /// <summary>What could not be read, and why the rows end where they do.</summary>
    private void ReadTrailers(HttpResponseHeaders trailers)
    {
        if (trailers.TryGetValues("LogHog-Problem", out IEnumerable<string>? problems))
            _problems.AddRange(problems.Select(Uri.UnescapeDataString));
        if (trailers.TryGetValues("LogHog-Error", out IEnumerable<string>? errors))
            throw new TargetException($"{Name}: {TerminalText.Safe(Uri.UnescapeDataString(errors.First()))}", ExitCode.Partial);
    }

    private bool TakeLines(ref ReadOnlySequence<byte> text, bool isEnd, RowBatch batch, IPipeProcessor receiver)
    {
        batch.Clear();
        while (text.PositionOf((byte)'\n') is { } newline)
        {
            TakeLine(text.Slice(0, newline), batch);
            text = text.Slice(text.GetPosition(1, newline));
        }

        if (isEnd && !text.IsEmpty)
            TakeLine(text, batch);
        return batch.Count == 0 || receiver.Process(batch);
    }

    private void TakeLine(ReadOnlySequence<byte> line, RowBatch batch)
    {
        if (!line.IsEmpty)
            _rows.Read(line.IsSingleSegment ? line.FirstSpan : line.ToArray(), batch.Add());
    }
}
