using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LogHog.Cli.Bot;

/// <summary>An answer for programs: an object a line.</summary>
internal static class JsonLine
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Members without a value are left out.</summary>
    public static void Write(params ReadOnlySpan<(string Name, string? Value)> members)
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text, Plain))
        {
            json.WriteStartObject();
            foreach ((string name, string? value) in members)
            {
                if (value is not null)
                    json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        Console.Out.WriteLine(Encoding.UTF8.GetString(text.ToArray()));
    }
}
