using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LogHog.Engine.Access;
using LogHog.Server.Http.Intake;
using LogHog.Server.Http.Select;

namespace LogHog.Server.Http.Alerts;

/// <summary>A request under <c>/api/v1/alerts</c>, and its answer.</summary>
internal sealed class AlertCall(HttpContext context, BodyReader bodies)
{
    public HttpContext Context => context;

    /// <summary>Who asks: the token's name, or that no token was needed.</summary>
    public string Caller => context.Features.Get<AccessToken>()?.Name ?? "local";

    /// <summary>Alerts tell of all applications: a token for some of them is not for this.</summary>
    public bool SeesAll => context.Features.Get<AccessToken>()?.Apps is null;

    public string Route(string name) => (string)context.Request.RouteValues[name]!;

    public string Query(string name) => context.Request.Query[name].ToString();

    /// <returns>Null: it is none, and that has been answered.</returns>
    public async Task<T?> ReadAsync<T>(JsonTypeInfo<T> type)
        where T : class
    {
        (BodyBuffer? body, BodyFailure? failure) = await bodies.ReadAsync(context);
        if (failure is { StatusCode: 0 })
        {
            context.Abort();
            return null;
        }

        if (failure is not null)
        {
            await Problem.OfBody(failure).WriteAsync(context);
            return null;
        }

        using (body)
        {
            try
            {
                if (JsonSerializer.Deserialize(body!.Written.Span, type) is { } value)
                    return value;
            }
            catch (JsonException error)
            {
                await RefuseAsync(StatusCodes.Status400BadRequest, $"the body is not the JSON that is wanted: {error.Message}");
                return null;
            }
        }

        await RefuseAsync(StatusCodes.Status400BadRequest, "the body is empty; a JSON object is wanted");
        return null;
    }

    public Task AnswerAsync<T>(T answer, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK) =>
        PlainText.Write(context, status, JsonSerializer.Serialize(answer, type) + "\n", "application/json");

    public Task RefuseAsync(int status, string detail, string? parameter = null) => new Problem(status, detail) { Parameter = parameter }.WriteAsync(context);
}
