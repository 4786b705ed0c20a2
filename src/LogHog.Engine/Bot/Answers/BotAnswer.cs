namespace LogHog.Engine.Bot.Answers;

/// <summary>What is answered; each has its own templates, which have its name.</summary>
internal enum AnswerKind
{
    Hello,
    Help,
    Issues,
    Status,
    Alerts,
    Search,
    Tail,
    Sources,
    Silence,
    Ack,

    /// <summary>It cannot be answered, and why.</summary>
    Problem,
}

/// <summary>An answer before it is a text: values that the template puts in their places. Data, whatever stands in it.</summary>
internal sealed record BotAnswer(AnswerKind Kind)
{
    /// <summary>Values by the names that <see cref="AnswerTexts"/> has for this kind.</summary>
    public IReadOnlyDictionary<string, string> Texts { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Rows, where the kind has some; when they are too many for a message the last are left out.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Rows { get; init; } = [];

    /// <summary>Rows that there are beyond these.</summary>
    public long MoreRows { get; init; }

    public static BotAnswer Problem(string text) =>
        new(AnswerKind.Problem) { Texts = new Dictionary<string, string>(StringComparer.Ordinal) { ["problem"] = text } };

    public static IReadOnlyDictionary<string, string> Row(params ReadOnlySpan<(string Name, string Value)> values)
    {
        Dictionary<string, string> row = new(values.Length, StringComparer.Ordinal);
        foreach ((string name, string value) in values)
            row.Add(name, value);
        return row;
    }
}
