using LogHog.Engine.Configuration.Keys;
using LogHog.Engine.Configuration.Values;
using LogHog.Engine.Formats.Python;

namespace LogHog.Engine.Configuration;

/// <summary>What a facility's <c>format = python:…</c> and the keys beside it say → <see cref="PythonFormatSettings"/>.</summary>
internal static class PythonFormatBuilder
{
    private static readonly ConfigurationKey[] OwnKeys = [FacilityKeys.Style, FacilityKeys.DateFormat, FacilityKeys.FormatDefaults, FacilityKeys.Continuation];

    /// <returns>Null: the facility has another format, or an error was noted.</returns>
    public static PythonFormatSettings? Build(WrittenFormat written, WrittenSection own, FacilitySettingsBuilder.Reader reader, ProblemList problems)
    {
        PythonStyle? style = reader.Get(FacilityKeys.Style);
        var settings = new PythonFormatSettings
        {
            Format = written.Python,
            Style = style ?? PythonTemplate.StyleOf(written.Python),
            DateFormat = reader.Get(FacilityKeys.DateFormat),
            Defaults = reader.Get(FacilityKeys.FormatDefaults),
            MarksContinuation = reader.Get(FacilityKeys.Continuation),
        };
        if (written.Kind != LineFormatKind.Python)
        {
            WarnOfIdleKeys(own, problems);
            return null;
        }

        return Check(settings, style is null, reader, problems) ? settings : null;
    }

    private static bool Check(PythonFormatSettings settings, bool isStyleFound, FacilitySettingsBuilder.Reader reader, ProblemList problems)
    {
        RawValue format = reader.Find(FacilityKeys.Format)!;
        if (reader.Find(FacilityKeys.DateFormat) is { } date && date.Text.Contains("%f", StringComparison.Ordinal))
            problems.Warning(date.Origin, date.Section, date.Key, "strftime knows no %f, so it is written as it stands; write %(msecs)03d (or {msecs:03.0f}) into the format");
        if (reader.Find(FacilityKeys.FormatDefaults) is { } defaults && PythonTemplate.ProblemOfDefaults(defaults.Text) is { } bad)
        {
            problems.Error(defaults.Origin, defaults.Section, defaults.Key, Printable.Text(bad));
            return false;
        }

        if (PythonTemplate.ProblemOf(settings) is not { } problem)
            return true;
        string read = $"(read as a {StyleName(settings.Style)} format{(isStyleFound ? "; the key style can say another" : "")})";
        problems.Error(format.Origin, format.Section, format.Key, $"{Printable.Text(problem)} {read}");
        return false;
    }

    private static void WarnOfIdleKeys(WrittenSection own, ProblemList problems)
    {
        foreach (ConfigurationKey key in OwnKeys)
        {
            if (own.Values.GetValueOrDefault(key.Name) is { } raw)
                problems.Warning(raw.Origin, raw.Section, raw.Key, "has no effect here; it belongs to format = python:…, write that or take it out");
        }
    }

    private static char StyleName(PythonStyle style) => style switch { PythonStyle.Brace => '{', PythonStyle.Dollar => '$', _ => '%' };
}
