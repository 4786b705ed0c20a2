using System.Text;
using LogHog.Engine.Configuration.Ini;
using LogHog.Engine.Configuration.Keys;
using LogHog.Engine.Durability;

namespace LogHog.Engine.Configuration;

/// <summary>
/// Rules that were made through the API: a drop-in of one section each, in a folder of the server's own. What a file says is checked as a
/// configuration file's section is; a bad one there is told and passed by, since nobody may be looking when the server starts.
/// </summary>
public static class AlertRuleFiles
{
    private const string FolderName = "rules.d";
    private const string Ending = ".conf";
    private const int FileBytesMax = 1 << 20;

    /// <summary>Writes a rule, in place of one of the same name; on the disk when this returns.</summary>
    /// <param name="alertsFolder">See <see cref="ServerSettings.AlertsFolder"/>.</param>
    /// <param name="name">Of the rule; <see cref="AlertSettingsBuilder.IsName"/>.</param>
    /// <param name="keys">Its keys, as they are written in a file; lists one a line.</param>
    /// <exception cref="DiskException">The disk does not take it.</exception>
    public static void Save(string alertsFolder, string name, IReadOnlyDictionary<string, string> keys)
    {
        using RootedFolder folder = RootedFolder.Open(Path.Combine(alertsFolder, FolderName), create: true);
        string fresh = "." + name + ".new";
        folder.Delete(fresh); // What a crash left there.
        using DurableFile file = folder.CreateNewPrivate(fresh);
        file.WriteAt(0, Encoding.UTF8.GetBytes(Text(name, keys)));
        file.Sync();
        folder.Rename(fresh, name + Ending, replace: true);
        folder.SyncFolder();
    }

    /// <returns>False: there is none of this name.</returns>
    /// <exception cref="DiskException">The disk does not take it.</exception>
    public static bool Delete(string alertsFolder, string name)
    {
        using RootedFolder folder = RootedFolder.Open(Path.Combine(alertsFolder, FolderName), create: true);
        bool wasThere = folder.Delete(name + Ending);
        folder.SyncFolder();
        return wasThere;
    }

    /// <summary>Checks a rule as a file of the configuration would be.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="keys">As for <see cref="Save"/>.</param>
    /// <param name="isChannel">Whether there is such a channel.</param>
    /// <param name="errors">Everything that is wrong, with the key.</param>
    /// <returns>Null when there are errors.</returns>
    public static AlertSettings? Check(
        string name, IReadOnlyDictionary<string, string> keys, Func<string, bool> isChannel, out IReadOnlyList<ConfigurationProblem> errors)
    {
        var problems = new ProblemList();
        if (!AlertSettingsBuilder.IsName(name))
            problems.Error(new("request"), null, "name", $"write up to {AlertSettingsBuilder.NameCharsMax} letters, digits, '_', '-' and '.'");
        AlertSettings? rule = problems.HasErrors ? null : Read("request", "/", IniReader.Read(Encoding.UTF8.GetBytes(Text(name, keys))), problems) is [var one] ? one : null;
        foreach (string channel in rule?.Channels.Where(channel => !isChannel(channel)) ?? [])
            problems.Error(new("request"), $"alert:{name}", AlertKeys.Channels.Name, NoChannel(channel));
        errors = problems.Errors;
        return problems.HasErrors ? null : rule! with { IsFromApi = true };
    }

    /// <summary>As one reads it in a message.</summary>
    internal static string NoChannel(string channel) => $"there is no [channel:{Printable.Text(channel)}]; write one, or name another";

    /// <summary>Adds them to the rules of the configuration files, which are stronger.</summary>
    internal static ServerSettings AddTo(ServerSettings settings, ProblemList problems)
    {
        string path = Path.Combine(settings.AlertsFolder, FolderName);
        List<AlertSettings> rules = [.. settings.Alerts];
        foreach (string file in Files(path))
        {
            ProblemList own = new();
            if (ConfigurationFiles.ReadBytes(file, FileBytesMax, message => own.Error(new(file), null, null, message)) is not { } bytes)
                continue;
            IReadOnlyList<AlertSettings> read = Read(file, path, IniReader.Read(bytes), own);
            foreach (ConfigurationProblem problem in own.Errors)
                problems.Warning(problem.Origin, problem.Section, problem.Key, problem.Message + "; this rule of the API is passed by");
            if (own.HasErrors || read.Count != 1)
                continue;
            if (rules.Exists(rule => rule.Name == read[0].Name))
                problems.Warning(new(file), $"alert:{read[0].Name}", null, "the configuration has a rule of this name, which counts; remove one of the two");
            else if (rules.Count < AlertSettingsBuilder.RulesMax)
                rules.Add(read[0] with { IsFromApi = true });
        }

        return settings with { Alerts = rules };
    }

    private static string[] Files(string path)
    {
        try
        {
            return Directory.Exists(path) ? [.. Directory.GetFiles(path, "*" + Ending).Where(static file => Path.GetFileName(file)[0] != '.').Order(StringComparer.Ordinal)] : [];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static IReadOnlyList<AlertSettings> Read(string source, string folder, IniFile file, ProblemList problems)
    {
        ConfigurationText text = new();
        text.Add(source, folder, file, problems);
        KnownNames.CheckServer(text, problems);
        return AlertSettingsBuilder.Build(new SettingsReader(text, folder, problems));
    }

    private static string Text(string name, IReadOnlyDictionary<string, string> keys)
    {
        StringBuilder text = new($"; loghogd writes this file: change it with loghog alert add and remove\n[alert:{name}]\n");
        foreach ((string key, string value) in keys.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
            text.Append(OneWord(key)).Append(" = ").Append(string.Join("\n    ", Lines(value))).Append('\n');
        return text.ToString();
    }

    /// <summary>A value cannot end its line and go on as another key, nor become a comment.</summary>
    private static IEnumerable<string> Lines(string value) => value.ReplaceLineEndings("\n").Split('\n')
        .Select(static line => new string([.. line.Where(static c => !char.IsControl(c) || c == '\t')]).Trim())
        .Where(static line => line.Length > 0).DefaultIfEmpty("\"\"");

    private static string OneWord(string key) => new([.. key.Where(static c => !char.IsControl(c) && !char.IsWhiteSpace(c) && c is not ('=' or ':' or '[' or ';' or '#'))]);
}
