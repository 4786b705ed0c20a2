using System.Text.Json;

namespace LogHog.Engine.Bot.Webhooks;

/// <summary>What a webhook says: that somebody wrote a message. Its text is not in it, and has to be fetched.</summary>
/// <param name="Resource">Of what kind: <c>messages</c>.</param>
/// <param name="Event">What happened to it: <c>created</c>.</param>
/// <param name="MessageId">Webex's id.</param>
/// <param name="RoomId">Where it was written.</param>
/// <param name="PersonId">Who wrote it.</param>
/// <param name="PersonEmail">The same.</param>
internal sealed record AnnouncedMessage(string Resource, string Event, string MessageId, string RoomId, string PersonId, string PersonEmail)
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    public bool IsMessageCreated => Resource == "messages" && Event == "created";

    /// <returns>Null = the body is no webhook of Webex.</returns>
    public static AnnouncedMessage? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body, Strict);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Text(root, "resource") is not { } resource || Text(root, "event") is not { } happened)
                return null;
            // Of another kind: what it has in its data is nobody's business.
            if (resource != "messages" || happened != "created")
                return new AnnouncedMessage(resource, happened, "", "", "", "");
            return root.TryGetProperty("data", out JsonElement data) && data.ValueKind == JsonValueKind.Object
                && Id(data, "id") is { } id && Id(data, "roomId") is { } room && Id(data, "personId") is { } person && Text(data, "personEmail") is { } email
                ? new AnnouncedMessage(resource, happened, id, room, person, email)
                : null;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // A lone surrogate in an escape is only found when the text is asked for.
            return null;
        }
    }

    private static string? Id(JsonElement from, string name) => Text(from, name) is { } id && AllowedRecipients.IsRoomId(id) ? id : null;

    private static string? Text(JsonElement from, string name) =>
        from.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
