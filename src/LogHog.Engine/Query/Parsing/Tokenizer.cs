using System.Text;

namespace LogHog.Engine.Query.Parsing;

/// <summary>
/// Cuts a query into words, quoted strings and signs, as far as somebody looks: a megabyte of brackets ends at its two hundredth.
/// </summary>
internal sealed class Tokenizer(string query)
{
    private static readonly string[] Signs = [.. Enumerable.Range(0, 128).Select(static c => ((char)c).ToString())];

    private readonly List<Token> _tokens = [];
    private int _end;

    /// <summary>A token by its number; the last one of all is the end, whatever the number.</summary>
    public Token this[int index]
    {
        get
        {
            while (_tokens.Count <= index)
            {
                if (_tokens.Count > 0 && _tokens[^1].IsEnd)
                {
                    return _tokens[^1];
                }

                ReadNext();
            }

            return _tokens[index];
        }
    }

    private void ReadNext()
    {
        int start = SkipSpace(query, _end);
        bool space = start > _end;
        Token token = start >= query.Length ? new Token("", query.Length, 0, false, space) : Read(query, start, space);
        _tokens.Add(token);
        _end = start + token.Length;
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
        return new Token(size == 1 && first < Signs.Length ? Signs[first] : query.Substring(start, size), start, size, false, space);
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
