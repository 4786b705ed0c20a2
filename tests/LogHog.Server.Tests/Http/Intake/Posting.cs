using System.Net;
using System.Text;
using System.Text.Json;
using LogHog.TestKit;

namespace LogHog.Server.Tests.Http.Intake;

/// <summary>Posts to <c>/insert/jsonline</c> of a real daemon.</summary>
internal static class Posting
{
    public static Task<PostAnswer> Post(this LogHogProcess hog, string lines, string query = "", params (string Name, string Value)[] headers) =>
        hog.Post(Encoding.UTF8.GetBytes(lines), query, headers);

    public static async Task<PostAnswer> Post(
        this LogHogProcess hog, byte[] body, string query = "", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/insert/jsonline{query}");
        request.Content = new ByteArrayContent(body);
        foreach ((string name, string value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content.Headers.TryAddWithoutValidation(name, value);
        }

        using HttpResponseMessage response = await hog.Send(request);
        return new PostAnswer(
            response.StatusCode, (await response.Content.ReadAsStringAsync()).Trim(), response.Headers.WwwAuthenticate.ToString(),
            response.Headers.RetryAfter?.ToString() ?? "");
    }

    /// <summary>The lines of a log file, as soon as all that was acknowledged (it is in the journal) is in its file too.</summary>
    public static async Task<string[]> Lines(this LogHogProcess hog, string file)
    {
        await hog.WaitForMetrics(static metrics => metrics.Sum("loghog_events_pending", "input=\"http_jsonline\"") == 0);
        return await File.ReadAllLinesAsync(Path.Combine(hog.LogDir, file));
    }
}

internal sealed record PostAnswer(HttpStatusCode Status, string Text, string Challenge, string RetryAfter)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    public int Accepted => Json.GetProperty("accepted").GetInt32();
}
