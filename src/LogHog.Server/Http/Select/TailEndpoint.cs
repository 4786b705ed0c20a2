using LogHog.Engine;
using LogHog.Engine.Search;
using LogHog.Engine.Tail;

namespace LogHog.Server.Http.Select;

/// <summary>
/// <c>tail</c>: rows as JSON lines as they come in, after those of the last moments (docs/http-api.md). It ends when its reader
/// leaves or the server stops.
/// </summary>
internal sealed class TailEndpoint
{
    // VictoriaLogs' default.
    private const long StartOffsetNs = 5_000_000_000;

    // What a person can scroll and a browser can show; who asks for more has a program for it.
    private const int RowsPerSecond = 1_000;
    private const int RowsPerSecondMax = 1_000_000;
    private const int HistoryRowsMax = 100_000;

    // Rows that come within this go out together; a tenth of what an answer may take.
    private static readonly TimeSpan RefreshIntervalMin = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan RefreshIntervalMax = TimeSpan.FromHours(1);

    // So long nothing is sent before a blank is: proxies close what is silent for a minute, and only who is written to is noticed to be gone.
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    // A short search may still fail with a status; a longer one goes on behind the head of the answer.
    private static readonly TimeSpan HistoryWait = TimeSpan.FromSeconds(2);

    private readonly SelectCall _call;
    private readonly TailLines _lines;
    private readonly TrailedBody _body;
    private readonly TimeSpan _refresh;
    private long _sentAt;

    private TailEndpoint(SelectCall call, TailLines lines, TimeSpan refresh)
    {
        _call = call;
        _lines = lines;
        _refresh = refresh;
        _body = new TrailedBody(call.Context, "LogHog-Error");
    }

    private CancellationToken Gone => _call.Context.RequestAborted;

    public static async Task WriteAsync(SelectCall call, LogEngine engine)
    {
        TailRequest? request = Read(call, out TimeSpan refresh);
        TailLines lines = new(call.Parameters.Switch("notices"));
        if (request is null || call.Parameters.Problem is not null)
            return;
        using TailSession? session = await engine.OpenTailAsync(request, lines, call.Context.RequestAborted);
        if (session is null)
            throw new SearchRefusedException(SearchRefusal.Busy, "as many tails are open as may be, or the server stops; come again");
        await new TailEndpoint(call, lines, refresh).RunAsync(session);
    }

    private static TailRequest? Read(SelectCall call, out TimeSpan refresh)
    {
        SelectParameters parameters = call.Parameters;
        long? limit = parameters.Count("limit");
        long? startOffset = parameters.Duration("start_offset");
        long rate = parameters.Count("rate") ?? RowsPerSecond;
        // Nothing here is held back for rows that come late: they are shown when they come.
        _ = parameters.Duration("offset");
        long refreshNs = parameters.Duration("refresh_interval") ?? 0;
        refresh = TimeSpan.FromTicks(Math.Clamp(refreshNs / TimeSpan.NanosecondsPerTick, RefreshIntervalMin.Ticks, RefreshIntervalMax.Ticks));
        if (limit > HistoryRowsMax)
            parameters.Refuse("limit", $"is at most {HistoryRowsMax}; a query gives more");
        if (rate > RowsPerSecondMax)
            parameters.Refuse("rate", $"is at most {RowsPerSecondMax}; 0 is without a bound");
        if (startOffset < 0)
            parameters.Refuse("start_offset", "is not less than 0");
        if (TailSession.WhyNot(call.Query) is { } why)
            parameters.Refuse("query", why);
        if (parameters.Problem is not null)
            return null;
        bool hasHistory = startOffset != 0 && limit != 0;
        return new TailRequest
        {
            Query = call.QueryAt,
            Condition = call.RowCondition,
            HistoryFromUnixNs = hasHistory ? HistoryFrom(startOffset, limit, call.Time.FromUnixNs) : null,
            HistoryRowsMax = hasHistory ? (int?)limit : null,
            RowsPerSecondMax = (int)rate,
        };
    }

    /// <summary>As asked; with a number of rows alone from the beginning, with nothing said as VictoriaLogs does.</summary>
    private static long? HistoryFrom(long? startOffsetNs, long? limit, long start)
    {
        long now = SearchTime.UnixNs(TimeProvider.System.GetUtcNow());
        if (startOffsetNs is { } offset)
            return Math.Max(0, now - offset);
        if (limit is not null)
            return null;
        return start != long.MinValue ? start : now - StartOffsetNs;
    }

    private async Task RunAsync(TailSession session)
    {
        JsonAnswer.SetHeaders(_call, "application/x-ndjson");
        Task history = session.FindHistoryAsync(Gone);
        try
        {
            await Task.WhenAny(history, Task.Delay(HistoryWait, Gone));
            if (!history.IsCompleted)
                await SendAsync();
            await history;
            await FollowAsync(session);
        }
        catch (OperationCanceledException) when (session.IsStopped && !Gone.IsCancellationRequested)
        {
            // The server stops.
        }
        catch (Exception failure) when (_call.Context.Response.HasStarted && Problem.OfRun(failure) is { } why)
        {
            await _body.FailAsync([("LogHog-Error", why.Detail)]);
            return;
        }
        finally
        {
            await history.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _lines.Tell("end", ("text", "the server stops"));
        await SendAsync();
        await _body.EndAsync([]);
    }

    private async Task FollowAsync(TailSession session)
    {
        if (session.HistoryProblem is { } problem)
            _lines.Tell("problem", ("text", problem));
        bool isLive = false;
        // The head of the answer goes out at once.
        await SendAsync();
        while (!session.IsStopped)
        {
            TimeSpan silence = TimeProvider.System.GetElapsedTime(_sentAt);
            TimeSpan until = _lines.HasSkipped ? TailLines.SkippedInterval : Heartbeat;
            TimeSpan wait = until > silence ? until - silence : TimeSpan.Zero;
            bool goesOn = (!isLive || await session.WaitAsync(wait, Gone)) && await session.ReadAsync();
            if (!goesOn && !isLive)
                _lines.Tell("live");
            isLive |= !goesOn;
            _lines.Tell(session.TakeSkipped());
            if (!_lines.IsEmpty || TimeProvider.System.GetElapsedTime(_sentAt) >= Heartbeat)
                await SendAsync();
            if (!goesOn)
                await Task.Delay(_refresh, Gone);
        }
    }

    /// <summary>What there is to send, or a sign of life.</summary>
    private Task SendAsync()
    {
        _sentAt = TimeProvider.System.GetTimestamp();
        return _body.WriteAsync(_lines.TakeOrHeartbeat());
    }
}
