using LogHog.Engine.Acme.Challenges;
using LogHog.Engine.Acme.Jose;
using LogHog.Engine.Acme.Protocol;
using LogHog.Engine.Configuration;
using LogHog.Engine.Diagnostics;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Acme.Orders;

/// <summary>An order from its beginning to its certificate (RFC 8555 §7.4, §7.5).</summary>
/// <param name="session">Speaks with the server.</param>
/// <param name="responder">Answers the challenges.</param>
/// <param name="log">Hears of what cannot be cleaned up.</param>
internal sealed class OrderRunner(AcmeSession session, IChallengeResponder responder, ILogger log)
{
    // Let's Encrypt looks within seconds; DNS that has to travel, and pebble's sleeps, take longer.
    private static readonly TimeSpan AuthorizationLimit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan IssueLimit = TimeSpan.FromMinutes(5);

    // RFC 8555 knows three kinds, others are to come.
    private const int ChallengesMax = 20;

    private const int AlternatesMax = 10;

    /// <summary>Orders.</summary>
    /// <param name="names">What the certificate is for.</param>
    /// <param name="replaces">RFC 9773 §5: which certificate it is to follow; null = none.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<AcmeOrder> CreateAsync(IReadOnlyList<AcmeIdentifier> names, string? replaces, CancellationToken cancellation)
    {
        try
        {
            AcmeAnswer answer = await session.PostAsync(session.Directory.NewOrder, OrderText(names, replaces), "The order", cancellation);
            if (answer.Location is not { } location)
                throw new AcmeException(AcmeFailureKind.BadAnswer, "The certificate authority does not say where the order is");
            return AcmeOrder.Read(AcmeUrl.Parse(location, "URL of the order"), answer, names);
        }
        catch (AcmeException refusal) when (replaces is not null && refusal.Kind is AcmeFailureKind.Refused or AcmeFailureKind.Challenge)
        {
            // The hint is only a hint: replaced already, or of another account. An order of its own does as well.
            return await CreateAsync(names, replaces: null, cancellation);
        }
    }

    public async Task<AcmeOrder> FetchAsync(Uri url, IReadOnlyList<AcmeIdentifier> names, CancellationToken cancellation) =>
        AcmeOrder.Read(url, await session.GetAsync(url, "The order", cancellation), names);

    /// <summary>Shows for each name that it is ours, one after the other: two answers for one name may not fit side by side.</summary>
    public async Task AuthorizeAsync(AcmeOrder order, IReadOnlyList<AcmeIdentifier> names, CancellationToken cancellation)
    {
        foreach (Uri url in order.Authorizations)
            await AuthorizeOneAsync(url, names, cancellation);
    }

    /// <summary>Sends the certificate request when the order is ready, and waits for the certificate.</summary>
    /// <returns>The order, valid.</returns>
    public async Task<AcmeOrder> FinalizeAsync(
        AcmeOrder order, IReadOnlyList<AcmeIdentifier> names, Func<byte[]> request, CancellationToken cancellation)
    {
        Polling polling = new(session.Time, IssueLimit);
        while (order.Status != OrderStatus.Valid)
        {
            if (order.Status == OrderStatus.Invalid)
                throw AcmeProblem.Failure(order.Problem, "The order has failed");
            if (order.Status == OrderStatus.Ready)
            {
                byte[] payload = JsonText.Write(json => json.WriteString("csr", System.Buffers.Text.Base64Url.EncodeToString(request())));
                AcmeAnswer answer = await session.PostAsync(order.Finalize, payload, "The certificate request", cancellation);
                Failpoints.Hit("acme.finalized");
                order = AcmeOrder.Read(order.Url, answer, names);
                if (order.Status == OrderStatus.Ready)
                    throw new AcmeException(AcmeFailureKind.BadAnswer, "The certificate authority took the certificate request and does nothing with it");
                continue;
            }

            await polling.WaitAsync(order.RetryAfter, "The order", cancellation);
            order = await FetchAsync(order.Url, names, cancellation);
        }

        return order;
    }

    /// <summary>The chain, or the alternative whose topmost issuer has the wanted name (RFC 8555 §7.4.2).</summary>
    /// <returns>PEM as it came, best first; the caller judges it.</returns>
    public async Task<string> DownloadAsync(AcmeOrder order, string? preferredIssuer, CancellationToken cancellation)
    {
        Uri url = order.Certificate ?? throw new AcmeException(AcmeFailureKind.BadAnswer, "The order is valid but names no certificate");
        AcmeAnswer first = await session.GetAsync(url, "The certificate", cancellation);
        string chain = ChainText.Read(first);
        if (preferredIssuer is null || ChainText.IsIssuedBy(chain, preferredIssuer))
            return chain;
        foreach (string alternate in first.LinksTo("alternate").Take(AlternatesMax))
        {
            AcmeAnswer other = await session.GetAsync(AcmeUrl.Parse(alternate, "URL of another chain"), "The certificate", cancellation);
            string otherChain = ChainText.Read(other);
            if (ChainText.IsIssuedBy(otherChain, preferredIssuer))
                return otherChain;
        }

        AcmeLog.NoPreferredChain(log, preferredIssuer);
        return chain;
    }

    private static byte[] OrderText(IReadOnlyList<AcmeIdentifier> names, string? replaces) => JsonText.Write(json =>
    {
        json.WriteStartArray("identifiers");
        foreach (AcmeIdentifier name in names)
        {
            json.WriteStartObject();
            json.WriteString("type", name.Type);
            json.WriteString("value", name.Value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (replaces is not null)
            json.WriteString("replaces", replaces);
    });

    private async Task AuthorizeOneAsync(Uri url, IReadOnlyList<AcmeIdentifier> names, CancellationToken cancellation)
    {
        AcmeAnswer answer = await session.GetAsync(url, "The authorization", cancellation);
        AcmeObject authorization = answer.Json();
        AcmeIdentifier name = NameOf(authorization, names);
        string status = authorization.Text("status");
        if (status == "valid")
            return;
        if (status != "pending")
            throw Failed(authorization, name);
        AcmeObject offered = Offered(authorization, name);
        string token = offered.Text("token");
        if (!AcmeChallenge.IsToken(token))
            throw offered.Bad($"has a challenge whose token {Printable.Quote(token)} is none");
        AcmeChallenge challenge = new(name, token, session.Key.KeyAuthorization(token));
        try
        {
            await responder.PrepareAsync(challenge, cancellation);
            Failpoints.Hit("acme.prepared");
            if (offered.Text("status") == "pending")
                await session.PostAsync(offered.Url("url"), "{}"u8.ToArray(), $"The challenge for {name.Value}", cancellation);
            await WaitAsync(url, name, answer.RetryAfter, cancellation);
        }
        finally
        {
            await CleanUpAsync(challenge);
        }
    }

    private async Task WaitAsync(Uri url, AcmeIdentifier name, TimeSpan? retryAfter, CancellationToken cancellation)
    {
        Polling polling = new(session.Time, AuthorizationLimit);
        while (true)
        {
            await polling.WaitAsync(retryAfter, $"The challenge for {name.Value}", cancellation);
            AcmeAnswer answer = await session.GetAsync(url, "The authorization", cancellation);
            AcmeObject authorization = answer.Json();
            string status = authorization.Text("status");
            if (status == "valid")
                return;
            if (status != "pending")
                throw Failed(authorization, name);
            retryAfter = answer.RetryAfter;
        }
    }

    private async Task CleanUpAsync(AcmeChallenge challenge)
    {
        try
        {
            await responder.CleanUpAsync(challenge);
        }
        catch (AcmeException failure)
        {
            // What is left behind does no harm, and the certificate is worth more.
            AcmeLog.NotCleanedUp(log, failure.Message);
        }
    }

    /// <summary>Which of our names it is about: nobody makes us answer for another one.</summary>
    private static AcmeIdentifier NameOf(AcmeObject authorization, IReadOnlyList<AcmeIdentifier> names)
    {
        AcmeObject identifier = authorization.Optional("identifier") ?? throw authorization.Bad("lacks its identifier");
        string type = identifier.Text("type");
        string value = identifier.Text("value").ToLowerInvariant();
        bool isWildcard = authorization.Flag("wildcard");
        return names.FirstOrDefault(name => name.Type == type && name.BaseValue == value && name.IsWildcard == isWildcard)
            ?? throw authorization.Bad($"wants proof of {Printable.Quote(value)}, which was not ordered");
    }

    private AcmeObject Offered(AcmeObject authorization, AcmeIdentifier name)
    {
        IReadOnlyList<AcmeObject> challenges = authorization.Objects("challenges", ChallengesMax);
        string wanted = responder.Kind.Name();
        return challenges.FirstOrDefault(one => one.Text("type") == wanted) ?? throw new AcmeException(
            AcmeFailureKind.Challenge,
            $"For {name.Value} the certificate authority offers {Printable.Text(string.Join(", ", challenges.Select(static one => one.Text("type"))))}, "
            + $"not {wanted}: change [acme] challenge{(name.IsWildcard ? " (a wildcard needs dns-01)" : "")}");
    }

    private static AcmeException Failed(AcmeObject authorization, AcmeIdentifier name)
    {
        AcmeProblem? problem = authorization.Objects("challenges", ChallengesMax)
            .Select(static challenge => challenge.OptionalProblem("error")).OfType<AcmeProblem>().FirstOrDefault();
        return AcmeProblem.Failure(problem, $"The certificate authority could not see that {name.Value} is ours");
    }
}
