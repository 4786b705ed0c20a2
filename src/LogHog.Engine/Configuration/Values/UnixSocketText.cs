using System.Text;

namespace LogHog.Engine.Configuration.Values;

/// <summary>Paths of Unix sockets between commas.</summary>
internal static class UnixSocketText
{
    public static readonly ValueKind<IReadOnlyList<string>> Kind = new("paths", Parse) { TakesLines = true };

    // sizeof(sockaddr_un.sun_path) less its closing zero.
    private const int PathBytesMax = 107;

    private static readonly char[] Separators = [',', '\n'];

    private static Parsed<IReadOnlyList<string>> Parse(string text, string folder)
    {
        List<string> paths = [];
        foreach (string item in text.Split(Separators, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            Parsed<string> path = PathText.Parse(item, folder);
            if (path.Error is not null)
                return Parsed<IReadOnlyList<string>>.Bad(path.Error);
            if (Encoding.UTF8.GetByteCount(path.Value!) > PathBytesMax)
                return Parsed<IReadOnlyList<string>>.NotOneOf(path.Value!, $"a path of at most {PathBytesMax} bytes, the most that a Unix socket can have");
            paths.Add(path.Value!);
        }

        return Parsed<IReadOnlyList<string>>.Good(paths);
    }
}
