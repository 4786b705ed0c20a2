namespace LogHog.Engine.Query.Parsing;

/// <summary>The names of pipes and stats functions.</summary>
internal static class QueryVocabulary
{
    public static readonly HashSet<string> PipeNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "block_stats", "blocks_count", "by", "collapse_nums", "copy", "cp", "count", "decolorize", "del", "delete", "drop", "drop_empty_fields", "eval",
        "extract", "extract_regexp", "facets", "field_names", "field_values", "fields", "filter", "first", "format", "hash", "head", "join",
        "json_array_len", "keep", "last", "len", "limit", "math", "mv", "offset", "order", "pack_json", "pack_logfmt", "rename", "replace",
        "replace_regexp", "rm", "sample", "skip", "sort", "stats", "stats_remote", "stream_context", "top", "union", "uniq", "unpack_json",
        "unpack_logfmt", "unpack_syslog", "unpack_words", "unroll", "where",
    };

    public static readonly HashSet<string> StatsNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "avg", "count", "count_empty", "count_uniq", "count_uniq_hash", "histogram", "json_values", "max", "median", "min", "quantile", "rate", "rate_sum",
        "row_any", "row_max", "row_min", "sum", "sum_len", "uniq_values", "values",
    };

    public static bool IsName(string text) => PipeNames.Contains(text) || StatsNames.Contains(text);

    /// <summary>The name that was perhaps meant, as the end of an error message.</summary>
    public static string DidYouMean(string text, IEnumerable<string> names)
    {
        string? best = null;
        int bestDistance = (text.Length < 4 ? 1 : Math.Max(2, text.Length / 3)) + 1;
        foreach (string name in names)
        {
            int distance = text.Length > 40 ? int.MaxValue : Distance(text.ToLowerInvariant(), name);
            if (distance < bestDistance)
            {
                (best, bestDistance) = (name, distance);
            }
        }

        return best is null ? "" : $"; did you mean {best}?";
    }

    private static int Distance(string left, string right)
    {
        int[] row = [.. Enumerable.Range(0, right.Length + 1)];
        for (int l = 1; l <= left.Length; l++)
        {
            int diagonal = row[0];
            row[0] = l;
            for (int r = 1; r <= right.Length; r++)
            {
                int change = diagonal + (left[l - 1] == right[r - 1] ? 0 : 1);
                diagonal = row[r];
                row[r] = Math.Min(change, Math.Min(row[r], row[r - 1]) + 1);
            }
        }

        return row[right.Length];
    }
}
