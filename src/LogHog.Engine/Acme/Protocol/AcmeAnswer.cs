using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace LogHog.Engine.Acme.Protocol;

/// <summary>An answer of the server, read whole: nothing in it is larger than <see cref="AcmeTransport.BodyBytesMax"/>.</summary>
internal sealed record AcmeAnswer(Uri Url, HttpStatusCode Status, string ContentType, byte[] Body)
{
    public string? Nonce { get; init; }

    /// <summary>As it was sent; null = none.</summary>
    public string? Location { get; init; }

    /// <summary>From now on; null = none, or one that cannot be understood.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public IReadOnlyList<string> Links { get; init; } = [];

    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <exception cref="AcmeException">It is no JSON object.</exception>
    public AcmeObject Json()
    {
        if (ContentType != "application/json")
            throw new AcmeException(AcmeFailureKind.BadAnswer, $"{Url} answered with {Quoted(ContentType)} where application/json belongs");
        try
        {
            using JsonDocument document = JsonDocument.Parse(Body, new JsonDocumentOptions { MaxDepth = 16 });
            return new AcmeObject(Url, document.RootElement.Clone());
        }
        catch (JsonException failure)
        {
            throw new AcmeException(AcmeFailureKind.BadAnswer, $"{Url} answered with broken JSON: {failure.Message}", failure);
        }
    }

    /// <summary>The targets of the links of a relation (RFC 8288), absolute.</summary>
    public IEnumerable<string> LinksTo(string relation)
    {
        foreach (string link in Links.SelectMany(static header => LinkText.Split(header)))
        {
            (string target, string parameters) = LinkText.Parse(link);
            if (LinkText.HasRelation(parameters, relation) && Uri.TryCreate(Url, target, out Uri? url))
                yield return url.AbsoluteUri;
        }
    }

    private static string Quoted(string text) => text.Length == 0 ? "no content type" : $"the content type {text}";
}

/// <summary>RFC 8288 §3, as far as certificate authorities use it.</summary>
internal static partial class LinkText
{
    public static IEnumerable<string> Split(string header) => Commas().Split(header);

    public static (string Target, string Parameters) Parse(string link)
    {
        int begin = link.IndexOf('<', StringComparison.Ordinal);
        int end = link.IndexOf('>', StringComparison.Ordinal);
        return begin < 0 || end < begin ? ("", "") : (link[(begin + 1)..end], link[(end + 1)..]);
    }

    public static bool HasRelation(string parameters, string relation) => parameters.Split(';', StringSplitOptions.TrimEntries)
        .Any(one => one.Replace("\"", "", StringComparison.Ordinal).Equals($"rel={relation}", StringComparison.OrdinalIgnoreCase));

    [GeneratedRegex(@",\s*(?=<)", RegexOptions.None, 1000)]
    private static partial Regex Commas();
}

/// <summary>RFC 9110 §10.2.3: seconds, or a date.</summary>
internal static class RetryAfterText
{
    // Beyond this it is a slip, or worse: a certificate must not wait for it.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    public static TimeSpan? Of(RetryConditionHeaderValue? header, DateTimeOffset now)
    {
        TimeSpan? wait = header?.Delta ?? (header?.Date is { } date ? date - now : null);
        return wait is not { } span ? null : span < TimeSpan.Zero ? TimeSpan.Zero : span < Longest ? span : Longest;
    }
}
