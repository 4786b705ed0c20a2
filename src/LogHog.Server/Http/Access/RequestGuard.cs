using System.Net;
using LogHog.Engine.Access;
using LogHog.Engine.Certificates;
using LogHog.Engine.Configuration;
using LogHog.Server.Http.Intake;

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
        IntakePort? port = context.Features.Get<IntakePort>();
        IntakeProtocol? protocol = endpoint.Metadata.GetMetadata<IntakeProtocol>();
        // An input's own address serves its protocol and nothing else.
        if (port is not null && port.Type != protocol?.Type)
            return PlainText.Write(context, StatusCodes.Status404NotFound, $"this address takes {port.Type.Name} only\n");
        AccessRequirement need = endpoint.Metadata.GetMetadata<AccessMetadata>()?.Requirement ?? AccessRequirement.Query;
        if (need == AccessRequirement.Nothing)
            return next(context);
        string? secret = protocol is null ? FindSecret(context.Request.Headers.Authorization.ToString()) : protocol.FindSecret(context.Request);
        return secret is null
            ? PassAnonymous(context, need, next)
            : PassToken(context, need, secret, next);
    }

    /// <summary>Null: none is shown. Empty: it is shown in a way that is not known.</summary>
    private static string? FindSecret(string authorization)
    {
        if (authorization.Length == 0)
            return null;
        return authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? authorization[Scheme.Length..].Trim() : "";
    }

    private Task PassAnonymous(HttpContext context, AccessRequirement need, RequestDelegate next)
    {
        if (IsKnownByCertificate(context, out bool isWelcome))
            return isWelcome ? next(context) : Refuse(context, HttpStatusCode.Forbidden, "", "the certificate's name may not send here ([input] clients)");
        AuthSettings auth = settings();
        AnonymousAccess access = need == AccessRequirement.Ingest ? auth.AnonymousIngest : auth.AnonymousQuery;
        bool isOpen = access == AnonymousAccess.Yes && need != AccessRequirement.Admin;
        bool isLocal = access != AnonymousAccess.No || need == AccessRequirement.LocalOrQuery;
        bool mayPass = isOpen || (isLocal && LocalRequest.IsLocal(context));
        return mayPass
            ? next(context)
            : Refuse(context, HttpStatusCode.Unauthorized, "", "a token is needed: Authorization: Bearer TOKEN (loghog token add makes one)");
    }

    /// <summary>On an input's own address a certificate, which the handshake has found good, is as good as a token: some senders can show no other.</summary>
    private static bool IsKnownByCertificate(HttpContext context, out bool isWelcome)
    {
        isWelcome = false;
        if (context.Features.Get<IntakePort>() is not { } port || context.Connection.ClientCertificate is not { } certificate)
            return false;
        isWelcome = port.Source.AllowsClient(CertificateNames.Identity(certificate) ?? "");
        return true;
    }

    private Task PassToken(HttpContext context, AccessRequirement need, string secret, RequestDelegate next)
    {
        if (secret.Length == 0)
            return Refuse(context, HttpStatusCode.Unauthorized, "", "only Authorization: Bearer TOKEN is known");
        if (secret.Length > SecretCharsMax || tokens.Find(secret) is not { } token)
            return Refuse(context, HttpStatusCode.Unauthorized, "invalid_token", "the token is not known (any more)");
        if (token.HasExpired(time.GetUtcNow()))
            return Refuse(context, HttpStatusCode.Unauthorized, "invalid_token", $"the token {token.Name} has expired");
        TokenPermissions permission = need switch
        {
            AccessRequirement.Ingest => TokenPermissions.Ingest,
            AccessRequirement.Admin => TokenPermissions.Admin,
            _ => TokenPermissions.Query,
        };
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
        return context.GetEndpoint()?.Metadata.GetMetadata<IntakeProtocol>() is { } protocol
            ? protocol.RefuseAsync(context, (int)status, text)
            : PlainText.Write(context, (int)status, text + "\n");
    }

    private static string Word(TokenPermissions permission) => TokenText.Of(permission);
}

/// <summary>What a path says of itself.</summary>
internal sealed record AccessMetadata(AccessRequirement Requirement);
