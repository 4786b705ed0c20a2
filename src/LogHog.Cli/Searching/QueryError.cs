using LogHog.Engine.Query;

namespace LogHog.Cli.Searching;

/// <summary>What is wrong with a query, and the place under which the sign ^ stands.</summary>
internal static class QueryError
{
    public static string Text(string query, LogsQlException error)
    {
        if (error.Position < 0 || error.Position > query.Length)
            return $"loghog: {error.Message}\n";
        int start = error.Position == 0 ? 0 : query.LastIndexOf('\n', error.Position - 1) + 1;
        int end = query.IndexOf('\n', error.Position);
        string line = (end < 0 ? query[start..] : query[start..end]).Replace('\t', ' ');
        return $"loghog: {error.Message}\n  {line}\n  {new string(' ', error.Position - start)}^\n";
    }
}
