using System.Globalization;
using System.Net;
using System.Text.Json;
using LogHog.Cli.Output;
using LogHog.Cli.Searching;
using LogHog.Cli.Status;
using LogHog.Client;
using LogHog.Engine.Query;

namespace LogHog.Cli.Tailing;

/// <summary>
/// Follows a server over <c>/select/logsql/tail</c>. When the connection ends it tries again, later and later, and begins a little
/// before the moment when it last heard of the server; rows that it has shown already are passed by.
/// </summary>
internal sealed class ServerTail : IDisposable
{
    // Three signs of life of the server: then the connection is dead, whatever TCP thinks.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    // Senders' clocks differ, and what was under way when the connection ended is older than that.
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(60);

    private readonly TailAsk _ask;
    private readonly Uri _url;
    private readonly string _query;
    private readonly Action<string> _say;
    private readonly HttpClient _http;
    private readonly ReconnectDelay _delay = new(TimeProvider.System, Random.Shared.NextDouble);
    private readonly TailStream _stream;
    private long? _heardAt;
    private bool _isAway;

    /// <exception cref="TargetException">The address is none.</exception>
    public ServerTail(TailAsk ask, string query, RowOutput output, Action<string> say)
    {
        _ask = ask;
        _query = query;
        _say = say;
        _url = DaemonAddress.Url(ask.Ask.Server, "select/logsql/tail")
            ?? throw new TargetException($"--http {TerminalText.Safe(ask.Ask.Server)}: no address; write HOST:PORT", ExitCode.Usage);
        _http = ServerTarget.Connect(ask.Ask.Trust);
        _stream = new TailStream(output, say);
    }

    /// <summary>Follows until it is cancelled.</summary>
    /// <exception cref="TargetException">The server was never there, or refuses.</exception>
    /// <exception cref="LogsQlException">It refuses the query.</exception>
    public async Task Run(CancellationToken cancellation)
    {
        while (true)
        {
            string why;
            try
            {
                await Follow(cancellation);
                why = "the server ended the tail";
            }
            catch (Exception cause) when (cause is IOException or HttpRequestException or JsonException or TimeoutException or RefusedForNow)
            {
                cancellation.ThrowIfCancellationRequested();
                why = cause is HttpRequestException { InnerException: { } inner } ? inner.Message : cause.Message;
                if (_heardAt is null)
                    throw new TargetException($"{_ask.Ask.Server}: {TerminalText.Safe(why)}; is loghogd running there? --dir PATH follows a folder without it", ExitCode.Unreachable);
            }

            if (!_isAway)
                _say($"{_ask.Ask.Server}: {why}; trying again");
            _isAway = true;
            await Task.Delay(_delay.Failed(), cancellation);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task Follow(CancellationToken cancellation)
    {
        using CancellationTokenSource silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        silence.CancelAfter(Silence);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _url) { Content = new FormUrlEncodedContent(Parameters()) };
            using HttpResponseMessage answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token);
            if (answer.StatusCode != HttpStatusCode.OK)
                throw await Refusal(answer, silence.Token);
            await using Stream body = await answer.Content.ReadAsStreamAsync(silence.Token);
            _delay.Connected();
            byte[] buffer = new byte[64 << 10];
            _stream.Begin(isAgain: _heardAt is not null);
            if (_isAway)
                _say($"{_ask.Ask.Server}: there again");
            _isAway = false;
            while (await body.ReadAsync(buffer, silence.Token) is > 0 and int length)
            {
                silence.CancelAfter(Timeout.InfiniteTimeSpan);
                Show(buffer.AsSpan(0, length));
                _heardAt = TimeProvider.System.GetTimestamp();
                silence.CancelAfter(Silence);
            }
        }
        catch (OperationCanceledException cause) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"no sign of life for {Silence.TotalSeconds} s", cause);
        }
    }

    private void Show(ReadOnlySpan<byte> text)
    {
        try
        {
            _stream.Take(text);
        }
        catch (IOException cause)
        {
            // Not the connection's: no other one would help.
            throw new TargetException($"standard output: {cause.Message}", ExitCode.Partial);
        }
    }

    private IEnumerable<KeyValuePair<string, string>> Parameters()
    {
        yield return new("query", _query);
        yield return new("notices", "1");
        if (_ask.RowsPerSecond is { } rate)
            yield return new("rate", Text(rate));
        if (_heardAt is { } heard)
        {
            TimeSpan away = TimeProvider.System.GetElapsedTime(heard) + Overlap;
            yield return new("start_offset", $"{Text((long)Math.Ceiling(away.TotalSeconds))}s");
            yield break;
        }

        if (_ask.SinceUnixNs is { } since)
            yield return new("start", Text(since));
        if (_ask.Lines is { } lines)
            yield return new("limit", Text(lines));
    }

    private async Task<Exception> Refusal(HttpResponseMessage answer, CancellationToken cancellation)
    {
        Exception refusal = await ServerRefusal.Read(_ask.Ask.Server, answer, cancellation);
        // Busy, starting or stopping: somebody who followed already waits for that to pass.
        bool passes = answer.StatusCode is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;
        return passes && _heardAt is not null ? new RefusedForNow(refusal.Message) : refusal;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed class RefusedForNow(string message) : Exception(message);
}
