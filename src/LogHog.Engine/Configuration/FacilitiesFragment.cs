using LogHog.Engine.Configuration.Ini;
using LogHog.Engine.Configuration.Keys;

namespace LogHog.Engine.Configuration;

/// <summary>A part of a facilities.conf by itself, before it is pushed to a server that has the rest.</summary>
/// <param name="Problems">What is wrong whatever the rest is.</param>
/// <param name="Values">What it says, in order.</param>
public sealed record FacilitiesFragment(IReadOnlyList<ConfigurationProblem> Problems, IReadOnlyList<FragmentValue> Values)
{
    /// <summary>Never throws for what the bytes are.</summary>
    /// <param name="source">What the messages call it.</param>
    /// <param name="bytes">The text.</param>
    public static FacilitiesFragment Read(string source, ReadOnlySpan<byte> bytes)
    {
        ProblemList problems = new();
        ConfigurationText text = new();
        IniFile file = IniReader.Read(bytes);
        PushedFacilities.RefusePaths(file, source, problems);
        text.Add(source, "/", file, problems);
        KnownNames.CheckFacilities(text, problems);
        List<FragmentValue> values = [];
        foreach (WrittenSection section in text.Sections)
        {
            if (FacilityName.TryParse(section.Name, out string whatToWrite) is null)
                problems.Error(section.Origin, section.Name, null, whatToWrite);
            foreach (RawValue value in section.Values.Values)
                values.Add(Check(section.Name, value, problems));
        }

        return new FacilitiesFragment(problems.Errors, values);
    }

    private static FragmentValue Check(string section, RawValue value, ProblemList problems)
    {
        ConfigurationKey? key = FacilityKeys.All.FirstOrDefault(one => one.Name == value.Key);
        key?.Check(value, problems);
        return new FragmentValue(section, value.Key, value.Text);
    }
}

/// <summary>A value in a fragment.</summary>
public sealed record FragmentValue(string Section, string Key, string Value);
