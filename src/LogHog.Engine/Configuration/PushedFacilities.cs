using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using LogHog.Engine.Configuration.Ini;
using LogHog.Engine.Configuration.Keys;
using LogHog.Engine.Durability;
using LogHog.Protocols.ConfigPush;

namespace LogHog.Engine.Configuration;

/// <summary>
/// What was pushed to this server last: a fragment of facilities.conf, kept in a file of the server's own that is stronger than every
/// drop-in. Its first line says which version it is, so that the version and what it brought are replaced in one step.
/// </summary>
/// <param name="Version">Of the push; only greater ones count after it.</param>
/// <param name="Key">The key that signed it.</param>
/// <param name="IssuedAt">Seconds, Unix.</param>
/// <param name="Fragment">As it was pushed.</param>
public sealed partial record PushedFacilities(long Version, string Key, long IssuedAt, string Fragment)
{
    private const string FileName = "facilities.conf";

    // A push is at most this long; so is what is left of it.
    private const int FileBytesMax = PushEnvelope.BytesMax + 1024;

    /// <summary>The version that was pushed last; 0 = none is known.</summary>
    public static long LastVersion(string pushFolder)
    {
        string path = Path.Combine(pushFolder, FileName);
        if (!File.Exists(path) || ConfigurationFiles.ReadBytes(path, FileBytesMax, static _ => { }) is not { } bytes)
            return 0;
        Match head = Head().Match(Encoding.UTF8.GetString(bytes));
        return head.Success && long.TryParse(head.Groups["version"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out long version) ? version : 0;
    }

    /// <summary>Keeps it over restarts: on the disk when this returns, whole or not at all.</summary>
    /// <exception cref="DiskException">The disk does not take it.</exception>
    public void Save(string pushFolder)
    {
        const string fresh = FileName + ".new";
        using RootedFolder folder = RootedFolder.Open(pushFolder, create: true);
        // What a crash left there.
        folder.Delete(fresh);
        using DurableFile file = folder.CreateNewPrivate(fresh);
        file.WriteAt(0, Encoding.UTF8.GetBytes(Text));
        file.Sync();
        folder.Rename(fresh, FileName, replace: true);
        folder.SyncFolder();
    }

    /// <summary>Adds what was pushed over the files.</summary>
    /// <param name="text">The files' facilities.</param>
    /// <param name="pushFolder">Where it is kept.</param>
    /// <param name="candidate">Stands for what is kept there; null = that.</param>
    /// <param name="problems">Takes what is wrong with it.</param>
    internal static void AddTo(ConfigurationText text, string pushFolder, PushedFacilities? candidate, ProblemList problems)
    {
        string path = Path.Combine(pushFolder, FileName);
        if (candidate is null && !File.Exists(path))
            return;
        byte[]? bytes = candidate is not null
            ? Encoding.UTF8.GetBytes(candidate.Text)
            : ConfigurationFiles.ReadBytes(path, FileBytesMax, message => problems.Error(new(path), null, null, message));
        if (bytes is null)
            return;
        IniFile file = IniReader.Read(bytes);
        RefusePaths(file, path, problems);
        text.Add(path, pushFolder, file, problems);
    }

    /// <summary>What comes from the network is never trusted as a path: the server would read any file that somebody names.</summary>
    internal static void RefusePaths(IniFile file, string source, ProblemList problems)
    {
        foreach (IniSection section in file.Sections)
        {
            foreach (IniValue value in section.Values.Where(static value => value.Key == FacilityKeys.SecretFile.Name))
                problems.Error(new(source, value.Line), section.Name, value.Key, "cannot be pushed: it names a file of the server; write it in facilities.conf there");
        }
    }

    private string Text => string.Create(
        CultureInfo.InvariantCulture,
        $"; version={Version} key={Key} pushed={DateTimeOffset.FromUnixTimeSeconds(IssuedAt):yyyy-MM-dd'T'HH:mm:ss'Z'}; loghogd writes this file: change it with loghog config push\n{Fragment}");

    [GeneratedRegex(@"\A; version=(?<version>[0-9]{1,16}) key=", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Head();
}
