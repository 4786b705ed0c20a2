using System.Globalization;
using System.Text;
using LogHog.Engine.Configuration;
using LogHog.Engine.Formats.Python;
using LogHog.Engine.Query.Values;
using LogHog.Engine.Search;

namespace LogHog.Engine.Index;

/// <summary>
/// What an index depends on beside its file's text and place: the version of the form, the runtime's tables of letters (which words
/// end where), the zone of times that name none, and for files of others what the configuration says of them. A
/// sidecar that was made by other rules is made anew.
/// </summary>
internal sealed class IndexRules
{
    /// <summary>Raised with every change of what is in a sidecar, or of how lines are read.</summary>
    private const int Version = 3;

    private IndexRules(TimeZoneInfo zone, string others, FolderFormats? formats)
    {
        Zone = zone;
        Formats = formats;
        Number = XxHash64.Hash(Encoding.UTF8.GetBytes($"{Version}\n{Environment.Version.Major}\n{zone.ToSerializedString()}{others}"));
    }

    /// <summary>Of a folder of logs.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="formats">The folder's Python formats. They only grow, and a new one changes no line that was read before, so sidecars stay.</param>
    public IndexRules(TimeZoneInfo zone, FolderFormats formats)
        : this(zone, "", formats)
    {
    }

    /// <summary>Of the files of a <c>[files:NAME]</c> below a root.</summary>
    public static IndexRules Of(FilesSettings files, string root, TimeZoneInfo zone) =>
        new(files.TimeZone ?? zone, string.Create(CultureInfo.InvariantCulture, $"\n{root}\n{files.App}\n{files.Format}\n{files.Pattern}"), formats: null);

    public TimeZoneInfo Zone { get; }

    public ulong Number { get; }

    /// <summary>Null = of files of others, whose formats the configuration names.</summary>
    public FolderFormats? Formats { get; }

    /// <summary>The file's path in its folder of logs, which says whose events are in it.</summary>
    public static ulong PlaceOf(SearchFile file) => XxHash64.Hash(Encoding.UTF8.GetBytes(file.LogPath));
}
