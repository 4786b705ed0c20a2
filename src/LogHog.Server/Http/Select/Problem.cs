using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LogHog.Engine.Durability;
using LogHog.Engine.Query;
using LogHog.Engine.Search;
using LogHog.Server.Http.Intake;

namespace LogHog.Server.Http.Select;

/// <summary>Why a question gets no answer, as RFC 9457 has it (<c>application/problem+json</c>).</summary>
/// <param name="Status">Of the answer.</param>
/// <param name="Detail">For people.</param>
internal sealed record Problem(int Status, string Detail)
{
    // A place becomes free within moments; what hinders reading takes longer to go away.
    private const string BusySeconds = "1";
    private const string UnavailableSeconds = "5";

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The parameter that is wrong; null = none.</summary>
    public string? Parameter { get; init; }

    /// <summary>Where in the parameter, in UTF-16 units; -1 = no single place.</summary>
    public int Position { get; init; } = -1;

    /// <summary>Its text, when it has several lines.</summary>
    public string? Lines { get; init; }

    public static Problem OfParameter(string name, string detail) => new(StatusCodes.Status400BadRequest, $"{name}: {detail}") { Parameter = name };

    /// <summary>Of a text that is no LogsQL.</summary>
    public static Problem OfText(string parameter, string text, LogsQlException error) => new(StatusCodes.Status400BadRequest, error.Message)
    {
        Parameter = parameter,
        Position = error.Position,
        Lines = text.Contains('\n', StringComparison.Ordinal) ? text : null,
    };

    public static Problem OfBody(BodyFailure failure) => new(failure.StatusCode, failure.Error);

    /// <summary>Of a query that ran; null = it failed by a mistake of the program.</summary>
    public static Problem? OfRun(Exception failure) => failure switch
    {
        LogsQlException limit => new Problem(StatusCodes.Status422UnprocessableEntity, limit.Message),
        SearchRefusedException refused => new Problem(StatusOf(refused.Reason), refused.Message),
        DiskException disk => new Problem(StatusCodes.Status503ServiceUnavailable, $"the log folder cannot be read: {disk.Operation}: {disk.Errno}"),
        _ => null,
    };

    public Task WriteAsync(HttpContext context)
    {
        if (Status == StatusCodes.Status429TooManyRequests)
            context.Response.Headers.RetryAfter = BusySeconds;
        else if (Status == StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = UnavailableSeconds;
        return PlainText.Write(context, Status, Json(), "application/problem+json");
    }

    private string Json()
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text, Plain))
        {
            json.WriteStartObject();
            json.WriteString("title", Title(Status));
            json.WriteNumber("status", Status);
            json.WriteString("detail", Detail);
            if (Parameter is not null)
                json.WriteString("parameter", Parameter);
            if (Position >= 0)
                WritePosition(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.ToArray()) + "\n";
    }

    private void WritePosition(Utf8JsonWriter json)
    {
        json.WriteNumber("position", Position);
        if (Lines is null || Position > Lines.Length)
            return;
        string before = Lines[..Position];
        json.WriteNumber("line", before.Count(static c => c == '\n') + 1);
        json.WriteNumber("column", Position - before.LastIndexOf('\n'));
    }

    private static int StatusOf(SearchRefusal reason) => reason switch
    {
        SearchRefusal.Busy => StatusCodes.Status429TooManyRequests,
        SearchRefusal.TimedOut => StatusCodes.Status504GatewayTimeout,
        SearchRefusal.ReaderTooSlow => StatusCodes.Status408RequestTimeout,
        _ => StatusCodes.Status503ServiceUnavailable,
    };

    private static string Title(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "The request is wrong",
        StatusCodes.Status408RequestTimeout => "Too slow",
        StatusCodes.Status413PayloadTooLarge => "Too large",
        StatusCodes.Status415UnsupportedMediaType => "Not understood",
        StatusCodes.Status422UnprocessableEntity => "The query needs too much",
        StatusCodes.Status429TooManyRequests => "Too many at once",
        StatusCodes.Status503ServiceUnavailable => "Not available",
        StatusCodes.Status504GatewayTimeout => "The query took too long",
        _ => "Not possible",
    };
}
