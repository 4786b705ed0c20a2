using LogHog.Engine.Alerts.Rules;
using LogHog.Engine.Configuration.Keys;

namespace LogHog.Engine.Configuration;

/// <summary>Text → <see cref="AlertSettings"/>.</summary>
internal static class AlertSettingsBuilder
{
    public const int NameCharsMax = 64;

    // All of them look at each event that has their words; ten times what the budget was measured with.
    public const int RulesMax = 1_000;

    private static readonly TimeSpan ResolveAfterDefault = TimeSpan.FromMinutes(5);

    public static IReadOnlyList<AlertSettings> Build(SettingsReader reader)
    {
        string[] sections = [.. reader.Sections(AlertKeys.Section)];
        if (sections.Length > RulesMax)
            reader.Error(AlertKeys.Kind, sections[RulesMax], $"is one rule too many: {RulesMax} may be there; join some of them with group_by or several patterns");
        return [.. sections.Select(section => Build(reader, section))];
    }

    public static bool IsName(string name) =>
        name.Length is > 0 and <= NameCharsMax && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.') && name[0] != '.';

    private static AlertSettings Build(SettingsReader reader, string section)
    {
        string name = section[(AlertKeys.Section.Length + 1)..];
        if (!IsName(name))
            reader.Error(AlertKeys.Kind, section, $"the rule's name is also a label and a file's; write up to {NameCharsMax} letters, digits, '_', '-' and '.'");
        AlertKind kind = reader.Get(AlertKeys.Kind, section);
        string query = reader.Get(AlertKeys.Query, section);
        IReadOnlyList<string> facilities = reader.Get(AlertKeys.Facility, section);
        AlertSettings settings = new()
        {
            Name = name,
            Kind = kind,
            Query = query,
            Filter = AlertFilter.Of(facilities, query, reader.Get(AlertKeys.Include, section), reader.Get(AlertKeys.Exclude, section)),
            MoreThan = reader.Get(AlertKeys.MoreThan, section),
            Within = reader.Get(AlertKeys.Within, section) ?? TimeSpan.Zero,
            GroupBy = reader.Get(AlertKeys.GroupBy, section),
            For = reader.Get(AlertKeys.For, section) ?? TimeSpan.Zero,
            ResolveAfter = reader.Get(AlertKeys.ResolveAfter, section) ?? (kind == AlertKind.Threshold ? ResolveAfterDefault : TimeSpan.Zero),
            Throttle = reader.Get(AlertKeys.Throttle, section) ?? TimeSpan.Zero,
            RepeatEvery = reader.Get(AlertKeys.RepeatEvery, section) ?? TimeSpan.Zero,
            Learn = reader.Get(AlertKeys.Learn, section),
            Severity = reader.Get(AlertKeys.Severity, section),
            Title = reader.Get(AlertKeys.Title, section),
            Channels = reader.Get(AlertKeys.Channels, section),
            Enabled = reader.Get(AlertKeys.Enabled, section),
        };
        CheckKeys(reader, section, settings);
        CheckTitle(reader, section, settings);
        return settings;
    }

    /// <summary>A key that its kind does not use would be a wish that nobody hears.</summary>
    private static void CheckKeys(SettingsReader reader, string section, AlertSettings rule)
    {
        string kind = rule.Kind.ToString().ToLowerInvariant();
        bool needsTime = rule.Kind is AlertKind.Threshold or AlertKind.Silence;
        if (needsTime && rule.Within == TimeSpan.Zero)
            reader.Error(AlertKeys.Within, section, $"kind = {kind} needs a time; write within = 5m");
        (ConfigurationKey Key, bool IsUsed, string Advice)[] uses =
        [
            (AlertKeys.Within, needsTime, "write kind = threshold or kind = silence, or take it out"),
            (AlertKeys.MoreThan, rule.Kind == AlertKind.Threshold, "write kind = threshold, or take it out"),
            (AlertKeys.Learn, rule.Kind == AlertKind.New, "write kind = new, or take it out"),
            (AlertKeys.ResolveAfter, rule.Kind != AlertKind.New, "nothing lasts there that could be over; take it out"),
            (AlertKeys.For, rule.HasIncidents, "each event stands for itself there; take it out, or write resolve_after with kind = match"),
            (AlertKeys.RepeatEvery, rule.HasIncidents, "each event stands for itself there; write throttle, or resolve_after with kind = match"),
            (AlertKeys.Throttle, !rule.HasIncidents, "it is told once anyway while it goes on; write repeat_every to be told again"),
        ];
        foreach ((ConfigurationKey key, bool isUsed, string advice) in uses.Where(use => !use.IsUsed && reader.IsChanged(use.Key, section)))
            reader.Error(key, section, $"does nothing with kind = {kind}{(rule.ResolveAfter > TimeSpan.Zero && rule.Kind == AlertKind.Match ? " and resolve_after" : "")}: {advice}");
    }

    private static void CheckTitle(SettingsReader reader, string section, AlertSettings rule)
    {
        if (AlertTitle.Parse(rule.Title) is not { } title)
        {
            reader.Error(AlertKeys.Title, section, "has a brace that is not closed, or nothing in braces; write {host}, and {{ for a brace");
            return;
        }

        if (rule.Kind is AlertKind.Match or AlertKind.New)
            return;
        string[] known = [.. AlertTitle.OwnNames, .. rule.GroupBy];
        if (title.Fields.FirstOrDefault(field => !known.Contains(field, StringComparer.Ordinal)) is { } unknown)
            reader.Error(AlertKeys.Title, section, $"{{{Printable.Text(unknown)}}} is not known when it is told; write one of {string.Join(", ", known.Select(static one => $"{{{one}}}"))}, or add it to group_by");
    }
}
