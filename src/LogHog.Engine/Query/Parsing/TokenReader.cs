using System.Diagnostics.CodeAnalysis;

namespace LogHog.Engine.Query.Parsing;

/// <summary>Walks over the tokens of a query. Going back is setting <see cref="Index"/>.</summary>
internal sealed class TokenReader
{
    private static readonly string[] ValueStops = [",", "(", ")", "[", "]", "|", ""];
    private static readonly string[] PhraseStops = ["*", ",", "(", ")", "[", "]", "|", ""];
    private static readonly string[] NameStops = ["*", ",", "(", ")", "[", "]", "|", ":", ""];

    private static readonly string[] MathStops = ["+", "-", "*", "/", "%", "^", "&", ",", "(", ")", "[", "]", "|", ""];

    private readonly string _query;
    private readonly Tokenizer _tokens;
    private int _depth;
    private int _subQueries;
    private int _filters;

    public TokenReader(string query, long nowUnixNs)
    {
        if (query.Length > QueryLimits.QueryLengthMax)
        {
            throw new LogsQlException($"the query is longer than {QueryLimits.QueryLengthMax} characters");
        }

        _query = query;
        _tokens = new Tokenizer(query);
        NowUnixNs = nowUnixNs;
    }

    public long NowUnixNs { get; }

    /// <summary>The options that hold for the query being read; sub-queries inherit them.</summary>
    public QueryOptions Options { get; set; } = QueryOptions.None;

    public int Index { get; set; }

    public Token Current => _tokens[Index];

    public int Position => Current.Position;

    public bool AtEnd => Current.IsEnd;

    /// <summary>Where one filter or pipe ends: at <c>|</c>, at a closing bracket, at the end.</summary>
    public bool AtPartEnd => Is("|") || Is(")") || AtEnd;

    public void Next()
    {
        if (!AtEnd)
        {
            Index++;
        }
    }

    public bool Is(string keyword) => !Current.IsQuoted && string.Equals(Current.Text, keyword, StringComparison.OrdinalIgnoreCase);

    public bool IsNext(string keyword) => !_tokens[Index + 1].IsQuoted && _tokens[Index + 1].Text == keyword;

    public bool Skip(string keyword)
    {
        if (!Is(keyword))
        {
            return false;
        }

        Next();
        return true;
    }

    public void Expect(string keyword, string where)
    {
        if (!Skip(keyword))
        {
            throw Unexpected($"'{keyword}' {where}");
        }
    }

    /// <summary>Guards a recursion; call <see cref="Leave"/> on the way back.</summary>
    public void Enter()
    {
        if (++_depth > QueryLimits.DepthMax)
        {
            throw Error($"the query nests deeper than {QueryLimits.DepthMax} levels");
        }
    }

    public void Leave() => _depth--;

    public void CountSubQuery()
    {
        if (++_subQueries > QueryLimits.SubQueriesMax)
        {
            throw Error($"a query has at most {QueryLimits.SubQueriesMax} sub-queries");
        }
    }

    public void CountFilter()
    {
        if (++_filters > QueryLimits.FiltersMax)
        {
            throw Error($"a query has at most {QueryLimits.FiltersMax} filters; in(…) has room for more values than that");
        }
    }

    /// <summary>A value that may contain most signs, such as a path, a time or a pattern.</summary>
    public string ReadValue(string what) => Read(ValueStops, what, "!");

    /// <summary>As <see cref="ReadValue"/>, but a star ends it: it may be a prefix.</summary>
    public string ReadPhrase(string what) => Read(PhraseStops, what, "!");

    /// <summary>As <see cref="ReadPhrase"/>, but a colon ends it too: it may be a field's name.</summary>
    public string ReadNameOrPhrase(string what) => Read(NameStops, what, "!");

    /// <summary>A field or number in arithmetic: what is an operator elsewhere in it ends it.</summary>
    public string ReadMathWord(string what) => Read(MathStops, what, "!");

    public LogsQlException Error(string message) => new(message, Position);

    public LogsQlException Unexpected(string wanted) => AtEnd
        ? Error($"the query ends where {wanted} should stand")
        : Current.Text is "\"" or "'" or "`" && !Current.IsQuoted
            ? Error($"the quote {Current.Text} is never closed, or has a bad escape")
            : Error($"'{Written(Current)}' stands where {wanted} should stand");

    [DoesNotReturn]
    public void Fail(string message) => throw Error(message);

    private string Written(Token token) => _query.Substring(token.Position, Math.Min(token.Length, 40));

    private string Read(string[] stops, string what, string badStart)
    {
        Token first = Current;
        if (first.IsQuoted)
        {
            Next();
            return first.Text;
        }

        if (IsAny(stops) || Is(badStart) || first.Text is "\"" or "'" or "`")
        {
            throw Unexpected(what);
        }

        Next();
        while (!Current.SpaceBefore && !IsAny(stops))
        {
            Next();
        }

        int end = _tokens[Index - 1].Position + _tokens[Index - 1].Length;
        return _query[first.Position..end];
    }

    private bool IsAny(string[] keywords)
    {
        Token token = Current;
        return !token.IsQuoted && token.Text.Length <= 1 && Array.IndexOf(keywords, token.Text) >= 0;
    }
}
