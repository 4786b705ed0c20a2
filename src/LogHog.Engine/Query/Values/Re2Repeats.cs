using System.Globalization;

namespace LogHog.Engine.Query.Values;

/// <summary>Refuses patterns whose repetitions, nested ones multiplied, pass RE2's bound: each copy costs memory.</summary>
internal static class Re2Repeats
{
    private const long RepeatMax = 1000;

    /// <exception cref="LogsQlException">The pattern repeats too often.</exception>
    public static void Guard(string pattern)
    {
        var levels = new Stack<long>();
        long level = 1;
        long atom = 1;
        int at = 0;
        while (at < pattern.Length)
        {
            switch (pattern[at])
            {
                case '\\':
                    at += 2;
                    atom = 1;
                    break;
                case '[':
                    at = EndOfClass(pattern, at);
                    atom = 1;
                    break;
                case '(':
                    levels.Push(level);
                    level = 1;
                    at++;
                    break;
                case ')' when levels.Count > 0:
                    atom = level;
                    level = Math.Max(levels.Pop(), atom);
                    at++;
                    break;
                case '{':
                    atom *= Math.Max(1, ReadCount(pattern, ref at));
                    level = Math.Max(level, atom);
                    break;
                default:
                    atom = 1;
                    at++;
                    break;
            }

            if (level > RepeatMax)
            {
                throw new LogsQlException($"a regular expression repeats more than {RepeatMax} times (nested repetitions are multiplied)");
            }
        }
    }

    /// <summary>The larger number of <c>{n}</c> or <c>{n,m}</c>; 1 when it is no repetition.</summary>
    private static long ReadCount(string pattern, ref int at)
    {
        int end = pattern.IndexOf('}', at);
        string inner = end < 0 ? "" : pattern[(at + 1)..end];
        at++;
        long largest = 1;
        foreach (string part in inner.Split(','))
        {
            if (part.Length > 0 && part.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0)
            {
                bool small = long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out long count) && count <= RepeatMax;
                largest = Math.Max(largest, small ? count : RepeatMax + 1);
            }
        }

        return largest;
    }

    private static int EndOfClass(string pattern, int at)
    {
        at++;
        at += at < pattern.Length && pattern[at] == '^' ? 1 : 0;
        at += at < pattern.Length && pattern[at] == ']' ? 1 : 0;
        while (at < pattern.Length && pattern[at] != ']')
        {
            at += pattern[at] == '\\' ? 2 : 1;
        }

        return at + 1;
    }
}
