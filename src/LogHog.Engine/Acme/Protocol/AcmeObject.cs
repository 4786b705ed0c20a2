using System.Globalization;
using System.Text.Json;
using LogHog.Engine.Configuration;

namespace LogHog.Engine.Acme.Protocol;

/// <summary>A JSON object of the server: what is missing or of another kind is told with the URL it came from.</summary>
internal sealed class AcmeObject
{
    // Far above what any certificate authority sends; keeps a log line readable.
    private const int TextCharsMax = 2_000;

    private readonly Uri _url;
    private readonly JsonElement _json;

    public AcmeObject(Uri url, JsonElement json)
    {
        _url = url;
        _json = json.ValueKind == JsonValueKind.Object ? json : throw Bad("is no JSON object");
    }

    public string? OptionalText(string name)
    {
        if (!_json.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
            return null;
        if (value.ValueKind != JsonValueKind.String)
            throw Bad($"has no text as {name}");
        string text = value.GetString()!;
        return text.Length <= TextCharsMax ? text : throw Bad($"has more than {TextCharsMax} characters in {name}");
    }

    public string Text(string name) => OptionalText(name) ?? throw Bad($"lacks {name}");

    /// <summary>A URL that we may call: absolute, https, nothing of a user in it.</summary>
    public Uri? OptionalUrl(string name) => OptionalText(name) is { } text ? AcmeUrl.Parse(text, $"{name} of {_url}") : null;

    public Uri Url(string name) => OptionalUrl(name) ?? throw Bad($"lacks {name}");

    public bool Flag(string name) => _json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.True;

    /// <summary>RFC 3339.</summary>
    public DateTimeOffset Time(string name) =>
        DateTimeOffset.TryParse(Text(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time
            : throw Bad($"has no time as {name}");

    public AcmeObject? Optional(string name) =>
        _json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Object ? new AcmeObject(_url, value) : null;

    public AcmeProblem? OptionalProblem(string name) => _json.TryGetProperty(name, out JsonElement value) ? AcmeProblem.Read(value) : null;

    public IReadOnlyList<AcmeObject> Objects(string name, int max) => [.. Items(name, max).Select(item => new AcmeObject(_url, item))];

    public IReadOnlyList<Uri> Urls(string name, int max) =>
    [
        .. Items(name, max).Select(item => item.ValueKind == JsonValueKind.String
            ? AcmeUrl.Parse(item.GetString()!, $"{name} of {_url}")
            : throw Bad($"has no texts in {name}")),
    ];

    public AcmeException Bad(string what) => new(AcmeFailureKind.BadAnswer, $"The answer of {Printable.Text(_url.AbsoluteUri)} {what}");

    private JsonElement.ArrayEnumerator Items(string name, int max)
    {
        if (!_json.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
            return default;
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > max)
            throw Bad($"has no list of at most {max} as {name}");
        return value.EnumerateArray();
    }
}

/// <summary>URLs that a server names.</summary>
internal static class AcmeUrl
{
    private const int UrlCharsMax = 2_000;

    /// <exception cref="AcmeException">Not one that we call.</exception>
    public static Uri Parse(string text, string what)
    {
        if (text.Length <= UrlCharsMax && Uri.TryCreate(text, UriKind.Absolute, out Uri? url)
            && url.Scheme == Uri.UriSchemeHttps && url.UserInfo.Length == 0 && url.Host.Length > 0)
            return url;
        // RFC 8555 §6.1: ACME is spoken over HTTPS only.
        throw new AcmeException(AcmeFailureKind.BadAnswer, $"The {what} is {Printable.Quote(text)}, which is no https URL");
    }
}
