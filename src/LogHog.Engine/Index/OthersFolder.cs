using System.Globalization;
using System.Text;
using LogHog.Engine.Configuration;
using LogHog.Engine.Durability;
using LogHog.Engine.Query.Values;
using LogHog.Engine.Search;
using LogHog.Engine.Storage;

namespace LogHog.Engine.Index;

/// <summary>
/// The files of a <c>[files:NAME]</c> below one root, and their index. That lies in the server's work folder, in the same folders as the
/// files do below their root: <c>index/NAME@ROOT/nginx/.index/access.log.idx</c>. Nothing is written beside the files.
/// </summary>
internal sealed class OthersFolder
{
    /// <summary>In the work folder.</summary>
    public const string AllName = "index";

    /// <summary>With a root's hash and a sign between them it is a file name.</summary>
    private const int NameBytesMax = 180;

    private readonly IReadOnlyList<FileSet> _sets;
    private readonly RootedFolder _root;

    private OthersFolder(IReadOnlyList<FileSet> sets, RootedFolder root, RootedFolder sidecars, TimeZoneInfo zone)
    {
        _sets = sets;
        _root = root;
        Key = KeyOf(sets[0]);
        Indexes = IndexFolder.Open(root, sidecars, IndexRules.Of(sets[0].Settings, sets[0].Glob.Root, zone));
    }

    /// <summary>The name of the folder of its sidecars.</summary>
    public string Key { get; }

    public IndexFolder Indexes { get; }

    public string Root => _root.Path;

    /// <summary>Somebody put another folder in its place.</summary>
    public bool IsReplaced => !_root.IsStillAtItsPath();

    /// <summary>All that are to be indexed, those of one root together, by key.</summary>
    public static IEnumerable<IGrouping<string, FileSet>> Of(IReadOnlyList<FilesSettings> files) =>
        files.Where(static one => one.Index)
            .SelectMany(static one => one.Paths.Select(glob => new FileSet(one, glob)))
            .GroupBy(KeyOf, StringComparer.Ordinal);

    public static string KeyOf(FileSet set)
    {
        var key = new StringBuilder();
        FileNameText.Append(key, Utf8.Encode(set.Settings.Name), NameBytesMax, escapesHyphen: false);
        return key.Append(CultureInfo.InvariantCulture, $"@{XxHash64.Hash(Utf8.Encode(set.Glob.Root)):x16}").ToString();
    }

    /// <param name="work">The server's work folder.</param>
    /// <param name="sets">Of one section and one root.</param>
    /// <param name="zone">Of times that name none.</param>
    /// <exception cref="DiskException">The files' root is not there, or the folder of sidecars cannot be made.</exception>
    public static OthersFolder Open(RootedFolder work, IEnumerable<FileSet> sets, TimeZoneInfo zone)
    {
        FileSet[] all = [.. sets];
        string folder = $"{AllName}/{KeyOf(all[0])}";
        RootedFolder root = RootedFolder.Open(all[0].Glob.Root, create: false);
        try
        {
            if (work.Status(folder) is null)
            {
                work.CreateFolders(folder);
                work.GiveToOwner(AllName);
                work.GiveToOwner(folder);
            }

            return new OthersFolder(all, root, work.OpenFolder(folder), zone);
        }
        catch
        {
            root.Dispose();
            throw;
        }
    }

    public bool Holds(string path) => _sets.Any(set => set.Holds(path));

    /// <summary>Its files, newest first, each once.</summary>
    /// <exception cref="DiskException">The root cannot be listed.</exception>
    public List<SearchFile> List(CancellationToken stop) => _sets.Count == 1
        ? FolderListing.Read(_root, stop, _sets[0])
        : [.. _sets.SelectMany(set => FolderListing.Read(_root, stop, set)).DistinctBy(static file => file.Path, StringComparer.Ordinal).OrderByDescending(static file => file.NewestAt)];
}
