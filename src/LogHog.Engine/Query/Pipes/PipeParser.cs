using LogHog.Engine.Query.Parsing;

namespace LogHog.Engine.Query.Pipes;

/// <summary>pipe = name …; what is no pipe's name is a filter.</summary>
internal static class PipeParser
{
    private static readonly Dictionary<string, Func<TokenReader, string, Pipe>> ByName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["del"] = DeletePipe.Parse,
        ["delete"] = DeletePipe.Parse,
        ["drop"] = DeletePipe.Parse,
        ["fields"] = FieldsPipe.Parse,
        ["filter"] = FilterPipe.Parse,
        ["head"] = LimitPipe.Parse,
        ["keep"] = FieldsPipe.Parse,
        ["limit"] = LimitPipe.Parse,
        ["offset"] = OffsetPipe.Parse,
        ["rm"] = DeletePipe.Parse,
        ["skip"] = OffsetPipe.Parse,
        ["uniq"] = UniqPipe.Parse,
        ["where"] = FilterPipe.Parse,
    };

    public static Pipe Parse(TokenReader reader)
    {
        if (reader.AtPartEnd)
        {
            throw reader.Unexpected("a pipe");
        }

        Token token = reader.Current;
        if (!token.IsQuoted && ByName.TryGetValue(token.Text, out Func<TokenReader, string, Pipe>? parse))
        {
            reader.Next();
            return parse(reader, token.Text.ToLowerInvariant());
        }

        return ParseFilter(reader, token);
    }

    private static Pipe ParseFilter(TokenReader reader, Token token)
    {
        try
        {
            return FilterPipe.Parse(reader, "filter");
        }
        catch (LogsQlException e) when (!token.IsQuoted && QueryVocabulary.DidYouMean(token.Text, ByName.Keys) is { Length: > 0 } hint)
        {
            throw new LogsQlException($"there is no pipe '{token.Text}'{hint} As a filter: {e.Message}", e.Position, e);
        }
    }
}
