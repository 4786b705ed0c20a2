using LogHog.Engine.Configuration.Ini;
using LogHog.Engine.Configuration.Keys;

namespace LogHog.Engine.Configuration;

/// <summary>All that was written, strongest last said wins, before anything of it is understood.</summary>
internal sealed class ConfigurationText
{
    /// <summary>Python's section whose keys hold for every section that lacks them.</summary>
    public const string DefaultSection = "DEFAULT";

    private readonly Dictionary<string, WrittenSection> _byName = new(StringComparer.Ordinal);
    private readonly List<WrittenSection> _inOrder = [];

    /// <summary>As they were met first; without <see cref="DefaultSection"/>.</summary>
    public IEnumerable<WrittenSection> Sections => _inOrder.Where(section => section.Name != DefaultSection);

    public WrittenSection? Find(string section) => _byName.GetValueOrDefault(section);

    /// <summary>The value of a key, or what <c>[DEFAULT]</c> says; null = nobody said anything.</summary>
    public RawValue? Find(string section, string key) =>
        Find(section)?.Values.GetValueOrDefault(key) ?? Find(DefaultSection)?.Values.GetValueOrDefault(key);

    /// <summary>Adds a file over what there is.</summary>
    /// <param name="source">Its path, for messages.</param>
    /// <param name="folder">Where its relative paths begin.</param>
    /// <param name="file">What was read.</param>
    /// <param name="problems">Takes the reader's remarks.</param>
    public void Add(string source, string folder, IniFile file, ProblemList problems)
    {
        foreach (IniRemark error in file.Errors)
            problems.Error(new(source, error.Line), error.Section, error.Key, error.Message);
        foreach (IniRemark warning in file.Warnings)
            problems.Warning(new(source, warning.Line), warning.Section, warning.Key, warning.Message);
        foreach (IniSection section in file.Sections)
        {
            WrittenSection written = Section(section.Name, new(source, section.Line));
            foreach (IniValue value in section.Values)
                written.Values[value.Key] = new(section.Name, value.Key, value.Text, new(source, value.Line), folder);
        }
    }

    /// <summary>Sets one value over what there is.</summary>
    public void Set(RawValue value) => Section(value.Section, value.Origin).Values[value.Key] = value;

    private WrittenSection Section(string name, ConfigurationOrigin origin)
    {
        if (!_byName.TryGetValue(name, out WrittenSection? section))
        {
            section = new WrittenSection(name, origin);
            _byName.Add(name, section);
            _inOrder.Add(section);
        }

        return section;
    }
}

/// <summary>A section of all files together.</summary>
/// <param name="Name">As it is written between the brackets.</param>
/// <param name="Origin">Its first header.</param>
internal sealed record WrittenSection(string Name, ConfigurationOrigin Origin)
{
    public Dictionary<string, RawValue> Values { get; } = new(StringComparer.Ordinal);
}
