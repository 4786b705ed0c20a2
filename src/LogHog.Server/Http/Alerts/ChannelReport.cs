using System.Text.Json.Serialization;
using LogHog.Engine.Channels;
using LogHog.Engine.Channels.Queue;

namespace LogHog.Alerting;

/// <summary>The answer of <c>/api/v1/alerts/channels</c>. This file is compiled into loghogd, which writes it, and into loghog, which reads it.</summary>
internal sealed record ChannelsReport(IReadOnlyList<ChannelStatus> Channels);

/// <summary>The answer of <c>…/channels/NAME/deliveries</c>: the newest tries, oldest of them first.</summary>
internal sealed record DeliveriesReport(IReadOnlyList<DeliveryEntry> Deliveries);

/// <summary>What <c>…/channels/NAME/test</c> takes; everything may be left out.</summary>
internal sealed record ChannelTestRequest
{
    public string? Title { get; init; }

    public string? Text { get; init; }

    /// <summary>A recipient other than the channel's own.</summary>
    public string? To { get; init; }

    /// <summary>As an alert goes, through the queue, instead of at once.</summary>
    public bool Queued { get; init; }
}

/// <summary>What became of it.</summary>
internal sealed record ChannelTestReport
{
    public required string Id { get; init; }

    public bool Delivered { get; init; }

    public bool Queued { get; init; }

    /// <summary>Why not: the label of a <see cref="ServiceFailureKind"/>.</summary>
    public string? Reason { get; init; }

    /// <summary>What the service said.</summary>
    public string Detail { get; init; } = "";
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip)]
[JsonSerializable(typeof(ChannelsReport))]
[JsonSerializable(typeof(DeliveriesReport))]
[JsonSerializable(typeof(ChannelTestRequest))]
[JsonSerializable(typeof(ChannelTestReport))]
internal sealed partial class ChannelJson : JsonSerializerContext;
