using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Filters;

/// <summary>What <c>{…}</c> asks of one label of a stream.</summary>
public sealed class StreamLabel
{
    private readonly string _sign;
    private readonly string[] _texts;
    private readonly TextPattern? _pattern;

    internal StreamLabel(string name, string sign, IReadOnlyList<string> values)
    {
        Name = string.Intern(name);
        _sign = sign;
        _texts = [.. values];
        Values = [.. values.Select(value => (ReadOnlyMemory<byte>)Utf8.Encode(value))];
        _pattern = sign.Contains('~', StringComparison.Ordinal) ? new TextPattern($"^(?:{values[0]})$") : null;
    }

    public string Name { get; }

    /// <summary>The values that it must have (or not have, see <see cref="IsNegated"/>); a regular expression gives none.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Values { get; }

    public bool IsNegated => _sign is "!=" or "!~" or "not_in";

    public bool IsRegex => _pattern is not null;

    public bool Matches(ReadOnlySpan<byte> value)
    {
        bool found = false;
        if (_pattern is not null)
        {
            found = _pattern.IsMatch(value);
        }
        else
        {
            foreach (ReadOnlyMemory<byte> wanted in Values)
            {
                found |= value.SequenceEqual(wanted.Span);
            }
        }

        return found != IsNegated;
    }

    public override string ToString() => _sign is "in" or "not_in"
        ? $"{Keywords.Quote(Name)} {_sign} ({string.Join(',', _texts.Select(QuotedText.Quote))})"
        : $"{Keywords.Quote(Name)}{_sign}{QuotedText.Quote(_texts[0])}";
}
