using System.Runtime.InteropServices;
using System.Text;

namespace LogHog.Engine.Query.Parsing;

/// <summary>
/// Cuts a query into words, quoted strings and signs, as far as somebody looks: a megabyte of brackets ends at its two hundredth.
/// </summary>
internal sealed class Tokenizer(string query)
{
    private static readonly string[] Signs = [.. Enumerable.Range(0, 128).Select(static c => ((char)c).ToString())];

    private readonly List<Place> _places = [];

    /// <summary>Those that were looked at last: a reader looks at one or two again and again, seldom at an earlier one.</summary>
    private readonly (int Index, Token Token)[] _recent = [(-1, default), (-1, default), (-1, default), (-1, default)];

    private int _end;

    /// <summary>A token by its number; the last one of all is the end, whatever the number.</summary>
    public Token this[int index]
    {
        get
        {
            while (_places.Count <= index)
            {
                if (_places.Count > 0 && _places[^1].Kind == TokenKind.End)
                {
                    index = _places.Count - 1;
                }
                else
                {
                    ReadNext();
                }
            }

            ref (int Index, Token Token) recent = ref _recent[index % _recent.Length];
            if (recent.Index != index)
            {
                recent = (index, TokenOf(_places[index]));
            }

            return recent.Token;
        }
    }

    private void ReadNext()
    {
        int start = SkipSpace(query, _end);
        (int length, TokenKind kind) = start >= query.Length ? (0, TokenKind.End) : Read(query, start);
        _places.Add(new Place(Math.Min(start, query.Length), length, kind, start > _end));
        _end = start + length;
    }

    private Token TokenOf(Place place)
    {
        string text = place.Kind switch
        {
            TokenKind.Quoted => QuotedText.TryRead(query, place.Position, out string quoted, out _) ? quoted : "",
            TokenKind.Sign when place.Length == 1 && query[place.Position] < Signs.Length => Signs[query[place.Position]],
            _ => query.Substring(place.Position, place.Length),
        };
        return new Token(text, place.Position, place.Length, place.Kind == TokenKind.Quoted, place.SpaceBefore);
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

    private static (int Length, TokenKind Kind) Read(string query, int start)
    {
        int end = start;
        while (end < query.Length && IsWordAt(query, end, out int length))
        {
            end += length;
        }

        if (end > start)
        {
            return (end - start, TokenKind.Word);
        }

        char first = query[start];
        if ((first is '"' or '\'' or '`') && QuotedText.TryRead(query, start, out _, out int quotedLength))
        {
            return (quotedLength, TokenKind.Quoted);
        }

        int size = first is '=' or '!' && start + 1 < query.Length && (query[start + 1] == '~' || (first == '!' && query[start + 1] == '=')) ? 2
            : char.IsHighSurrogate(first) && start + 1 < query.Length && char.IsLowSurrogate(query[start + 1]) ? 2 : 1;
        return (size, TokenKind.Sign);
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

    private enum TokenKind : byte
    {
        Word,
        Quoted,
        Sign,
        End,
    }

    /// <summary>A token without its text: a megabyte of words is one object, which the garbage collector does not look through.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Place(int Position, int Length, TokenKind Kind, bool SpaceBefore);
}
