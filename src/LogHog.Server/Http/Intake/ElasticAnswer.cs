using System.Buffers;
using System.Globalization;
using System.Text.Json;
using LogHog.Engine.Diagnostics;
using LogHog.Protocols;
using LogHog.Protocols.Elastic;

namespace LogHog.Server.Http.Intake;

/// <summary>Answers as Elasticsearch's clients read them.</summary>
internal static class ElasticAnswer
{
    private const string Type = "application/json";

    /// <summary>Clients refuse to talk to a server that does not say so.</summary>
    public static void Mark(HttpContext context) => context.Response.Headers["X-Elastic-Product"] = "Elasticsearch";

    public static Task Write(HttpContext context, int status, string json) => PlainText.Write(context, status, json, TypeFor(context));

    public static Task WriteError(HttpContext context, int status, string type, string reason) => WriteJson(context, status, json =>
    {
        json.WriteStartObject("error");
        json.WriteString("type", type);
        json.WriteString("reason", reason);
        json.WriteEndObject();
        json.WriteNumber("status", status);
    });

    public static string TypeOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden => "security_exception",
        StatusCodes.Status429TooManyRequests => "es_rejected_execution_exception",
        StatusCodes.Status503ServiceUnavailable => "cluster_block_exception",
        StatusCodes.Status413PayloadTooLarge => "content_too_long_exception",
        _ => "illegal_argument_exception",
    };

    /// <summary>Of one document.</summary>
    public static Task WriteOne(HttpContext context)
    {
        string index = context.GetRouteValue("index") as string ?? "";
        string id = context.GetRouteValue("id") as string ?? NewId();
        return WriteJson(context, StatusCodes.Status201Created, json => WriteStored(json, index, id));
    }

    /// <summary>What became of each action, in their order.</summary>
    public static async Task WriteBulk(HttpContext context, IReadOnlyList<BulkItem> items, List<RejectReason> outcomes)
    {
        string indexOfPath = context.GetRouteValue("index") as string ?? "";
        ArrayBufferWriter<byte> text = new(64 * outcomes.Count);
        using (Utf8JsonWriter json = new(text, new JsonWriterOptions { SkipValidation = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("took", 0);
            json.WriteBoolean("errors", outcomes.Exists(static reason => reason != RejectReason.None));
            json.WriteStartArray("items");
            for (int index = 0; index < outcomes.Count; index++)
                WriteItem(json, items[index], outcomes[index], indexOfPath);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        context.Response.ContentType = TypeFor(context);
        context.Response.ContentLength = text.WrittenCount;
        await context.Response.Body.WriteAsync(text.WrittenMemory, context.RequestAborted);
    }

    private static void WriteItem(Utf8JsonWriter json, BulkItem item, RejectReason reason, string indexOfPath)
    {
        json.WriteStartObject();
        json.WriteStartObject(item.Action switch
        {
            BulkAction.Create => "create"u8,
            BulkAction.Index => "index"u8,
            BulkAction.Update => "update"u8,
            _ => "delete"u8,
        });
        string index = item.Index.IsEmpty ? indexOfPath : Unescaped(item.Index);
        string id = item.Id.IsEmpty ? NewId() : Unescaped(item.Id);
        if (reason == RejectReason.None)
        {
            WriteStored(json, index, id);
            json.WriteNumber("status"u8, StatusCodes.Status201Created);
        }
        else
        {
            WriteRefused(json, item, index, id, reason);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteStored(Utf8JsonWriter json, string index, string id)
    {
        json.WriteString("_index"u8, index);
        json.WriteString("_id"u8, id);
        json.WriteNumber("_version"u8, 1);
        json.WriteString("result"u8, "created"u8);
        json.WritePropertyName("_shards"u8);
        json.WriteRawValue("""{"total":1,"successful":1,"failed":0}"""u8, skipInputValidation: true);
        json.WriteNumber("_seq_no"u8, 0);
        json.WriteNumber("_primary_term"u8, 1);
    }

    private static void WriteRefused(Utf8JsonWriter json, BulkItem item, string index, string id, RejectReason reason)
    {
        bool isChange = item.Action is BulkAction.Update or BulkAction.Delete;
        bool isForbidden = reason is RejectReason.SourceNotAllowed or RejectReason.ClientNotAllowed;
        json.WriteString("_index"u8, index);
        json.WriteString("_id"u8, id);
        json.WriteNumber("status"u8, isForbidden ? StatusCodes.Status403Forbidden : StatusCodes.Status400BadRequest);
        json.WriteStartObject("error"u8);
        json.WriteString("type"u8, isForbidden ? "security_exception"u8 : isChange ? "illegal_argument_exception"u8 : "document_parsing_exception"u8);
        json.WriteString("reason"u8, isChange ? "logs are only added to: index or create" : MetricNames.Label(reason));
        json.WriteEndObject();
    }

    private static Task WriteJson(HttpContext context, int status, Action<Utf8JsonWriter> content)
    {
        ArrayBufferWriter<byte> text = new();
        using (Utf8JsonWriter json = new(text))
        {
            json.WriteStartObject();
            content(json);
            json.WriteEndObject();
        }

        return Write(context, status, System.Text.Encoding.UTF8.GetString(text.WrittenSpan));
    }

    /// <summary>A client that asks for the form of its own version gets it back, and refuses any other.</summary>
    private static string TypeFor(HttpContext context)
    {
        string accept = context.Request.Headers.Accept.ToString();
        return accept.StartsWith("application/vnd.elasticsearch+json", StringComparison.OrdinalIgnoreCase) && !accept.Contains(',', StringComparison.Ordinal)
            && accept.All(static c => c is > ' ' and < (char)127 or ' ') ? accept : Type;
    }

    private static string Unescaped(ReadOnlyMemory<byte> text) => text.Span.Contains((byte)'\\')
        ? JsonSerializer.Deserialize<string>([(byte)'"', .. text.Span, (byte)'"']) ?? ""
        : System.Text.Encoding.UTF8.GetString(text.Span);

    /// <summary>Nobody can ask for the document again, so any name that is another each time will do.</summary>
    private static string NewId() => Random.Shared.NextInt64().ToString("x16", CultureInfo.InvariantCulture);
}
