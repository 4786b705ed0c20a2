using LogHog.Engine.Configuration.Keys;

namespace LogHog.Engine.Configuration;

/// <summary>Text → <see cref="FilesSettings"/>.</summary>
internal static class FilesSettingsBuilder
{
    public static IReadOnlyList<FilesSettings> Build(SettingsReader reader) =>
        [.. reader.Sections(FilesKeys.Section).Select(section => Build(reader, section))];

    private static FilesSettings Build(SettingsReader reader, string section)
    {
        string name = section[(FilesKeys.Section.Length + 1)..];
        var settings = new FilesSettings
        {
            Name = name,
            Paths = reader.Get(FilesKeys.Path, section),
            Exclude = reader.Get(FilesKeys.Exclude, section),
            Format = reader.Get(FilesKeys.Format, section),
            Pattern = reader.Get(FilesKeys.Pattern, section),
            App = reader.Get(FilesKeys.App, section) ?? name,
            TimeZone = reader.Get(FilesKeys.TimeZone, section),
            Index = reader.Get(FilesKeys.Index, section),
        };
        if (settings.Paths.Count == 0)
            reader.Error(FilesKeys.Path, section, "names no file; write one or more absolute paths, such as /var/log/**");
        if (settings.Format == FileFormatKind.Regex && settings.Pattern is null && !reader.HasProblem(FilesKeys.Pattern, section))
            reader.Error(FilesKeys.Pattern, section, "format = regex needs a pattern; write one with named groups, such as ^(?<time>\\S+ \\S+) (?<level>\\w+) (?<msg>.*)");
        if (settings.Format != FileFormatKind.Regex && settings.Pattern is not null)
            reader.Error(FilesKeys.Pattern, section, "is used with format = regex only; write that, or take the pattern out");
        return settings;
    }
}
