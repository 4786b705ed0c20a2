using LogHog.Engine.Configuration.Keys;

namespace LogHog.Engine.Configuration;

/// <summary>Refuses sections and keys that nobody reads: a typing error must not become a silent default.</summary>
internal static class KnownNames
{
    /// <summary>loghogd.conf against <see cref="SectionTable"/>.</summary>
    public static void CheckServer(ConfigurationText text, ProblemList problems)
    {
        foreach (WrittenSection section in text.Sections)
        {
            SectionDefinition? definition = SectionTable.Find(section.Name);
            if (definition is null)
                problems.Error(section.Origin, section.Name, null, UnknownSection(section));
            else if (definition.Keys is null)
                problems.Error(section.Origin, section.Name, null, "this section is not available in this version; take it out");
            else if (!definition.HasOwnNames)
                CheckKeys(section, definition.Keys, problems);
        }

        CheckDefaults(text, SectionTable.All.SelectMany(section => section.Keys ?? []), problems);
    }

    /// <summary>facilities.conf against <see cref="FacilityKeys"/>.</summary>
    public static void CheckFacilities(ConfigurationText text, ProblemList problems)
    {
        foreach (WrittenSection section in text.Sections)
            CheckKeys(section, FacilityKeys.All, problems);
        CheckDefaults(text, FacilityKeys.All, problems);
    }

    private static void CheckDefaults(ConfigurationText text, IEnumerable<ConfigurationKey> known, ProblemList problems)
    {
        if (text.Find(ConfigurationText.DefaultSection) is { } defaults)
            CheckKeys(defaults, [.. known], problems);
    }

    private static void CheckKeys(WrittenSection section, IReadOnlyList<ConfigurationKey> known, ProblemList problems)
    {
        foreach (RawValue value in section.Values.Values)
        {
            if (known.All(key => key.Name != value.Key))
                problems.Error(value.Origin, section.Name, value.Key, UnknownKey(value.Key, known));
        }
    }

    private static string UnknownKey(string key, IReadOnlyList<ConfigurationKey> known)
    {
        if (ReferenceEquals(known, FacilityKeys.All) && FacilityKeys.Later.Contains(key, StringComparer.Ordinal))
            return "this key is not available in this version; take it out";
        if (NameSuggestion.For(key, known.Select(one => one.Name)) is { } near)
            return $"no such key; did you mean {near}?";
        string[] elsewhere =
        [
            .. SectionTable.All.Where(section => section.Keys?.Any(one => one.Name == key) == true).Select(section => section.Header),
        ];
        if (elsewhere.Length > 0)
            return $"no such key here; it belongs in {string.Join(" or ", elsewhere)} of loghogd.conf";
        return $"no such key; known here are {string.Join(", ", known.Select(one => one.Name))}";
    }

    private static string UnknownSection(WrittenSection section)
    {
        if (SectionTable.All.FirstOrDefault(one => one.IsNamed && section.Name.TrimEnd(':') == one.Name) is { } unnamed)
            return $"this section needs a name of your choice; write {unnamed.Header}";
        if (section.Values.ContainsKey("rotate") || section.Values.ContainsKey("backup_count"))
            return "this section looks like a facility; it belongs in facilities.conf";
        string head = section.Name.Split(':')[0];
        if (NameSuggestion.For(head, SectionTable.All.Select(one => one.Name)) is { } near)
            return $"no such section; did you mean {SectionTable.All.First(one => one.Name == near).Header}? (capitals count)";
        IEnumerable<string> known = SectionTable.All.Where(one => one.Keys is not null).Select(one => one.Header);
        return $"no such section; known are {string.Join(" ", known)}";
    }
}
