using LogHog.Engine.Query.Filters;
using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Pipes;

/// <summary><c>replace [if (…)] ("old", "new") [at f] [limit n]</c>: a text by another.</summary>
internal sealed class ReplacePipe(Filter? condition, string oldText, string newText, string field, long limit) : ValuePipe(condition, field, field)
{
    private readonly byte[] _old = Utf8.Encode(oldText);
    private readonly byte[] _new = Utf8.Encode(newText);

    protected override byte[]? Make(ReadOnlyMemory<byte> value)
    {
        ReadOnlySpan<byte> rest = value.Span;
        int at = _old.Length == 0 ? -1 : rest.IndexOf(_old);
        if (at < 0)
        {
            return null;
        }

        ByteText text = Scratch.Text();
        for (long left = limit == 0 ? long.MaxValue : limit; at >= 0 && left > 0; left--)
        {
            text.Add(rest[..at]).Add(_new);
            rest = rest[(at + _old.Length)..];
            at = rest.IndexOf(_old);
        }

        return text.Add(rest).ToArray();
    }

    internal override Pipe MapFilters(Func<Filter, Filter> map) =>
        Condition is null ? this : new ReplacePipe(map(Condition), oldText, newText, Source, limit);

    public override string ToString() => "replace" + ReplaceSyntax.Text(Condition, oldText, newText, Source, limit);

    public static Pipe Parse(TokenReader reader, string name)
    {
        (Filter? condition, string from, string to, string field, long limit, _) = ReplaceSyntax.Read(reader, name);
        return new ReplacePipe(condition, from, to, field, limit);
    }
}
