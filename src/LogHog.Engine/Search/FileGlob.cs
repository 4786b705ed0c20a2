using System.Diagnostics.CodeAnalysis;

namespace LogHog.Engine.Search;

/// <summary>An absolute path with <c>*</c> and <c>?</c> within names and <c>**</c> for any folders: which files below <see cref="Root"/> are meant.</summary>
public sealed class FileGlob
{
    private readonly string[] _parts;

    private FileGlob(string text, string root, string[] parts)
    {
        Text = text;
        Root = root;
        _parts = parts;
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>The folder before the first name with a star.</summary>
    public string Root { get; }

    public static bool TryParse(string text, [NotNullWhen(true)] out FileGlob? glob)
    {
        glob = null;
        string[] names = text.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (!text.StartsWith('/') || text.Any(char.IsControl) || names.Length < 2 || names.Contains("..") || names.Contains("."))
            return false;
        int plain = Array.FindIndex(names, static name => name.AsSpan().ContainsAny('*', '?'));
        plain = plain < 0 ? names.Length - 1 : plain;
        if (plain == 0)
            return false; // the whole system
        glob = new FileGlob(text, "/" + string.Join('/', names[..plain]), names[plain..]);
        return true;
    }

    /// <summary>Whether a file is meant.</summary>
    /// <param name="path">Absolute.</param>
    public bool Means(string path) => path.StartsWith(Root + "/", StringComparison.Ordinal) && Matches(path[(Root.Length + 1)..]);

    /// <summary>Whether a file is meant.</summary>
    /// <param name="path">Relative to <see cref="Root"/>.</param>
    public bool Matches(string path) => Matches(path.Split('/'), 0, 0, isFolder: false);

    /// <summary>Whether there may be such files in a folder.</summary>
    /// <inheritdoc cref="Matches(string)"/>
    public bool MayHold(string path) => path.Length == 0 || Matches(path.Split('/'), 0, 0, isFolder: true);

    private bool Matches(string[] names, int name, int part, bool isFolder)
    {
        if (name == names.Length)
            return isFolder || part == _parts.Length || _parts[part..] is ["**"];
        if (part == _parts.Length)
            return false;
        if (_parts[part] == "**")
            return isFolder || part == _parts.Length - 1 || Matches(names, name, part + 1, isFolder) || Matches(names, name + 1, part, isFolder);
        return IsLike(names[name], _parts[part]) && Matches(names, name + 1, part + 1, isFolder);
    }

    /// <summary>One name and one pattern; linear but for the last star, whose place moves on.</summary>
    private static bool IsLike(ReadOnlySpan<char> name, ReadOnlySpan<char> pattern)
    {
        int at = 0;
        int next = 0;
        int star = -1;
        int starAt = 0;
        while (at < name.Length)
        {
            if (next < pattern.Length && pattern[next] == '*')
            {
                (star, starAt) = (next++, at);
            }
            else if (next < pattern.Length && (pattern[next] == '?' || pattern[next] == name[at]))
            {
                at++;
                next++;
            }
            else if (star >= 0)
            {
                (next, at) = (star + 1, ++starAt);
            }
            else
            {
                return false;
            }
        }

        return pattern[next..].TrimStart('*').IsEmpty;
    }
}
