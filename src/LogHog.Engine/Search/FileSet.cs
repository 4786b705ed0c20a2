using LogHog.Engine.Configuration;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Search;

/// <summary>The files of one path of a <c>[files:NAME]</c>, below its root.</summary>
internal sealed class FileSet(FilesSettings settings, FileGlob glob)
{
    private const string LogEnding = ".log";

    public FilesSettings Settings => settings;

    public FileGlob Glob => glob;

    public ReadOnlyMemory<byte> App { get; } = Utf8.Encode(settings.App);

    public bool Holds(string path) => glob.Matches(path) && !settings.Exclude.Any(other => IsExcluded(other, path));

    /// <summary>The module of lines that name none: the file's way below the root, <c>nginx/access.log</c> = <c>nginx.access</c>.</summary>
    public static ReadOnlyMemory<byte> ModuleOf(SearchFile file)
    {
        string path = file.LogPath;
        path = path.EndsWith(LogEnding, StringComparison.Ordinal) ? path[..^LogEnding.Length] : path;
        return Utf8.Encode(path.Replace('/', '.'));
    }

    private bool IsExcluded(FileGlob other, string path)
    {
        string full = $"{glob.Root}/{path}";
        return full.StartsWith(other.Root + "/", StringComparison.Ordinal) && other.Matches(full[(other.Root.Length + 1)..]);
    }
}
