using LogHog.Engine.Query.Filters;

namespace LogHog.Engine.Query.Parsing;

/// <summary>stream = "{" [ labels { "or" labels } ] "}"; labels = label { "," label } [ "," ].</summary>
internal static class StreamFilterParser
{
    private static readonly string[] Signs = ["=", "!=", "=~", "!~", "in", "not_in"];

    public static Filter Parse(TokenReader reader)
    {
        reader.Expect("{", "at the start of a stream filter");
        List<IReadOnlyList<StreamLabel>> alternatives = [];
        List<StreamLabel> labels = [];
        while (!reader.Is("}"))
        {
            labels.Add(ParseLabel(reader));
            if (reader.Skip("or"))
            {
                alternatives.Add(labels);
                labels = [];
                if (reader.Is("}"))
                {
                    throw reader.Unexpected("a label after 'or'");
                }
            }
            else if (!reader.Skip(",") && !reader.Is("}"))
            {
                throw reader.Unexpected("',', 'or' or '}' in the stream filter");
            }
        }

        reader.Next();
        if (labels.Count > 0)
        {
            alternatives.Add(labels);
        }

        return new StreamFilter(alternatives);
    }

    private static StreamLabel ParseLabel(TokenReader reader)
    {
        string name = ReadText(reader, "the name of a label");
        string sign = reader.Current.Text.ToLowerInvariant();
        if (reader.Current.IsQuoted || !Signs.Contains(sign))
        {
            throw reader.Unexpected("=, !=, =~, !~, in or not_in after the label");
        }

        reader.Next();
        int at = reader.Position;
        List<string> values = sign is "in" or "not_in" ? ReadList(reader, sign) : [ReadText(reader, "a value of the label")];
        try
        {
            return new StreamLabel(name, sign, values);
        }
        catch (LogsQlException e)
        {
            throw new LogsQlException(e.Message, at, e);
        }
    }

    private static List<string> ReadList(TokenReader reader, string sign)
    {
        reader.Expect("(", $"after {sign}");
        List<string> values = [];
        while (!reader.Skip(")"))
        {
            values.Add(ReadText(reader, "a value of the label"));
            if (!reader.Skip(",") && !reader.Is(")"))
            {
                throw reader.Unexpected("',' or ')'");
            }
        }

        return values;
    }

    private static string ReadText(TokenReader reader, string what)
    {
        Token token = reader.Current;
        if (!token.IsQuoted && (reader.AtEnd || !Tokenizer.IsWordAt(token.Text, 0, out _)))
        {
            throw reader.Unexpected(what);
        }

        string text = token.Text;
        reader.Next();
        while (!token.IsQuoted && !reader.Current.SpaceBefore && !reader.Current.IsQuoted
            && (reader.Is("-") || reader.Is("/") || reader.Is(":") || reader.Is("+") || (!reader.AtEnd && Tokenizer.IsWordAt(reader.Current.Text, 0, out _))))
        {
            text += reader.Current.Text;
            reader.Next();
        }

        return text;
    }
}
