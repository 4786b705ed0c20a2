using System.Text.Json;

namespace LogHog.TestKit.Channels;

/// <summary>A JSON object whose fields are held against the list of a service's documentation.</summary>
public static class JsonFields
{
    /// <summary>Null: it is no JSON object.</summary>
    public static JsonElement? Parse(byte[] body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Those that are not known.</summary>
    public static IEnumerable<string> Unknown(JsonElement element, params string[] known) =>
        element.EnumerateObject().Select(static property => property.Name).Except(known, StringComparer.Ordinal);

    public static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
