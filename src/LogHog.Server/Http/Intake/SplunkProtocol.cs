using LogHog.Engine.Ingest;
using LogHog.Engine.Ingest.Inputs;
using LogHog.Protocols;
using LogHog.Protocols.Events;
using LogHog.Protocols.Splunk;
using LogHog.Protocols.TextLines;
using LogHog.Server.Http.Access;

namespace LogHog.Server.Http.Intake;

/// <summary>Splunk's HTTP event collector: events, raw lines, health, acknowledgements. Code 0 when they are safe.</summary>
internal sealed class SplunkProtocol(IntakeDesk desk) : IntakeProtocol(HttpInputTypes.Splunk, desk)
{
    private const string Scheme = "Splunk ";
    private const string ChannelHeader = "X-Splunk-Request-Channel";

    // Splunk's own codes ("HTTP Event Collector: possible error codes").
    private const int TokenRequired = 2;
    private const int InvalidToken = 4;
    private const int NoData = 5;
    private const int InvalidData = 6;
    private const int ServerBusy = 9;
    private const int ChannelMissing = 10;
    private const int InvalidChannel = 11;
    private const int IncorrectIndex = 7;

    private readonly SplunkChannels _channels = new();

    public override void Map(IEndpointRouteBuilder routes)
    {
        string[] events = ["/services/collector", "/services/collector/event", "/services/collector/event/{version}"];
        foreach (string path in events)
            Route(routes, HttpMethods.Post, path, context => TakeAsync(context, TakeEventsAsync));
        // Docker's log driver asks so, without a token, before it lets a container start.
        Route(routes, HttpMethods.Options, "/services/collector/event/{version}", static context => Task.CompletedTask, AccessRequirement.Nothing);
        Route(routes, HttpMethods.Post, "/services/collector/raw", context => TakeAsync(context, TakeRawAsync));
        Route(routes, HttpMethods.Post, "/services/collector/raw/{version}", context => TakeAsync(context, TakeRawAsync));
        Route(routes, HttpMethods.Post, "/services/collector/ack", context => TakeAsync(context, AcknowledgeAsync));
        foreach (string path in new[] { "/services/collector/health", "/services/collector/health/{version}" })
            Route(routes, HttpMethods.Get, path, static context => Write(context, StatusCodes.Status200OK, "HEC is healthy", 17), AccessRequirement.Nothing);
    }

    public override string? FindSecret(HttpRequest request)
    {
        string authorization = request.Headers.Authorization.ToString();
        if (authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return authorization[Scheme.Length..].Trim();
        return authorization.Length == 0 && request.Query["token"].ToString() is { Length: > 0 } token ? token : base.FindSecret(request);
    }

    public override Task RefuseAsync(HttpContext context, int status, string text) => status == StatusCodes.Status401Unauthorized && FindSecret(context.Request) is null
        ? Write(context, status, "Token is required", TokenRequired)
        : Write(context, StatusCodes.Status403Forbidden, "Invalid token", InvalidToken);

    public override Task AnswerAsync(HttpContext context, IntakeVerdict verdict)
    {
        verdict.SetRetryAfter(context.Response);
        // Its clients know 503 for both: come again.
        return verdict.RetryAfterSeconds > 0
            ? Write(context, StatusCodes.Status503ServiceUnavailable, "Server is busy", ServerBusy)
            : Write(context, verdict.Status, verdict.Error, InvalidData);
    }

    protected override RecordOptions Names(RecordOptions options) => HecEventDecoder.Names(options);

    private Task TakeEventsAsync(IntakeCall call, BodyBuffer body)
    {
        HecEventDecoder decoder = new(call.Options);
        return StoreAsync(call, body, decoder, decoder);
    }

    /// <summary>Lines; what they have in common stands in the query string.</summary>
    private Task TakeRawAsync(IntakeCall call, BodyBuffer body)
    {
        IQueryCollection query = call.Context.Request.Query;
        RecordOptions options = call.Options with
        {
            App = Fixed(query["app"], FieldSource.FromText(query["source"].ToString())),
            ExtraFields = [.. call.Options.ExtraFields, .. Extra(query, "sourcetype"), .. Extra(query, "index")],
        };
        return StoreAsync(call, body, new TextLinesDecoder(options, isOneEvent: false), events: null);
    }

    private static FieldSource Fixed(string? first, FieldSource second) => string.IsNullOrEmpty(first) ? second : FieldSource.FromText(first);

    private static IEnumerable<(ReadOnlyMemory<byte>, ReadOnlyMemory<byte>)> Extra(IQueryCollection query, string name)
    {
        if (query[name].ToString() is { Length: > 0 } value)
            yield return (System.Text.Encoding.UTF8.GetBytes(name), System.Text.Encoding.UTF8.GetBytes(value));
    }

    private async Task StoreAsync(IntakeCall call, BodyBuffer body, IEventDecoder decoder, HecEventDecoder? events)
    {
        string channel = Channel(call.Context.Request);
        if (channel.Length > 0 && !Guid.TryParse(channel, out _))
        {
            await Write(call.Context, StatusCodes.Status400BadRequest, "Invalid data channel", InvalidChannel);
            return;
        }

        if (!body.EndWithLineFeed())
        {
            await Write(call.Context, StatusCodes.Status400BadRequest, "No data", NoData);
            return;
        }

        IntakeResult result = await call.StoreAsync(body.Written, decoder);
        IntakeVerdict verdict = IntakeVerdict.Of(result);
        if (verdict.RetryAfterSeconds > 0 || result.Status is IntakeStatus.TooLarge)
            await AnswerAsync(call.Context, verdict);
        else if (events is { Problem: not HecProblem.None })
            await Write(call.Context, StatusCodes.Status400BadRequest, Text(events.Problem, result), (int)events.Problem, invalidEvent: result.Accepted + result.Rejected.Values.Sum() - 1);
        else if (!verdict.IsGood)
            await Write(call.Context, verdict.Status, verdict.Error, verdict.Status == StatusCodes.Status403Forbidden ? IncorrectIndex : InvalidData);
        else
            await Write(call.Context, StatusCodes.Status200OK, "Success", 0, acknowledgement: channel.Length > 0 ? _channels.Next(channel) : null);
    }

    /// <summary><c>{"acks":[0,1]}</c> → <c>{"acks":{"0":true,"1":true}}</c>: an answer came when all was safe, so each number that was given is.</summary>
    private async Task AcknowledgeAsync(IntakeCall call, BodyBuffer body)
    {
        string channel = Channel(call.Context.Request);
        if (channel.Length == 0)
            await Write(call.Context, StatusCodes.Status400BadRequest, "Data channel is missing", ChannelMissing);
        else if (SplunkChannels.Read(body.Written) is not { } asked)
            await Write(call.Context, StatusCodes.Status400BadRequest, "Invalid data format", InvalidData);
        else
            await IntakeAnswer.WriteJson(call.Context, StatusCodes.Status200OK, json => _channels.Write(json, channel, asked));
    }

    private static string Channel(HttpRequest request) =>
        request.Headers[ChannelHeader].ToString() is { Length: > 0 } header ? header : request.Query["channel"].ToString();

    private static string Text(HecProblem problem, IntakeResult result) => problem switch
    {
        _ when result.Rejected.ContainsKey(RejectReason.FrameTooLarge) => "Event is longer than max_frame_size",
        HecProblem.EventMissing => "Event field is required",
        HecProblem.EventBlank => "Event field cannot be blank",
        _ => "Invalid data format",
    };

    private static Task Write(HttpContext context, int status, string text, int code, int? invalidEvent = null, long? acknowledgement = null) =>
        IntakeAnswer.WriteJson(context, status, json =>
        {
            json.WriteString("text", text);
            json.WriteNumber("code", code);
            if (invalidEvent is { } number)
                json.WriteNumber("invalid-event-number", number);
            if (acknowledgement is { } id)
                json.WriteNumber("ackId", id);
        });
}
