using LogHog.Engine.Search;

namespace LogHog.Engine.Configuration.Values;

/// <summary>Lists of paths with stars, one a line.</summary>
internal static class GlobText
{
    public static readonly ValueKind<IReadOnlyList<FileGlob>> Kind = new("paths", Parse) { TakesLines = true };

    private static Parsed<IReadOnlyList<FileGlob>> Parse(string text, string folder)
    {
        List<FileGlob> globs = [];
        foreach (string line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!FileGlob.TryParse(line, out FileGlob? glob))
                return Parsed<IReadOnlyList<FileGlob>>.NotOneOf(line, "an absolute path that names a folder before its first star, such as /var/log/*.log");
            globs.Add(glob);
        }

        return Parsed<IReadOnlyList<FileGlob>>.Good(globs);
    }
}
