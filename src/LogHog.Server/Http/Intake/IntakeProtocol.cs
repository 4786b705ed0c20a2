using System.Text;
using LogHog.Engine.Ingest.Inputs;
using LogHog.Protocols.Events;
using LogHog.Server.Http.Access;

namespace LogHog.Server.Http.Intake;

/// <summary>
/// One protocol over HTTP: its paths, how it shows a token, how it answers. A new one is a file beside this one and an entry in
/// <see cref="IntakeProtocols"/>.
/// </summary>
internal abstract class IntakeProtocol(HttpInputType type, IntakeDesk desk)
{
    private const string Bearer = "Bearer ";
    private const string Basic = "Basic ";

    public HttpInputType Type { get; } = type;

    protected IntakeDesk Desk { get; } = desk;

    /// <summary>Adds its paths.</summary>
    public abstract void Map(IEndpointRouteBuilder routes);

    /// <summary>The token that a request shows: <c>Bearer</c>, or the password of <c>Basic</c>, which clients of every protocol can send.</summary>
    /// <returns>Null: it shows none. Something that is no token: it shows what nobody understands.</returns>
    public virtual string? FindSecret(HttpRequest request) => FromAuthorization(request.Headers.Authorization.ToString());

    /// <summary>Tells a sender without a good token so, in the protocol's own way; the status is 401 or 403.</summary>
    public virtual Task RefuseAsync(HttpContext context, int status, string text) => AnswerAsync(context, new IntakeVerdict(status, text));

    /// <summary>Answers a request that was not taken.</summary>
    public abstract Task AnswerAsync(HttpContext context, IntakeVerdict verdict);

    /// <summary>What the protocol calls the event's own values.</summary>
    protected abstract RecordOptions Names(RecordOptions options);

    protected void Route(IEndpointRouteBuilder routes, string method, string path, RequestDelegate handler, AccessRequirement access = AccessRequirement.Ingest) =>
        routes.MapMethods(path, [method], handler).WithMetadata(new AccessMetadata(access), this);

    /// <summary>The usual way of a request: parameters, body, decoder, store, answer.</summary>
    /// <param name="context">The request.</param>
    /// <param name="take">Decodes, stores and answers; the body is disposed of after it.</param>
    protected async Task TakeAsync(HttpContext context, Func<IntakeCall, BodyBuffer, Task> take)
    {
        if (!Desk.TryBegin(context, this, Names, out IntakeCall? call, out string problem))
        {
            await AnswerAsync(context, new IntakeVerdict(StatusCodes.Status400BadRequest, problem));
            return;
        }

        (BodyBuffer? body, BodyFailure? failure) = await Desk.Bodies.ReadAsync(context);
        if (failure is not null)
        {
            await FailAsync(call, failure);
            return;
        }

        using (body)
            await take(call, body!);
    }

    /// <summary>Counts a body that cannot be had, and says why.</summary>
    protected Task FailAsync(IntakeCall call, BodyFailure failure)
    {
        call.Refuse(failure.Reason);
        if (failure.StatusCode != 0)
            return AnswerAsync(call.Context, new IntakeVerdict(failure.StatusCode, failure.Error));
        call.Context.Abort();
        return Task.CompletedTask;
    }

    protected static string? FromAuthorization(string authorization)
    {
        if (authorization.Length == 0)
            return null;
        if (authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            return authorization[Bearer.Length..].Trim();
        return authorization.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) ? Password(authorization[Basic.Length..]) : authorization;
    }

    /// <summary>Behind the colon of <c>user:password</c> in base64 (RFC 7617); the user may be anybody.</summary>
    protected static string Password(string base64)
    {
        byte[] bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64.Trim(), bytes, out int length))
            return base64;
        string pair = Encoding.UTF8.GetString(bytes, 0, length);
        return pair[(pair.IndexOf(':', StringComparison.Ordinal) + 1)..];
    }
}
