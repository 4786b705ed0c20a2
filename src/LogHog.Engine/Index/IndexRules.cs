using System.Text;
using LogHog.Engine.Formats.Python;
using LogHog.Engine.Query.Values;
using LogHog.Engine.Search;

namespace LogHog.Engine.Index;

/// <summary>
/// What an index depends on beside its file's text and place: the version of the form, the runtime's tables of letters (which words
/// end where), and the zone of times that name none. A
/// sidecar that was made by other rules is made anew.
/// </summary>
/// <param name="zone">The zone.</param>
/// <param name="formats">The folder's Python formats. They only grow, and a new one changes no line that was read before, so sidecars stay.</param>
internal sealed class IndexRules(TimeZoneInfo zone, FolderFormats formats)
{
    /// <summary>Raised with every change of what is in a sidecar, or of how lines are read.</summary>
    private const int Version = 3;

    public TimeZoneInfo Zone => zone;

    public FolderFormats Formats => formats;

    public ulong Number { get; } = XxHash64.Hash(Encoding.UTF8.GetBytes($"{Version}\n{Environment.Version.Major}\n{zone.ToSerializedString()}"));

    /// <summary>The file's path in its folder of logs, which says whose events are in it.</summary>
    public static ulong PlaceOf(SearchFile file) => XxHash64.Hash(Encoding.UTF8.GetBytes(file.LogPath));
}
