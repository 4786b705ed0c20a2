using System.Globalization;
using LogHog.Engine.Query.Filters;
using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Pipes;

/// <summary>What many pipes have in common in their grammar.</summary>
internal static class PipeSyntax
{
    /// <summary>Reads <c>if (filter)</c> if it stands here.</summary>
    public static Filter? ReadIf(TokenReader reader)
    {
        if (!reader.Skip("if"))
        {
            return null;
        }

        reader.Expect("(", "after if");
        Filter filter = reader.Is(")") ? new AllFilter() : FilterParser.Parse(reader);
        reader.Expect(")", "at the end of if (…)");
        return filter;
    }

    public static string IfText(Filter? filter) => filter is null ? "" : $" if ({filter})";

    /// <summary>A field's name; an empty one means <c>_msg</c>.</summary>
    public static string ReadField(TokenReader reader, string what)
    {
        int at = reader.Position;
        bool quoted = reader.Current.IsQuoted;
        string name = reader.ReadPhrase(what);
        if (reader.Is("*") && !reader.Current.SpaceBefore)
        {
            throw reader.Error($"a star cannot stand in {what}");
        }

        return name.EndsWith('*') ? throw new LogsQlException($"a star cannot stand in {what}", at)
            : name.Length == 0 && !quoted ? throw reader.Unexpected(what)
            : Canonical(name);
    }

    /// <summary>A field's name, or its start and a star.</summary>
    public static string ReadFieldPattern(TokenReader reader)
    {
        if (reader.Skip("*"))
        {
            return "*";
        }

        string name = reader.ReadPhrase("the name of a field");
        bool prefix = reader.Is("*") && !reader.Current.SpaceBefore && reader.Skip("*");
        return prefix ? name + "*" : Canonical(name);
    }

    /// <summary>Patterns with commas between them, at least one.</summary>
    public static List<string> ReadFieldPatterns(TokenReader reader)
    {
        List<string> patterns = [ReadFieldPattern(reader)];
        while (reader.Skip(","))
        {
            patterns.Add(ReadFieldPattern(reader));
        }

        return patterns;
    }

    /// <summary>Names in brackets; <paramref name="patterns"/>: stars are allowed.</summary>
    public static List<string> ReadBracketedFields(TokenReader reader, string where, bool patterns = false)
    {
        reader.Expect("(", where);
        List<string> names = [];
        while (!reader.Skip(")"))
        {
            names.Add(patterns ? ReadFieldPattern(reader) : ReadField(reader, "the name of a field"));
            if (!reader.Skip(",") && !reader.Is(")"))
            {
                throw reader.Unexpected("',' or ')'");
            }
        }

        return names;
    }

    /// <summary>Names in brackets, or without them with commas between; at least one.</summary>
    public static List<string> ReadFields(TokenReader reader, string where)
    {
        int at = reader.Position;
        if (reader.Is("("))
        {
            List<string> names = ReadBracketedFields(reader, where);
            return names.Count > 0 ? names : throw new LogsQlException("at least one field is wanted here", at);
        }

        List<string> open = [ReadField(reader, "the name of a field")];
        while (reader.Skip(","))
        {
            open.Add(ReadField(reader, "the name of a field"));
        }

        return open;
    }

    /// <summary>The name of a result after an optional <c>as</c>.</summary>
    public static string ReadResult(TokenReader reader)
    {
        reader.Skip("as");
        return ReadField(reader, "the name of the result");
    }

    /// <summary>A whole number that is not negative; sizes such as 1K and underscores are allowed.</summary>
    public static long ReadCount(TokenReader reader, string what)
    {
        int at = reader.Position;
        string text = reader.ReadPhrase($"a number for {what}");
        return Numbers.TryParseUnsigned(text, out ulong number) && number <= long.MaxValue
            ? (long)number
            : throw new LogsQlException($"'{text}' is no whole number for {what}", at);
    }

    public static string Count(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Canonical(string field) => field.Length == 0 ? "_msg" : string.Intern(field);

    /// <summary>A name for a result that none of the fields has: s is added as long as needed.</summary>
    public static string FreeName(string name, IReadOnlyList<string> taken)
    {
        while (taken.Contains(name))
        {
            name += "s";
        }

        return string.Intern(name);
    }

    /// <summary>Compiles a regular expression; an error names its place in the query.</summary>
    public static TextPattern CompilePattern(string pattern, int position)
    {
        try
        {
            return new TextPattern(pattern);
        }
        catch (LogsQlException e)
        {
            throw new LogsQlException(e.Message, position, e);
        }
    }
}
