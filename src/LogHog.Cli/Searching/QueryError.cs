using LogHog.Cli.Output;
using LogHog.Engine.Query;

namespace LogHog.Cli.Searching;

/// <summary>What is wrong with a query, and the place under which the sign ^ stands.</summary>
internal static class QueryError
{
    private const int CharsMax = 110;
    private const int CharsBefore = 60;

    public static string Text(string query, LogsQlException error)
    {
        int at = error.Position;
        if (at < 0 || at > query.Length)
            return $"loghog: {TerminalText.Safe(error.Message)}\n";
        int start = at == 0 ? 0 : query.LastIndexOf('\n', at - 1) + 1;
        int end = query.IndexOf('\n', at);
        // Of a line that no terminal shows whole: what is around the place.
        start = Math.Max(start, at - CharsBefore);
        end = Math.Min(end < 0 ? query.Length : end, start + CharsMax);
        string before = TerminalText.Safe(query[start..at].Replace('\t', ' '));
        string after = TerminalText.Safe(query[at..end].Replace('\t', ' '));
        return $"loghog: {TerminalText.Safe(error.Message)}\n  {before}{after}\n  {new string(' ', before.Length)}^\n";
    }
}
