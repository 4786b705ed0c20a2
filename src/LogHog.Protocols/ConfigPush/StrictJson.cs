using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace LogHog.Protocols.ConfigPush;

/// <summary>JSON with one reading only: UTF-8 without a mark, no name twice in an object, no half of a surrogate pair, no comments.</summary>
public static class StrictJson
{
    // A dictConfig needs five levels; what is deeper is meant to exhaust somebody's stack.
    public const int DepthMax = 32;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = DepthMax, AllowDuplicateProperties = false };

    /// <summary>Never throws for what the bytes are.</summary>
    /// <param name="utf8">The text; the document holds on to it.</param>
    /// <param name="problem">What is wrong with it, for people; empty when nothing is.</param>
    /// <returns>Null when something is wrong. Else the caller disposes of it.</returns>
    public static JsonDocument? Parse(ReadOnlyMemory<byte> utf8, out string problem)
    {
        problem = "";
        if (!Utf8.IsValid(utf8.Span))
        {
            problem = "is not UTF-8";
            return null;
        }

        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(utf8, Options);
            if (HasWholeTexts(document.RootElement))
                return document;
            problem = "holds half of a surrogate pair";
        }
        catch (JsonException wrong)
        {
            problem = $"is no JSON ({wrong.Message.TrimEnd('.')})";
        }
        catch (InvalidOperationException)
        {
            // What the search for names that stand twice says of such a half in a name.
            problem = "holds half of a surrogate pair";
        }

        document?.Dispose();
        return null;
    }

    /// <summary>The value as JSON in one line.</summary>
    public static byte[] Compact(JsonElement value)
    {
        using var output = new MemoryStream();
        using (var writer = new Utf8JsonWriter(output))
            value.WriteTo(writer);
        return output.ToArray();
    }

    /// <summary><c>$.loggers['shop.web'].level</c>: a step to a member.</summary>
    public static string Member(string path, string name) =>
        name.Length > 0 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
            ? $"{path}.{name}"
            : $"{path}['{Printable(name)}']";

    /// <summary>A text out of a message, fit for a log line: at most 60 letters, no control or direction signs.</summary>
    internal static string Printable(string text)
    {
        var safe = new StringBuilder();
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (safe.Length >= 60)
                return safe.Append('…').ToString();
            bool isPlain = Rune.GetUnicodeCategory(rune) is not (System.Globalization.UnicodeCategory.Control
                or System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.LineSeparator
                or System.Globalization.UnicodeCategory.ParagraphSeparator or System.Globalization.UnicodeCategory.Surrogate);
            safe.Append(isPlain ? rune.ToString() : "?");
        }

        return safe.ToString();
    }

    private static bool HasWholeTexts(JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.Object => value.EnumerateObject().All(static member => member.Name is not null && HasWholeTexts(member.Value)),
                JsonValueKind.Array => value.EnumerateArray().All(HasWholeTexts),
                JsonValueKind.String => value.GetString() is not null,
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            // What GetString and Name say of an escape such as \ud800 that stands alone.
            return false;
        }
    }
}
