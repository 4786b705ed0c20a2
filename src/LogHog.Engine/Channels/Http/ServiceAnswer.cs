using System.Net;
using System.Text;
using System.Text.Json;

namespace LogHog.Engine.Channels.Http;

/// <summary>An answer of a service, read whole and bounded.</summary>
internal sealed record ServiceAnswer(HttpStatusCode Status, byte[] Body)
{
    // What of an answer goes into a log line.
    private const int ShownCharsMax = 300;

    /// <summary>From now on; null = it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public required System.Net.Http.Headers.HttpResponseHeaders Headers { get; init; }

    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>For people, in one line.</summary>
    public string Text => NotificationBounds.Cut(NotificationBounds.OneLine(Encoding.UTF8.GetString(Body)), ShownCharsMax);

    /// <summary>The whole number of a header; null = it has none.</summary>
    public long? Number(string header) =>
        Headers.TryGetValues(header, out IEnumerable<string>? values) && long.TryParse(values.First(), System.Globalization.CultureInfo.InvariantCulture, out long number) ? number : null;

    /// <returns>Null: it is no JSON object.</returns>
    public JsonElement? Json()
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(Body, new JsonDocumentOptions { MaxDepth = 32 });
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// What a failed answer means where the service's documentation says nothing else: what is wrong with the request will be so the next
    /// time; who we are and where we ask (401, 403, 404, 410) somebody can mend; the rest passes.
    /// </summary>
    /// <param name="problem">For people; null = what the answer says.</param>
    public ServiceException Failure(string? problem = null)
    {
        ServiceFailureKind kind = (int)Status switch
        {
            429 => ServiceFailureKind.Limited,
            401 or 403 or 404 or 407 or 410 => ServiceFailureKind.Misconfigured,
            408 or 409 or 423 or 425 or >= 500 => ServiceFailureKind.Unreachable,
            >= 300 and < 400 => ServiceFailureKind.Misconfigured,
            >= 400 => ServiceFailureKind.Refused,
            _ => ServiceFailureKind.BadAnswer,
        };
        return Failure(kind, problem);
    }

    public ServiceException Failure(ServiceFailureKind kind, string? problem = null)
    {
        string redirect = (int)Status is >= 300 and < 400 ? " (redirects are not followed)" : "";
        string text = problem ?? Text;
        return new ServiceException(kind, $"{(int)Status}{redirect}{(text.Length == 0 ? "" : ": " + text)}") { Status = (int)Status, RetryAfter = RetryAfter };
    }
}

/// <summary>The parts of JSON that an answer may have or not.</summary>
internal static class ServiceJson
{
    public static string? String(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static bool Is(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.True;

    public static long? Number(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) ? number : null;
}
