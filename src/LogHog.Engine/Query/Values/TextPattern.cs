using System.Buffers;
using System.Text.RegularExpressions;
using System.Text;

namespace LogHog.Engine.Query.Values;

/// <summary>A regular expression that runs over UTF-8; a text that it must contain is looked for first.</summary>
internal sealed class TextPattern
{
    /// <summary>A power of two above the cores of usual servers.</summary>
    private const int ThreadSlots = 64;

    private readonly Regex _regex;

    // A Regex keeps what it works with for one thread; a second one at the same time makes all of it anew for each call.
    private readonly Regex?[] _ofThreads = new Regex?[ThreadSlots];
    private readonly byte[] _literal;
    private readonly bool _literalIsAll;

    public TextPattern(string pattern)
    {
        Pattern = pattern;
        _regex = Re2.Compile(pattern);
        string literal = RequiredLiteral.Of(pattern);
        _literal = Utf8.Encode(literal);
        _literalIsAll = literal == pattern;
        Run = _literalIsAll ? null : RequiredRun.Of(pattern);
    }

    public string Pattern { get; }

    /// <summary>A text without which nothing matches; empty = none is known.</summary>
    public ReadOnlySpan<byte> Literal => _literal;

    /// <summary>Neighbouring bytes without which nothing matches; null = none are known that are rare.</summary>
    public ByteRun? Run { get; }

    /// <summary>The pattern is nothing but the literal.</summary>
    public bool IsLiteral => _literalIsAll;

    public Regex Regex => _regex;

    public bool IsMatch(ReadOnlySpan<byte> value)
    {
        if (_literal.Length > 0 && value.IndexOf(_literal) < 0)
        {
            return false;
        }

        if (_literalIsAll)
        {
            return true;
        }

        char[] rented = ArrayPool<char>.Shared.Rent(value.Length + 1);
        int length = Encoding.UTF8.GetChars(value, rented);
        Regex regex = _ofThreads[Environment.CurrentManagedThreadId % ThreadSlots] ??= Re2.Compile(Pattern);
        bool matches = regex.IsMatch(rented.AsSpan(0, length));
        ArrayPool<char>.Shared.Return(rented);
        return matches;
    }

    /// <summary>Every place of the pattern in a value.</summary>
    public void Mark(ReadOnlySpan<byte> value, List<(int Start, int Length)> marks)
    {
        string text = Utf8.Decode(value);
        if (Encoding.UTF8.GetByteCount(text) != value.Length)
        {
            return; // Bytes that are not UTF-8 take another room in the string.
        }

        (int chars, int bytes) = (0, 0);
        foreach (ValueMatch match in _regex.EnumerateMatches(text))
        {
            bytes += Encoding.UTF8.GetByteCount(text.AsSpan(chars, match.Index - chars));
            int length = Encoding.UTF8.GetByteCount(text.AsSpan(match.Index, match.Length));
            if (length > 0)
            {
                marks.Add((bytes, length));
            }

            (chars, bytes) = (match.Index + match.Length, bytes + length);
        }
    }
}
