using System.Text;

namespace LogHog.Engine.Bot;

/// <summary>
/// People by their e-mail addresses: <c>ana@example.org</c>, or everybody of a domain, <c>@example.org</c>, which is that domain alone and
/// none below it. Capitals do not count; letters beyond ASCII fit nobody, since many of them look like others. Never changes.
/// </summary>
public sealed class TrustedPeople : IEquatable<TrustedPeople>
{
    // RFC 5321 §4.5.3.1.
    private const int AddressCharsMax = 254;

    private readonly HashSet<string> _patterns;

    /// <param name="patterns">Each of them <see cref="IsPattern"/>.</param>
    public TrustedPeople(IEnumerable<string> patterns) => _patterns = new HashSet<string>(patterns.Select(static one => one.ToLowerInvariant()), StringComparer.Ordinal);

    public static TrustedPeople Nobody { get; } = new([]);

    public bool IsEmpty => _patterns.Count == 0;

    /// <summary>Whether it is an address of the plain kind that people have: <c>local@domain</c> without quotes, comments and white space.</summary>
    public static bool IsAddress(string text)
    {
        int at = text.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && text.Length <= AddressCharsMax && text.AsSpan(0, at).IndexOfAnyExcept(LocalPart) < 0 && IsDomain(text.AsSpan(at + 1));
    }

    /// <summary>An address, or <c>@domain</c>.</summary>
    public static bool IsPattern(string text) => IsAddress(text) || (text.Length is > 1 and <= AddressCharsMax && text[0] == '@' && IsDomain(text.AsSpan(1)));

    public bool Contains(string address)
    {
        if (!Ascii.IsValid(address) || !IsAddress(address))
            return false;
        string small = address.ToLowerInvariant();
        return _patterns.Contains(small) || _patterns.Contains(small[small.IndexOf('@', StringComparison.Ordinal)..]);
    }

    public bool Equals(TrustedPeople? other) => other is not null && _patterns.SetEquals(other._patterns);

    public override bool Equals(object? obj) => Equals(obj as TrustedPeople);

    public override int GetHashCode() => _patterns.Count;

    public override string ToString() => string.Join(", ", _patterns.Order(StringComparer.Ordinal));

    // RFC 5322's atom and the dot.
    private static readonly System.Buffers.SearchValues<char> LocalPart =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%&'*+-/=?^_`{|}~");

    private static readonly System.Buffers.SearchValues<char> DomainPart =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-");

    private static bool IsDomain(ReadOnlySpan<char> text) =>
        text.Length > 0 && text.IndexOfAnyExcept(DomainPart) < 0 && text[0] is not ('.' or '-') && text[^1] is not ('.' or '-') && !text.Contains("..", StringComparison.Ordinal);
}
