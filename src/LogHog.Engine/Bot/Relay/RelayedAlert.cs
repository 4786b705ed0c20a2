using System.Text.Json;

namespace LogHog.Engine.Bot.Relay;

/// <summary>What another program wants to be told: <c>{"to":…,"subject":…,"message":…}</c> (docs/bot.md). Data, whatever stands in it.</summary>
/// <param name="To">An e-mail address or the id of a room.</param>
/// <param name="Subject">One line.</param>
/// <param name="Message">Lines that end with LF; may be empty.</param>
public sealed record RelayedAlert(string To, string Subject, string Message)
{
    // A subject of Zabbix has 255 characters; macros make it longer.
    private const int SubjectCharsMax = 1_000;

    // More than any channel shows: Webex takes 7,439 bytes.
    private const int MessageCharsMax = 16_000;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 4, AllowDuplicateProperties = false };

    /// <summary>As it is told where there is one text only.</summary>
    public string Text => Message.Length == 0 ? Subject : $"{Subject}\n\n{Message}";

    /// <summary>Members that are not known are passed by.</summary>
    /// <param name="body">JSON.</param>
    /// <param name="problem">What is wrong with it; for people, and without a word of it.</param>
    public static RelayedAlert? Read(ReadOnlyMemory<byte> body, out string problem)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body, Strict);
            return Read(document.RootElement, out problem);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // A lone surrogate in an escape is only found when the text is asked for.
            problem = "the body is no JSON object in UTF-8 with each name once";
            return null;
        }
    }

    private static RelayedAlert? Read(JsonElement body, out string problem)
    {
        problem = "the body must be a JSON object: {\"to\": …, \"subject\": …, \"message\": …}";
        if (body.ValueKind != JsonValueKind.Object)
            return null;
        if (!TryText(body, "to", isNeeded: true, out string to, out problem)
            || !TryText(body, "subject", isNeeded: true, out string subject, out problem)
            || !TryText(body, "message", isNeeded: false, out string message, out problem))
            return null;
        subject = subject.Trim();
        message = message.ReplaceLineEndings("\n").Trim();
        problem = subject.Length == 0 ? "subject is empty"
            : subject.Length > SubjectCharsMax ? $"subject is longer than {SubjectCharsMax} characters"
            : subject.Any(static c => char.IsControl(c) || c is '\u2028' or '\u2029') ? "subject must be one line without control characters"
            : message.Length > MessageCharsMax ? $"message is longer than {MessageCharsMax} characters"
            : message.Any(static c => char.IsControl(c) && c is not ('\n' or '\t')) ? "message must be without control characters other than line ends and tabs"
            : "";
        return problem.Length == 0 ? new RelayedAlert(to, subject, message) : null;
    }

    private static bool TryText(JsonElement body, string name, bool isNeeded, out string text, out string problem)
    {
        text = "";
        problem = "";
        if (!body.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            problem = isNeeded ? $"{name} is missing" : "";
            return !isNeeded;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            problem = $"{name} must be a text";
            return false;
        }

        text = value.GetString()!;
        return true;
    }
}
