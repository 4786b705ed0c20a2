namespace LogHog.Engine.Configuration.Values;

/// <summary>Paths, made absolute.</summary>
internal static class PathText
{
    // Linux: PATH_MAX of 4096 bytes with the closing zero.
    private const int PathCharsMax = 4095;

    public static Parsed<string> Parse(string text, string folder)
    {
        if (text.Length == 0)
            return Parsed<string>.Bad("is empty; write a path");
        if (text.Length > PathCharsMax || text.Any(char.IsControl))
            return Parsed<string>.NotOneOf(text, "a path without control characters");
        if (text[0] is '"' or '\'')
            return Parsed<string>.NotOneOf(text, "the path without quotes");
        if (text[0] == '~')
            return Parsed<string>.NotOneOf(text, "the whole path, the ~ of a shell is not known here");
        return Parsed<string>.Good(Path.GetFullPath(Path.Combine(folder, text)));
    }
}
