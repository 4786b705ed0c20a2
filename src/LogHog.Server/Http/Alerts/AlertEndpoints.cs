using System.Globalization;
using LogHog.Alerting;
using LogHog.Engine;
using LogHog.Engine.Alerts;
using LogHog.Engine.Search;
using LogHog.Server.Http.Access;
using LogHog.Server.Http.Intake;
using LogHog.Server.Http.Select;

namespace LogHog.Server.Http.Alerts;

/// <summary><c>/api/v1/alerts</c>: how it stands with the rules, silences, acknowledgements, history.</summary>
internal sealed class AlertEndpoints
{
    private const int HistoryMax = 1_000;
    private const int HistoryUsual = 100;

    private static readonly TimeSpan SilenceMax = TimeSpan.FromDays(366);

    private readonly LogEngine _engine;
    private readonly BodyReader _bodies;
    private readonly RuleEndpoints _rules;

    private AlertEndpoints(DaemonView daemon, LogEngine engine)
    {
        _engine = engine;
        _bodies = new BodyReader(() => daemon.Settings().Limits, new BodyMemory(() => daemon.Settings().Limits.BodyMemoryBytesMax));
        _rules = new RuleEndpoints(engine);
    }

    private AlertEngine Alerts => _engine.Alerts;

    public static void Map(IEndpointRouteBuilder routes, DaemonView daemon, LogEngine engine)
    {
        AlertEndpoints room = new(daemon, engine);
        AccessMetadata query = new(AccessRequirement.Query), admin = new(AccessRequirement.Admin);
        room.Map(routes, HttpMethods.Get, "", query, room.ListAsync);
        room.Map(routes, HttpMethods.Get, "/history", query, room.HistoryAsync);
        room.Map(routes, HttpMethods.Post, "/silences", admin, room.SilenceAsync);
        room.Map(routes, HttpMethods.Delete, "/silences/{id}", admin, room.EndSilenceAsync);
        room.Map(routes, HttpMethods.Post, "/ack", admin, room.AcknowledgeAsync);
        room.Map(routes, HttpMethods.Put, "/rules/{name}", admin, room._rules.PutAsync);
        room.Map(routes, HttpMethods.Delete, "/rules/{name}", admin, room._rules.DeleteAsync);
        room.Map(routes, HttpMethods.Post, "/rules/{name}/test", query, room._rules.TestAsync);
    }

    private void Map(IEndpointRouteBuilder routes, string method, string path, AccessMetadata access, Func<AlertCall, Task> answer) =>
        routes.MapMethods("/api/v1/alerts" + path, [method], context => AnswerAsync(new AlertCall(context, _bodies), answer)).WithMetadata(access);

    private static async Task AnswerAsync(AlertCall call, Func<AlertCall, Task> answer)
    {
        if (!call.SeesAll)
        {
            await call.RefuseAsync(StatusCodes.Status403Forbidden, "the token holds for some applications only, and alerts tell of all; a token with --apps '*' may");
            return;
        }

        try
        {
            await answer(call);
        }
        catch (OperationCanceledException) when (call.Context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for the answer.
        }
        catch (Exception failure) when (!call.Context.Response.HasStarted && Problem.OfRun(failure) is { } why)
        {
            await why.WriteAsync(call.Context);
        }
        catch (Exception failure) when (!call.Context.Response.HasStarted && failure is IOException or UnauthorizedAccessException)
        {
            await call.RefuseAsync(StatusCodes.Status503ServiceUnavailable, $"the disk does not take it: {failure.Message}");
        }
    }

    private Task ListAsync(AlertCall call) => call.AnswerAsync(AlertText.Of(Alerts.Overview()), AlertAnswersJson.Default.AlertsAnswer);

    private Task HistoryAsync(AlertCall call)
    {
        string limit = call.Query("limit");
        int max = HistoryUsual;
        if (limit.Length > 0 && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out max) || max is < 1 or > HistoryMax))
            return call.RefuseAsync(StatusCodes.Status400BadRequest, $"limit: a number from 1 to {HistoryMax} is wanted", "limit");
        string rule = call.Query("rule");
        return call.AnswerAsync(AlertText.Of(Alerts.History(max, rule.Length == 0 ? null : rule)), AlertAnswersJson.Default.HistoryAnswer);
    }

    private async Task SilenceAsync(AlertCall call)
    {
        if (await call.ReadAsync(AlertAnswersJson.Default.SilenceRequest) is not { } wanted)
            return;
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        if (wanted.Rule is { Length: > 0 } rule && Alerts.Rule(rule) is null)
            await call.RefuseAsync(StatusCodes.Status404NotFound, $"there is no rule {rule}", "rule");
        else if (EndOf(wanted, now) is not { } until)
            await call.RefuseAsync(StatusCodes.Status400BadRequest, "write \"for\": a time such as 2h, or \"until\": a moment such as 2026-11-29T08:00:00Z", "until");
        else if (until <= now || until > now + SilenceMax)
            await call.RefuseAsync(StatusCodes.Status400BadRequest, "a silence ends within the next 366 days; a rule that nobody wants to hear of any more is taken away", "until");
        else if (Alerts.AddSilence(wanted.Rule, AlertText.Labels(wanted.Labels), until, call.Caller, Short(wanted.Comment)) is not { } silence)
            await call.RefuseAsync(StatusCodes.Status409Conflict, $"there are {AlertEngine.SilencesMax} silences already; end some of them first");
        else
            await call.AnswerAsync(AlertText.Of(silence), AlertAnswersJson.Default.SilenceAnswer, StatusCodes.Status201Created);
    }

    private Task EndSilenceAsync(AlertCall call)
    {
        if (!Alerts.RemoveSilence(call.Route("id")))
            return call.RefuseAsync(StatusCodes.Status404NotFound, "there is no such silence (any more)");
        call.Context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private async Task AcknowledgeAsync(AlertCall call)
    {
        if (await call.ReadAsync(AlertAnswersJson.Default.AckRequest) is not { } wanted)
            return;
        if (Alerts.Rule(wanted.Rule ?? "") is null)
            await call.RefuseAsync(StatusCodes.Status404NotFound, $"there is no rule {wanted.Rule}", "rule");
        else
            await call.AnswerAsync(new AckAnswer(Alerts.Acknowledge(wanted.Rule!, AlertText.Labels(wanted.Labels), call.Caller, Short(wanted.Comment))), AlertAnswersJson.Default.AckAnswer);
    }

    private static DateTimeOffset? EndOf(SilenceRequest wanted, DateTimeOffset now)
    {
        if (wanted.For is { Length: > 0 } time)
            return SearchTime.TryParseDuration(time, out long ns) && ns > 0 && ns / 100 < TimeSpan.FromDays(3660).Ticks ? now.AddTicks(ns / 100) : null;
        return wanted.Until is { Length: > 0 } moment && SearchTime.TryParse(moment, now, TimeZoneInfo.Utc, out long unixNs) ? DateTimeOffset.UnixEpoch.AddTicks(unixNs / 100) : null;
    }

    private static string Short(string? text) => text is null ? "" : text.Length <= 500 ? text : text[..500];
}
