using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LogHog.Engine.Query;
using LogHog.Engine.Search;

namespace LogHog.Server.Http.Select;

/// <summary>An answer that is one JSON object, made as a whole before it is sent; what could not be read is told in headers.</summary>
internal static class JsonAnswer
{
    private const int ProblemsToldMax = 10;

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task WriteAsync(SelectCall call, SearchOutcome outcome, Action<Utf8JsonWriter> content)
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text, Plain))
        {
            json.WriteStartObject();
            content(json);
            json.WriteEndObject();
        }

        text.WriteByte((byte)'\n');
        HttpResponse response = call.Context.Response;
        SetHeaders(call, "application/json");
        response.Headers["LogHog-Problems"] = Text(outcome.Problems.Count);
        if (outcome.Problems.Count > 0)
            response.Headers["LogHog-Problem"] = outcome.Problems.Take(ProblemsToldMax).Select(HeaderText.Printable).ToArray();
        response.ContentLength = text.Length;
        await response.Body.WriteAsync(text.GetBuffer().AsMemory(0, (int)text.Length), call.Context.RequestAborted);
    }

    /// <summary>What every answer has.</summary>
    public static void SetHeaders(SelectCall call, string contentType)
    {
        HttpResponse response = call.Context.Response;
        response.ContentType = contentType;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["VL-Request-Duration-Seconds"] =
            TimeProvider.System.GetElapsedTime(call.StartTimestamp).TotalSeconds.ToString("F3", CultureInfo.InvariantCulture);
    }

    /// <summary>A field's value; bytes that are not UTF-8 become U+FFFD.</summary>
    public static string Text(Row row, string field) => Encoding.UTF8.GetString(row.Get(field));

    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A field that is a count.</summary>
    public static long Number(Row row, string field) =>
        long.TryParse(Text(row, field), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;
}
