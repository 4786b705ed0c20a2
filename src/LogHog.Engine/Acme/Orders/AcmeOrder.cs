using LogHog.Engine.Acme.Protocol;
using LogHog.Engine.Configuration;

namespace LogHog.Engine.Acme.Orders;

/// <summary>RFC 8555 §7.1.6.</summary>
internal enum OrderStatus
{
    Pending,
    Ready,
    Processing,
    Valid,
    Invalid,
}

/// <summary>An order as the server has it (RFC 8555 §7.1.3).</summary>
internal sealed record AcmeOrder(Uri Url, OrderStatus Status, IReadOnlyList<Uri> Authorizations, Uri Finalize)
{
    /// <summary>As many names as a certificate may have: Let's Encrypt's limit.</summary>
    public const int NamesMax = 100;

    public Uri? Certificate { get; init; }

    public AcmeProblem? Problem { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    /// <param name="url">Its own.</param>
    /// <param name="answer">To a newOrder, finalize or POST-as-GET.</param>
    /// <param name="names">What was ordered: another order's answer is refused.</param>
    public static AcmeOrder Read(Uri url, AcmeAnswer answer, IReadOnlyList<AcmeIdentifier> names)
    {
        AcmeObject json = answer.Json();
        string[] told = [.. json.Objects("identifiers", NamesMax).Select(static one => $"{one.Text("type")}:{one.Text("value").ToLowerInvariant()}")];
        if (!told.Order(StringComparer.Ordinal).SequenceEqual(
            names.Select(static name => $"{name.Type}:{name.Value}").Order(StringComparer.Ordinal), StringComparer.Ordinal))
            throw json.Bad($"is an order of other names: {Printable.Text(string.Join(", ", told))}");
        return new AcmeOrder(url, ReadStatus(json), json.Urls("authorizations", NamesMax), json.Url("finalize"))
        {
            Certificate = json.OptionalUrl("certificate"),
            Problem = json.OptionalProblem("error"),
            RetryAfter = answer.RetryAfter,
        };
    }

    private static OrderStatus ReadStatus(AcmeObject json) => json.Text("status") switch
    {
        "pending" => OrderStatus.Pending,
        "ready" => OrderStatus.Ready,
        "processing" => OrderStatus.Processing,
        "valid" => OrderStatus.Valid,
        "invalid" => OrderStatus.Invalid,
        var other => throw json.Bad($"has the status {Printable.Quote(other)}, which RFC 8555 does not know"),
    };
}
