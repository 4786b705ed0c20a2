using System.Text.Json;

namespace LogHog.Protocols.ConfigPush;

/// <summary>
/// What a receiver says before it closes: one line of JSON. Python's own listener says nothing, so an answer may be missing.
/// </summary>
/// <param name="Accepted">The configuration is in force.</param>
/// <param name="Status"><c>accepted</c>, or a word of <see cref="PushRefusalText"/>.</param>
/// <param name="Reason">For people.</param>
public sealed record PushAnswer(bool Accepted, string Status, string Reason)
{
    /// <summary>A reason of all errors of a facilities.conf, and room.</summary>
    public const int BytesMax = 16 * 1024;

    private const int ReasonCharsMax = 4000;

    public static PushAnswer Of(PushVerdict verdict) => new(
        verdict.IsAccepted, PushRefusalText.Of(verdict.Refusal), verdict.Body is { } body ? $"version {body.Version}" : verdict.Reason);

    public static PushAnswer Refused(PushRefusal refusal, string reason) => new(false, PushRefusalText.Of(refusal), reason);

    public byte[] Write()
    {
        using var output = new MemoryStream();
        using (var writer = new Utf8JsonWriter(output))
        {
            writer.WriteStartObject();
            writer.WriteBoolean("accepted", Accepted);
            writer.WriteString("status", Status);
            writer.WriteString("reason", Reason.Length <= ReasonCharsMax ? Reason : Reason[..ReasonCharsMax]);
            writer.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
        return output.ToArray();
    }

    /// <summary>Never throws for what the bytes are.</summary>
    /// <returns>Null when they are no answer.</returns>
    public static PushAnswer? Parse(ReadOnlyMemory<byte> bytes)
    {
        using JsonDocument? document = StrictJson.Parse(bytes, out _);
        return document is { RootElement: { ValueKind: JsonValueKind.Object } root }
            && root.TryGetProperty("accepted", out JsonElement accepted) && accepted.ValueKind is JsonValueKind.True or JsonValueKind.False
            && root.TryGetProperty("status", out JsonElement status) && status.ValueKind == JsonValueKind.String
            && root.TryGetProperty("reason", out JsonElement reason) && reason.ValueKind == JsonValueKind.String
            ? new PushAnswer(accepted.ValueKind == JsonValueKind.True, status.GetString()!, reason.GetString()!)
            : null;
    }
}
