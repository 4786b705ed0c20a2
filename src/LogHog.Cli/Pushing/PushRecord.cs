using System.Text.Json;
using System.Text.Json.Serialization;
using LogHog.Protocols.ConfigPush;

namespace LogHog.Cli.Pushing;

/// <summary>What became of a push at one address.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PushOutcome>))]
internal enum PushOutcome
{
    /// <summary>loghog was killed before it knew.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,

    /// <summary>The program says that it is in force.</summary>
    [JsonStringEnumMemberName("accepted")]
    Accepted,

    /// <summary>The program has read it and closed, as Python's own listener does; its log says whether it took it.</summary>
    [JsonStringEnumMemberName("delivered")]
    Delivered,

    /// <summary>The program says that it did not take it.</summary>
    [JsonStringEnumMemberName("refused")]
    Refused,

    [JsonStringEnumMemberName("unreachable")]
    Unreachable,

    /// <summary>The connection broke, or the program did not close it in time: it may have taken it or not.</summary>
    [JsonStringEnumMemberName("broken")]
    Broken,
}

/// <summary>One address of a push.</summary>
internal sealed record PushResult(string Address, PushOutcome Outcome, string Reason)
{
    [JsonIgnore]
    public bool IsSuccess => Outcome is PushOutcome.Accepted or PushOutcome.Delivered;
}

/// <summary>A push in the history: what, to whom, by whom, when, and what became of it.</summary>
internal sealed record PushRecord
{
    public required string Target { get; init; }

    public required long Version { get; init; }

    /// <summary><c>dictConfig</c> or <c>facilities</c>.</summary>
    public required string Kind { get; init; }

    public required DateTimeOffset At { get; init; }

    public required DateTimeOffset Expires { get; init; }

    public required string By { get; init; }

    public required string Key { get; init; }

    public string Message { get; init; } = "";

    /// <summary>The version that was issued again; null = it was pushed as a file.</summary>
    public long? RollbackTo { get; init; }

    /// <summary>The dictConfig, or the text of the facilities.</summary>
    public required JsonElement Config { get; init; }

    public required IReadOnlyList<PushResult> Results { get; init; }

    [JsonIgnore]
    public bool MayBeInForce => Results.Any(static result => result.Outcome is not (PushOutcome.Unreachable or PushOutcome.Refused));

    [JsonIgnore]
    public PushKind PushKind => Kind == PushEnvelope.NameOf(PushKind.DictConfig) ? PushKind.DictConfig : PushKind.Facilities;

    /// <summary>As the envelope carries it.</summary>
    public byte[] ConfigBytes() =>
        PushKind == PushKind.DictConfig ? StrictJson.Compact(Config) : System.Text.Encoding.UTF8.GetBytes(Config.GetString()!);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(PushRecord))]
[JsonSerializable(typeof(PushReport))]
[JsonSerializable(typeof(RevokedKey))]
[JsonSerializable(typeof(ListedKey))]
[JsonSerializable(typeof(ConfigChange[]))]
[JsonSerializable(typeof(string))]
internal sealed partial class PushJson : JsonSerializerContext
{
    private static PushJson? _readable;

    /// <summary>For people who read JSON: letters as they are.</summary>
    public static PushJson Readable => _readable ??= new PushJson(
        new JsonSerializerOptions(Default.Options) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
