using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using LogHog.Engine.Alerts;
using LogHog.Engine.Durability;

namespace LogHog.Engine.Channels.Queue;

/// <summary>What a line of a queue's file says.</summary>
internal enum QueueOperation
{
    /// <summary>A notification is to be told.</summary>
    Add,

    /// <summary>One more is told of by an entry that stands for several.</summary>
    Fold,

    /// <summary>Nothing more is folded into it, because it is being sent.</summary>
    Seal,

    /// <summary>It was told, or given up.</summary>
    Done,

    /// <summary>It was, at some time before: kept so that it is not told again.</summary>
    Seen,
}

/// <summary>One line of a queue's file.</summary>
internal sealed record QueueRecord
{
    public required QueueOperation Operation { get; init; }

    /// <summary>Of the entry; 0 for <see cref="QueueOperation.Seen"/>.</summary>
    public long Number { get; init; }

    public string To { get; init; } = "";

    public DateTimeOffset At { get; init; }

    /// <summary>Of <see cref="QueueOperation.Fold"/> and <see cref="QueueOperation.Seen"/>.</summary>
    public string? Id { get; init; }

    /// <summary>Of <see cref="QueueOperation.Add"/>, where it stands for several: whom it stands for.</summary>
    public IReadOnlyList<string>? Ids { get; init; }

    /// <summary>Of <see cref="QueueOperation.Add"/>; of <see cref="QueueOperation.Fold"/> what the entry tells of from now on.</summary>
    public Notification? Notification { get; init; }

    /// <summary>JSON.</summary>
    public static RecordFile<QueueRecord>.Format Format { get; } = new(
        "queue", "channel", static record => JsonSerializer.SerializeToUtf8Bytes(record, QueueJson.Default.QueueRecord), TryParse);

    private static bool TryParse(ReadOnlySpan<byte> json, [MaybeNullWhen(false)] out QueueRecord record)
    {
        try
        {
            record = JsonSerializer.Deserialize(json, QueueJson.Default.QueueRecord);
        }
        catch (JsonException)
        {
            // A later version's record, or one that was written by hand.
            record = null;
        }

        return record is not null;
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(QueueRecord))]
[JsonSerializable(typeof(Notification))]
internal sealed partial class QueueJson : JsonSerializerContext;
