using LogHog.Engine.Query.Filters;

namespace LogHog.Engine.Query.Parsing;

/// <summary>filter = and { "or" and }; and = part { ["and"] part }; part = [field ":"] ( "(" filter ")" | "!" part | function | phrase ).</summary>
internal static class FilterParser
{
    public static Filter Parse(TokenReader reader) => ParseOr(reader, field: "");

    private static Filter ParseOr(TokenReader reader, string field)
    {
        List<Filter> parts = [];
        while (true)
        {
            parts.Add(ParseAnd(reader, field));
            if (reader.AtPartEnd)
            {
                return FilterLogic.Or(parts);
            }

            reader.Skip("or");
        }
    }

    private static Filter ParseAnd(TokenReader reader, string field)
    {
        List<Filter> parts = [];
        while (true)
        {
            parts.Add(ParsePart(reader, field));
            if (reader.Is("or") || reader.AtPartEnd)
            {
                return FilterLogic.And(parts);
            }

            reader.Skip("and");
        }
    }

    /// <summary>Reads one filter for a field; an empty name means that no field was named so far.</summary>
    public static Filter ParsePart(TokenReader reader, string field)
    {
        reader.Enter();
        reader.CountFilter();
        try
        {
            return ParseSign(reader, field) ?? ParseFunction(reader, field) ?? ParsePhrase(reader, field);
        }
        finally
        {
            reader.Leave();
        }
    }

    private static Filter? ParseSign(TokenReader reader, string field)
    {
        Token token = reader.Current;
        if (token.IsQuoted)
        {
            return null;
        }

        switch (token.Text)
        {
            case "(":
                return ParseBrackets(reader, field);
            case "{" when field.Length == 0:
                return StreamFilterParser.Parse(reader);
            case ":":
                reader.Next();
                return ParsePart(reader, field);
            case "*":
                return SubstringFilter.ParseStar(reader, field);
            case "=" or "!=":
                return Negated(reader, token.Text == "!=", () => ExactFilter.ParseSign(reader, field));
            case "~" or "!~":
                return Negated(reader, token.Text == "!~", () => RegexFilter.ParseSign(reader, field));
            case ">" or "<":
                return RangeFilter.ParseSign(reader, field);
            case "!" or "-":
                reader.Next();
                return FilterLogic.Not(ParsePart(reader, field));
            default:
                if (!reader.Is("not"))
                {
                    return null;
                }

                reader.Next();
                return FilterLogic.Not(ParsePart(reader, field));
        }
    }

    private static Filter Negated(TokenReader reader, bool negate, Func<Filter> parse)
    {
        reader.Next();
        Filter filter = parse();
        return negate ? FilterLogic.Not(filter) : filter;
    }

    private static Filter ParseBrackets(TokenReader reader, string field)
    {
        reader.Next();
        Filter filter = ParseOr(reader, field);
        reader.Expect(")", "at the end of the bracket");
        return filter;
    }

    private static Filter? ParseFunction(TokenReader reader, string field)
    {
        Token token = reader.Current;
        if (token.IsQuoted || !FilterFunctions.TryFind(token.Text, out FilterFunction? function))
        {
            return null;
        }

        if (!reader.IsNext("(") && !(function.TakesSquareBracket && reader.IsNext("[")))
        {
            return null;
        }

        reader.Next();
        return function.Parse(reader, token.Text.ToLowerInvariant(), FieldName(field));
    }

    private static Filter ParsePhrase(TokenReader reader, string field)
    {
        int at = reader.Position;
        bool quoted = reader.Current.IsQuoted;
        string text = field.Length == 0 ? reader.ReadNameOrPhrase("a filter") : reader.ReadPhrase("a filter");
        if (reader.Is("*") && !reader.Current.SpaceBefore)
        {
            reader.Next();
            if (field.Length == 0 && reader.Is(":"))
            {
                throw new LogsQlException($"a field's name cannot be a prefix: '{text}*'", at);
            }

            return new PrefixFilter(FieldName(field), text);
        }

        if (field.Length == 0 && reader.Skip(":"))
        {
            return ParseFieldFilter(reader, text);
        }

        if (!quoted && reader.Is("(") && !reader.Current.SpaceBefore)
        {
            throw new LogsQlException($"there is no filter function '{text}'" + QueryVocabulary.DidYouMean(text, FilterFunctions.Names), at);
        }

        return new PhraseFilter(FieldName(field), text);
    }

    private static Filter ParseFieldFilter(TokenReader reader, string field) => field switch
    {
        "_time" => TimeFilterParser.Parse(reader),
        "_stream_id" => StreamIdFilter.Parse(reader),
        "_stream" when !reader.Is("{") => throw reader.Unexpected("'{' after _stream:"),
        "_stream" => StreamFilterParser.Parse(reader),
        _ => ParsePart(reader, FieldName(field)),
    };

    private static string FieldName(string field) => field.Length == 0 ? "_msg" : field;
}
