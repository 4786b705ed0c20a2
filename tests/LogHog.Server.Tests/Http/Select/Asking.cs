using System.Net;
using System.Text.Json;
using LogHog.TestKit;

namespace LogHog.Server.Tests.Http.Select;

/// <summary>Asks <c>/select/logsql/…</c> of a real daemon.</summary>
internal static class Asking
{
    /// <summary>A POST with a form.</summary>
    public static Task<Asked> Ask(this LogHogProcess hog, string endpoint, params (string Name, string Value)[] parameters) =>
        hog.AskAs(token: null, endpoint, parameters);

    public static async Task<Asked> AskAs(
        this LogHogProcess hog, string? token, string endpoint, params (string Name, string Value)[] parameters)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/select/logsql/{endpoint}");
        request.Content = new StringContent(
            string.Join('&', parameters.Select(static one => $"{one.Name}={Uri.EscapeDataString(one.Value)}")), null, "application/x-www-form-urlencoded");
        if (token is not null) request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        return await Asked.Of(await hog.Send(request));
    }

    /// <summary>A GET, as it stands in a browser's address.</summary>
    public static async Task<Asked> AskByGet(this LogHogProcess hog, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach ((string name, string value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await Asked.Of(await hog.Send(request));
    }
}

/// <summary>What came back.</summary>
internal sealed record Asked(HttpStatusCode Status, string Text, string ContentType, IReadOnlyDictionary<string, string[]> Headers)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    public JsonElement[] Rows => [.. Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement)];

    /// <summary>A field of every row; empty where a row has none.</summary>
    public string[] Column(string field) =>
        [.. Rows.Select(row => row.TryGetProperty(field, out JsonElement value) ? value.GetString()! : "")];

    /// <summary>The members of <c>values</c> as VALUE=HITS.</summary>
    public string[] Values =>
        [.. Json.GetProperty("values").EnumerateArray().Select(static one => $"{one.GetProperty("value").GetString()}={one.GetProperty("hits").GetInt64()}")];

    /// <summary>Headers and trailers.</summary>
    public static async Task<Asked> Of(HttpResponseMessage response)
    {
        using (response)
        {
            string text = await response.Content.ReadAsStringAsync();
            Dictionary<string, string[]> headers = response.Headers.Concat(response.Content.Headers).Concat(response.TrailingHeaders)
                .ToDictionary(static header => header.Key, static header => header.Value.ToArray(), StringComparer.OrdinalIgnoreCase);
            return new Asked(response.StatusCode, text, response.Content.Headers.ContentType?.MediaType ?? "", headers);
        }
    }
}
