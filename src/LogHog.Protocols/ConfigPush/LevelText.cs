using System.Text.Json;

namespace LogHog.Protocols.ConfigPush;

/// <summary>Levels of Python's <c>logging</c>: a name in capitals, or a number.</summary>
public static class LevelText
{
    /// <summary>A logger of this level has that of the one above it.</summary>
    public const int NotSet = 0;

    // Python has no bound; a level beyond is a slip.
    private const int NumberMax = 1000;

    private static readonly (string Name, int Number)[] Names =
    [
        ("CRITICAL", 50), ("FATAL", 50), ("ERROR", 40), ("WARNING", 30), ("WARN", 30), ("INFO", 20), ("DEBUG", 10), ("NOTSET", NotSet),
    ];

    /// <summary>The number of a level as a dictConfig has it; null and what to write when it is none.</summary>
    public static int? Read(JsonElement level, out string whatToWrite)
    {
        whatToWrite = "write CRITICAL, ERROR, WARNING, INFO, DEBUG or NOTSET, or a number such as 20";
        if (level.ValueKind == JsonValueKind.Number)
            return level.TryGetInt32(out int number) && number is >= 0 and <= NumberMax && level.GetRawText().All(char.IsAsciiDigit) ? number : null;
        if (level.ValueKind != JsonValueKind.String)
            return null;
        string text = level.GetString()!;
        foreach ((string name, int number) in Names)
        {
            if (name == text)
                return number;
            if (name.Equals(text, StringComparison.OrdinalIgnoreCase))
                whatToWrite = $"levels are written in capitals: {name}";
        }

        return null;
    }
}
