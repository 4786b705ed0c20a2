using System.Text.RegularExpressions;
using LogHog.Engine.Configuration.Keys;
using LogHog.Engine.Inputs.Tail;

namespace LogHog.Engine.Configuration;

/// <summary>Text → <see cref="TailSettings"/>.</summary>
internal static class TailSettingsBuilder
{
    public static IReadOnlyList<TailSettings> Build(SettingsReader reader) =>
        [.. reader.Sections(TailKeys.Section).Select(section => Build(reader, section))];

    private static TailSettings Build(SettingsReader reader, string section)
    {
        string name = section[(TailKeys.Section.Length + 1)..];
        var settings = new TailSettings
        {
            Name = name,
            Paths = reader.Get(TailKeys.Path, section),
            Exclude = reader.Get(TailKeys.Exclude, section),
            Format = reader.Get(TailKeys.Format, section),
            Pattern = reader.Get(TailKeys.Pattern, section),
            TimeZone = reader.Get(TailKeys.TimeZone, section),
            Encoding = reader.Get(TailKeys.Encoding, section),
            BeginsAtEnd = reader.Get(TailKeys.StartAt, section),
            Multiline = reader.Get(TailKeys.Multiline, section),
            MultilineStart = reader.Get(TailKeys.MultilineStart, section),
            MultilineWait = reader.Get(TailKeys.MultilineWait, section),
            App = reader.Get(TailKeys.App, section) ?? name,
            Module = reader.Get(TailKeys.Module, section),
            Host = reader.Get(TailKeys.Host, section),
            PathField = reader.Get(TailKeys.PathField, section),
            EventBytesMax = reader.Get(TailKeys.MaxEvent, section),
            FilesMax = reader.Get(TailKeys.MaxFiles, section),
            Poll = reader.Get(TailKeys.Poll, section),
            CloseAfter = reader.Get(TailKeys.CloseAfter, section),
        };
        Check(reader, section, settings);
        return settings;
    }

    private static void Check(SettingsReader reader, string section, TailSettings settings)
    {
        if (!InputSettingsBuilder.IsGoodName(settings.Name))
            reader.Error(TailKeys.Path, section, "the input's name is also a label and a file's name; write up to 64 letters, digits, '_', '-' and '.'");
        if (settings.Paths.Count == 0 || !reader.IsSaid(TailKeys.Path, section))
            reader.Error(TailKeys.Path, section, "names no file; write one or more absolute paths, such as /var/log/auth.log");
        CheckPair(
            reader, section, TailKeys.Pattern, settings.Pattern, TailKeys.Format, settings.Format == FileFormatKind.Regex, "format = regex",
            "^(?<time>\\S+ \\S+) (?<level>\\w+) (?<msg>.*)");
        CheckPair(
            reader, section, TailKeys.MultilineStart, settings.MultilineStart, TailKeys.Multiline, settings.Multiline.Contains(MultilineKind.Start), "multiline = start",
            "^\\d{4}-\\d\\d-\\d\\d ");
    }

    /// <summary>A pattern and the key that asks for it; one of which something wrong was said has had its error.</summary>
    private static void CheckPair(
        SettingsReader reader, string section, ConfigurationKey<Regex?> key, Regex? pattern, ConfigurationKey asked, bool isWanted, string asking, string example)
    {
        if (isWanted && pattern is null && !reader.HasProblem(key, section))
            reader.Error(key, section, $"{asking} needs a pattern; write one, such as {example}");
        if (!isWanted && pattern is not null && !reader.HasProblem(asked, section))
            reader.Error(key, section, $"is used with {asking} only; write that, or take the pattern out");
    }
}
