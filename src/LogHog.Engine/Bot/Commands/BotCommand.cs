using LogHog.Engine.Bot.Answers;

namespace LogHog.Engine.Bot.Commands;

/// <summary>Something the bot can do.</summary>
/// <param name="Words">What it is called, in small letters: <c>show issues</c>.</param>
/// <param name="Arguments">What has to follow, for people; empty = nothing may.</param>
/// <param name="What">What comes of it, for people.</param>
/// <param name="RunAsync">Does it.</param>
internal sealed record BotCommand(string Words, string Arguments, string What, Func<BotCall, CancellationToken, Task<BotAnswer>> RunAsync)
{
    /// <summary>It serves without arguments, too.</summary>
    public bool ArgumentsMayMiss { get; init; }

    public string Usage => Arguments.Length == 0 ? Words : $"{Words} {Arguments}";

    /// <summary>The words behind its own; null = the line is another command.</summary>
    public IReadOnlyList<string>? Match(string line)
    {
        if (!line.StartsWith(Words, StringComparison.OrdinalIgnoreCase) || (line.Length > Words.Length && line[Words.Length] != ' '))
            return null;
        string[] rest = line[Words.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return rest.Length == 0 || Arguments.Length > 0 ? rest : null;
    }
}
