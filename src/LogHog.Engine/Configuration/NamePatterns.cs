using System.IO.Enumeration;

namespace LogHog.Engine.Configuration;

/// <summary>A list of names in which <c>*</c> stands for any text. Never changes.</summary>
/// <param name="Patterns">As they were written.</param>
/// <param name="IgnoreCase">Names of hosts and certificates, as DNS has it.</param>
public sealed record NamePatterns(IReadOnlyList<string> Patterns, bool IgnoreCase)
{
    public static NamePatterns None { get; } = new([], IgnoreCase: true);

    public bool IsEmpty => Patterns.Count == 0;

    public bool Matches(string name)
    {
        foreach (string pattern in Patterns)
        {
            if (Matches(pattern, name, IgnoreCase))
                return true;
        }

        return false;
    }

    public bool Equals(NamePatterns? other) =>
        other is not null && IgnoreCase == other.IgnoreCase && Patterns.SequenceEqual(other.Patterns, StringComparer.Ordinal);

    public override int GetHashCode() => HashCode.Combine(Patterns.Count, IgnoreCase);

    public override string ToString() => string.Join(", ", Patterns);

    /// <summary>Only <c>*</c> means something: names have neither <c>?</c> nor <c>\</c> (<see cref="Values.NamePatternsText"/>).</summary>
    internal static bool Matches(string pattern, string name, bool ignoreCase) => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase);
}
