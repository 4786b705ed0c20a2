using System.Text.Json.Serialization;

namespace LogHog.Engine.Channels.Webex;

/// <summary>A message to be posted: one of the first three, and a text.</summary>
public sealed record WebexMessage
{
    public string? RoomId { get; init; }

    public string? ToPersonId { get; init; }

    public string? ToPersonEmail { get; init; }

    /// <summary>The message that it answers, in a thread.</summary>
    public string? ParentId { get; init; }

    /// <summary>At most <see cref="WebexClient.TextBytesMax"/>; what is longer is refused.</summary>
    public string? Markdown { get; init; }

    /// <summary>Plain, for clients that know no Markdown.</summary>
    public string? Text { get; init; }
}

/// <summary>A message as Webex has it.</summary>
public sealed record WebexPosted
{
    public string Id { get; init; } = "";

    public string RoomId { get; init; } = "";

    /// <summary><c>direct</c> or <c>group</c>.</summary>
    public string RoomType { get; init; } = "";

    public string? Text { get; init; }

    public string? Markdown { get; init; }

    public string? Html { get; init; }

    public string PersonId { get; init; } = "";

    public string PersonEmail { get; init; } = "";

    public IReadOnlyList<string> MentionedPeople { get; init; } = [];

    public DateTimeOffset? Created { get; init; }
}

/// <summary>Somebody, or a bot.</summary>
public sealed record WebexPerson
{
    public string Id { get; init; } = "";

    public IReadOnlyList<string> Emails { get; init; } = [];

    public string DisplayName { get; init; } = "";

    /// <summary><c>person</c> or <c>bot</c>.</summary>
    public string Type { get; init; } = "";
}

/// <summary>A space that the bot is in.</summary>
public sealed record WebexRoom
{
    public string Id { get; init; } = "";

    public string Title { get; init; } = "";

    /// <summary><c>direct</c> or <c>group</c>.</summary>
    public string Type { get; init; } = "";

    public DateTimeOffset? LastActivity { get; init; }
}

/// <summary>Where Webex tells of new messages.</summary>
public sealed record WebexWebhook
{
    public string? Id { get; init; }

    public string Name { get; init; } = "";

    public string TargetUrl { get; init; } = "";

    public string Resource { get; init; } = "";

    public string Event { get; init; } = "";

    public string? Filter { get; init; }

    /// <summary>Only when it is made: Webex does not show it again to everybody.</summary>
    public string? Secret { get; init; }

    /// <summary><c>active</c> or <c>inactive</c> (after failures of ours).</summary>
    public string? Status { get; init; }

    /// <summary>Without the secret.</summary>
    public override string ToString() => $"{Name} {TargetUrl}";
}

/// <summary>One page of a list.</summary>
internal sealed record WebexPage<T>(IReadOnlyList<T> Items);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WebexMessage))]
[JsonSerializable(typeof(WebexPosted))]
[JsonSerializable(typeof(WebexPerson))]
[JsonSerializable(typeof(WebexWebhook))]
[JsonSerializable(typeof(WebexPage<WebexRoom>), TypeInfoPropertyName = "Rooms")]
[JsonSerializable(typeof(WebexPage<WebexWebhook>), TypeInfoPropertyName = "Webhooks")]
internal sealed partial class WebexJson : JsonSerializerContext;
