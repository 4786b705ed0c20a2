using System.Buffers;
using System.Globalization;
using LogHog.Engine.Storage;

namespace LogHog.Engine.Inputs.Following;

/// <summary>
/// Which names rotation gives to a file: <c>auth.log.1</c>, <c>auth.log.2.gz</c>, <c>auth.log-20261128</c>, <c>auth-20261128.log.xz</c>,
/// <c>auth.log.old</c>, <c>auth.log.2026-11-20-00-00-00-000000.xz</c>, <c>auth.log-2026112901.backup</c>, which logrotate makes of what is in its way.
/// </summary>
internal static class RotatedNames
{
    private static readonly SearchValues<char> Marks = SearchValues.Create("0123456789.-_:TZ+");

    private static readonly string[] Words = ["old", "bak", "prev", "save"];

    // More are a date.
    private const int GenerationDigitsMax = 5;

    private const string Displaced = ".backup";

    /// <param name="name">Without its folder.</param>
    /// <param name="rotated">Another name, without its folder.</param>
    public static bool IsRotated(string name, string rotated)
    {
        ReadOnlySpan<char> rest = WithoutSuffix(rotated);
        ReadOnlySpan<char> suffix = Path.GetExtension(name.AsSpan());
        ReadOnlySpan<char> stem = suffix.Length < name.Length ? Path.GetFileNameWithoutExtension(name.AsSpan()) : name;
        if (rest.StartsWith(name) && IsMark(rest[name.Length..]))
            return true;
        return suffix.Length > 0 && rest.Length > name.Length && rest.StartsWith(stem) && rest.EndsWith(suffix)
            && IsMark(rest[stem.Length..^suffix.Length]);
    }

    /// <summary>The number behind the name, which rises with each rotation (<c>auth.log.12.gz</c>); 0 = it has none, or a date.</summary>
    public static int Generation(string rotated)
    {
        ReadOnlySpan<char> rest = WithoutSuffix(rotated);
        ReadOnlySpan<char> number = rest[(rest.LastIndexOf('.') + 1)..];
        return number.Length <= GenerationDigitsMax && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int generation) ? generation : 0;
    }

    /// <summary>The name before it was compressed.</summary>
    public static ReadOnlySpan<char> WithoutSuffix(string name) =>
        ArchiveName.FormatOfFile(name) is null ? name : Path.GetFileNameWithoutExtension(name.AsSpan());

    /// <summary>A number, a date, or one of a few words behind a separator.</summary>
    private static bool IsMark(ReadOnlySpan<char> mark)
    {
        if (mark.Length < 2 || mark[0] is not ('.' or '-' or '_'))
            return false;
        mark = mark.EndsWith(Displaced) ? mark[1..^Displaced.Length] : mark[1..];
        foreach (string word in Words)
        {
            if (mark.SequenceEqual(word))
                return true;
        }

        return mark.Length > 0 && char.IsAsciiDigit(mark[0]) && mark.IndexOfAnyExcept(Marks) < 0;
    }
}
