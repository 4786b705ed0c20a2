using System.Text.Json;
using LogHog.Alerting;
using LogHog.Engine;
using LogHog.Engine.Alerts;
using LogHog.Engine.Configuration;
using LogHog.Engine.Search;

namespace LogHog.Server.Http.Alerts;

/// <summary><c>/api/v1/alerts/rules/NAME</c>: makes rules, takes them away, tries them against the past.</summary>
internal sealed class RuleEndpoints(LogEngine engine)
{
    private static readonly TimeSpan TestUsual = TimeSpan.FromDays(1);

    public async Task PutAsync(AlertCall call)
    {
        if (await ReadKeysAsync(call) is not { } keys)
            return;
        string name = call.Route("name");
        AlertChange change = engine.Alerts.AddRule(name, keys, out IReadOnlyList<ConfigurationProblem> errors);
        await (change switch
        {
            AlertChange.Bad => RefuseAsync(call, errors),
            AlertChange.OfConfiguration => RefuseOfConfigurationAsync(call, name),
            AlertChange.TooMany => call.RefuseAsync(StatusCodes.Status409Conflict, "there are as many rules as may be; join some of them with group_by or several patterns"),
            _ => call.AnswerAsync(
                new RuleChangeAnswer(name, AlertText.Word(change)), AlertAnswersJson.Default.RuleChangeAnswer,
                change == AlertChange.Added ? StatusCodes.Status201Created : StatusCodes.Status200OK),
        });
    }

    public Task DeleteAsync(AlertCall call)
    {
        string name = call.Route("name");
        switch (engine.Alerts.RemoveRule(name))
        {
            case AlertChange.NotThere:
                return call.RefuseAsync(StatusCodes.Status404NotFound, $"there is no rule {name}");
            case AlertChange.OfConfiguration:
                return RefuseOfConfigurationAsync(call, name);
            default:
                call.Context.Response.StatusCode = StatusCodes.Status204NoContent;
                return Task.CompletedTask;
        }
    }

    /// <summary>Without a body the rule of that name; with one the rule that it says.</summary>
    public async Task TestAsync(AlertCall call)
    {
        string name = call.Route("name");
        AlertSettings? rule = engine.Alerts.Rule(name);
        if (call.Context.Request.ContentLength is > 0 || call.Context.Request.Headers.TransferEncoding.Count > 0)
        {
            if (await ReadKeysAsync(call) is not { } keys)
                return;
            rule = AlertRuleFiles.Check(name, keys, static _ => true, out IReadOnlyList<ConfigurationProblem> errors);
            if (rule is null)
            {
                await RefuseAsync(call, errors);
                return;
            }
        }

        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        DateTimeOffset? from = Moment(call.Query("since"), now, now - TestUsual), until = Moment(call.Query("until"), now, now);
        if (rule is null)
            await call.RefuseAsync(StatusCodes.Status404NotFound, $"there is no rule {name}; write its keys into the body to try one that is not there yet");
        else if (from is null || until is null || from >= until)
            await call.RefuseAsync(StatusCodes.Status400BadRequest, "since and until are moments such as 7d (ago), 2026-11-20 or 2026-11-20T15:04:05Z, the first before the second", "since");
        else
            await AnswerAsync(call, rule, from.Value, until.Value);
    }

    private async Task AnswerAsync(AlertCall call, AlertSettings rule, DateTimeOffset from, DateTimeOffset until)
    {
        RehearsalResult result = await AlertRehearsal.RunAsync(
            rule, from, until, (query, time, receiver, cancel) => engine.Search.RunAsync(new SearchJob(query) { Time = time }, receiver, cancel),
            call.Context.RequestAborted);
        await call.AnswerAsync(AlertText.Of(rule.Name, from, until, result), AlertAnswersJson.Default.TestAnswer);
    }

    private static DateTimeOffset? Moment(string text, DateTimeOffset now, DateTimeOffset usual)
    {
        if (text.Length == 0)
            return usual;
        return SearchTime.TryParse(text, now, TimeZoneInfo.Utc, out long unixNs) ? DateTimeOffset.UnixEpoch.AddTicks(unixNs / 100) : null;
    }

    /// <summary>Keys as in a file; a list is written as one line each.</summary>
    private static async Task<Dictionary<string, string>?> ReadKeysAsync(AlertCall call)
    {
        if (await call.ReadAsync(RuleBodyJson.Default.DictionaryStringJsonElement) is not { } body)
            return null;
        Dictionary<string, string> keys = new(StringComparer.Ordinal);
        foreach ((string key, JsonElement value) in body)
        {
            if (TextOf(value) is not { } text)
            {
                await call.RefuseAsync(StatusCodes.Status400BadRequest, $"{key}: a text, a number, true, false or a list of texts is wanted", key);
                return null;
            }

            keys[key] = text;
        }

        return keys;
    }

    private static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        JsonValueKind.Array => value.EnumerateArray().All(static one => one.ValueKind == JsonValueKind.String)
            ? string.Join('\n', value.EnumerateArray().Select(static one => one.GetString()))
            : null,
        _ => null,
    };

    private static Task RefuseAsync(AlertCall call, IReadOnlyList<ConfigurationProblem> errors) => call.RefuseAsync(
        StatusCodes.Status400BadRequest, string.Join('\n', errors.Select(static error => error.Key is null ? error.Message : $"{error.Key}: {error.Message}")), errors[0].Key);

    private static Task RefuseOfConfigurationAsync(AlertCall call, string name) => call.RefuseAsync(
        StatusCodes.Status409Conflict, $"the rule {name} stands in the configuration files; change it there and send SIGHUP (systemctl reload loghogd)");
}
