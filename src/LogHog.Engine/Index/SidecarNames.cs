using LogHog.Engine.Storage;

namespace LogHog.Engine.Index;

/// <summary>
/// Where the index of a log file lies: <c>.index/NAME.idx</c> beside it, and <c>.index/NAME.tail</c> for the part of a live file that
/// is indexed provisionally. An archive keeps the name that it had before it was compressed.
/// </summary>
internal static class SidecarNames
{
    public const string Folder = ".index";
    public const string MainSuffix = ".idx";
    public const string TailSuffix = ".tail";

    /// <summary>Held by whoever makes indexes in a folder of logs, so that two do not.</summary>
    public const string LockPath = Folder + "/lock";

    private const string TemporarySuffix = ".tmp";

    /// <param name="path">Of a log file, relative to the folder of logs.</param>
    public static string Main(string path) => Beside(PlainPath(path), MainSuffix);

    /// <inheritdoc cref="Main"/>
    public static string Tail(string path) => Beside(PlainPath(path), TailSuffix);

    /// <summary>The folder of a log file's sidecars.</summary>
    public static string FolderOf(string path) => path[..NameStart(path)] + Folder;

    /// <summary>A sidecar's name until it is complete.</summary>
    public static string Temporary(string sidecar) => sidecar + TemporarySuffix;

    public static bool IsTemporary(string name) => name.EndsWith(TemporarySuffix, StringComparison.Ordinal);

    /// <summary>The name of the log file (uncompressed, if it is an archive) whose sidecar this is; null = it is none.</summary>
    public static string? LogNameOf(string sidecarName)
    {
        foreach (string suffix in (ReadOnlySpan<string>)[MainSuffix, TailSuffix])
        {
            if (sidecarName.Length > suffix.Length && sidecarName.EndsWith(suffix, StringComparison.Ordinal))
                return sidecarName[..^suffix.Length];
        }

        return null;
    }

    /// <summary>An archive's path without the suffix of its compression; any other path as it is.</summary>
    public static string PlainPath(string path)
    {
        int name = NameStart(path);
        return ArchiveName.TryParse(path.AsSpan(name), out ArchiveName archive) && archive.Format is not null
            ? path[..name] + (archive with { Format = null })
            : path;
    }

    private static string Beside(string path, string suffix)
    {
        int name = NameStart(path);
        return $"{path[..name]}{Folder}/{path[name..]}{suffix}";
    }

    private static int NameStart(string path) => path.LastIndexOf('/') + 1;
}
