using System.Text;

namespace LogHog.Engine.Query.Parsing;

/// <summary>Cuts a query into words, quoted strings and signs.</summary>
internal static class Tokenizer
{
    public static List<Token> Split(string query)
    {
        var tokens = new List<Token>();
        int at = 0;
        while (true)
        {
            int start = SkipSpace(query, at);
            bool space = start > at;
            if (start >= query.Length)
            {
                tokens.Add(new Token("", query.Length, 0, false, space));
                return tokens;
            }

            Token token = Read(query, start, space);
            tokens.Add(token);
            at = start + token.Length;
        }
    }

    private static int SkipSpace(string query, int at)
    {
        while (at < query.Length && (char.IsWhiteSpace(query[at]) || query[at] == '#'))
        {
            if (query[at] == '#')
            {
                int end = query.IndexOf('\n', at);
                at = end < 0 ? query.Length : end;
            }
            else
            {
                at++;
            }
        }

        return at;
    }

    private static Token Read(string query, int start, bool space)
    {
        int end = start;
        while (end < query.Length && IsWordAt(query, end, out int length))
        {
            end += length;
        }

        if (end > start)
        {
            return new Token(query[start..end], start, end - start, false, space);
        }

        char first = query[start];
        if ((first is '"' or '\'' or '`') && QuotedText.TryRead(query, start, out string text, out int quotedLength))
        {
            return new Token(text, start, quotedLength, true, space);
        }

        int size = first is '=' or '!' && start + 1 < query.Length && (query[start + 1] == '~' || (first == '!' && query[start + 1] == '=')) ? 2
            : char.IsHighSurrogate(first) && start + 1 < query.Length && char.IsLowSurrogate(query[start + 1]) ? 2 : 1;
        return new Token(query.Substring(start, size), start, size, false, space);
    }

    /// <summary>Letters, digits, the underscore, and the dot: <c>1.5</c> and <c>app.name</c> are one token.</summary>
    public static bool IsWordAt(string text, int at, out int length)
    {
        char c = text[at];
        length = 1;
        if (c < 0x80)
        {
            return char.IsAsciiLetterOrDigit(c) || c is '_' or '.';
        }

        if (!Rune.TryGetRuneAt(text, at, out Rune rune))
        {
            return false;
        }

        length = rune.Utf16SequenceLength;
        return Rune.IsLetter(rune) || Rune.IsDigit(rune);
    }
}
