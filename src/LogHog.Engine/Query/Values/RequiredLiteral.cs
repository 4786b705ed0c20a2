using System.Text;

namespace LogHog.Engine.Query.Values;

/// <summary>The longest plain text that every match of a pattern contains, as far as one can tell without much thought.</summary>
internal static class RequiredLiteral
{
    public static string Of(string pattern)
    {
        if (pattern.Contains("(?", StringComparison.Ordinal) || pattern.Contains("\\Q", StringComparison.Ordinal))
        {
            return "";
        }

        string best = "";
        var run = new StringBuilder();
        int depth = 0;
        int at = 0;
        while (at < pattern.Length)
        {
            char c = pattern[at];
            string? literal = null;
            int length = 1;
            if (c == '|' && depth == 0)
            {
                return "";
            }

            if (c == '\\' && at + 1 < pattern.Length)
            {
                length = EscapeLength(pattern, at);
                literal = char.IsAsciiLetterOrDigit(pattern[at + 1]) ? null : pattern[at + 1].ToString();
            }
            else if (c == '[')
            {
                length = ClassLength(pattern, at);
            }
            else if (c is '(' or ')')
            {
                depth += c == '(' ? 1 : -1;
            }
            else if (!"^$.*+?{}|".Contains(c, StringComparison.Ordinal))
            {
                length = char.IsHighSurrogate(c) && at + 1 < pattern.Length ? 2 : 1;
                literal = pattern.Substring(at, length);
            }
            else if (c == '{')
            {
                int end = pattern.IndexOf('}', at);
                length = end < 0 ? 1 : end - at + 1;
            }

            at += length;
            char follows = at < pattern.Length ? pattern[at] : '\0';
            if (literal is not null && depth == 0 && follows is not ('*' or '?' or '{'))
            {
                run.Append(literal);
                if (follows != '+')
                {
                    continue;
                }
            }

            best = run.Length > best.Length ? run.ToString() : best;
            run.Clear();
        }

        return run.Length > best.Length ? run.ToString() : best;
    }

    private static int EscapeLength(string pattern, int at)
    {
        char kind = pattern[at + 1];
        if (kind is 'x' or 'p' or 'P' && at + 2 < pattern.Length)
        {
            int end = pattern[at + 2] == '{' ? pattern.IndexOf('}', at) : kind == 'x' ? at + 3 : at + 2;
            return Math.Min(pattern.Length, (end < 0 ? pattern.Length : end) + 1) - at;
        }

        return 2;
    }

    private static int ClassLength(string pattern, int at)
    {
        int end = at + 1;
        end += end < pattern.Length && pattern[end] == '^' ? 1 : 0;
        end += end < pattern.Length && pattern[end] == ']' ? 1 : 0;
        while (end < pattern.Length && pattern[end] != ']')
        {
            int posix = pattern[end] == '[' && end + 1 < pattern.Length && pattern[end + 1] == ':' ? pattern.IndexOf(":]", end, StringComparison.Ordinal) : -1;
            end = posix > 0 ? posix + 2 : end + (pattern[end] == '\\' ? 2 : 1);
        }

        return Math.Min(pattern.Length, end + 1) - at;
    }
}
