using System.Net;
using LogHog.Engine.Access;
using LogHog.Engine.Configuration;

namespace LogHog.Server.Http.Access;

/// <summary>
/// Stands before every path: lets a request through that has the right, by its token or as an anonymous one. A token that is
/// presented must be good, wherever it comes from. The token of a request is in its features.
/// </summary>
internal sealed class RequestGuard(Func<AuthSettings> settings, TokenTable tokens, TimeProvider time)
{
    private const string Scheme = "Bearer ";

    // As long as ours are, twice over: what is longer is no token and needs no hashing.
    private const int SecretCharsMax = 128;

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint() is not { } endpoint)
            return next(context);
        AccessRequirement need = endpoint.Metadata.GetMetadata<AccessMetadata>()?.Requirement ?? AccessRequirement.Query;
        if (need == AccessRequirement.Nothing)
            return next(context);
        string authorization = context.Request.Headers.Authorization.ToString();
        return authorization.Length == 0
            ? PassAnonymous(context, need, next)
            : PassToken(context, need, authorization, next);
    }

    private Task PassAnonymous(HttpContext context, AccessRequirement need, RequestDelegate next)
    {
        AuthSettings auth = settings();
        AnonymousAccess access = need == AccessRequirement.Ingest ? auth.AnonymousIngest : auth.AnonymousQuery;
        bool mayPass = access == AnonymousAccess.Yes
            || ((access == AnonymousAccess.Local || need == AccessRequirement.LocalOrQuery) && LocalRequest.IsLocal(context));
        return mayPass
            ? next(context)
            : Refuse(context, HttpStatusCode.Unauthorized, "", "a token is needed: Authorization: Bearer TOKEN (loghog token add makes one)");
    }

    private Task PassToken(HttpContext context, AccessRequirement need, string authorization, RequestDelegate next)
    {
        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return Refuse(context, HttpStatusCode.Unauthorized, "", "only Authorization: Bearer TOKEN is known");
        string secret = authorization[Scheme.Length..].Trim();
        if (secret.Length > SecretCharsMax || tokens.Find(secret) is not { } token)
            return Refuse(context, HttpStatusCode.Unauthorized, "invalid_token", "the token is not known (any more)");
        if (token.HasExpired(time.GetUtcNow()))
            return Refuse(context, HttpStatusCode.Unauthorized, "invalid_token", $"the token {token.Name} has expired");
        TokenPermissions permission = need == AccessRequirement.Ingest ? TokenPermissions.Ingest : TokenPermissions.Query;
        if (!token.Permissions.HasFlag(permission))
            return Refuse(context, HttpStatusCode.Forbidden, "insufficient_scope", $"the token {token.Name} does not allow this: it needs {Word(permission)}");
        context.Features.Set(token);
        return next(context);
    }

    /// <summary>RFC 6750 §3.</summary>
    private static Task Refuse(HttpContext context, HttpStatusCode status, string error, string text)
    {
        string challenge = "Bearer realm=\"loghog\"";
        context.Response.Headers.WWWAuthenticate = error.Length == 0 ? challenge : $"{challenge}, error=\"{error}\"";
        return PlainText.Write(context, (int)status, text + "\n");
    }

    private static string Word(TokenPermissions permission) => permission == TokenPermissions.Ingest ? "ingest" : "query";
}

/// <summary>What a path says of itself.</summary>
internal sealed record AccessMetadata(AccessRequirement Requirement);
