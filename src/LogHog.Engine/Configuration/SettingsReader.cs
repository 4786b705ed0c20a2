using LogHog.Engine.Configuration.Keys;

namespace LogHog.Engine.Configuration;

/// <summary>Gives the value of each key of loghogd.conf and remembers what it gave, for <c>--print-config</c>.</summary>
internal sealed class SettingsReader(ConfigurationText text, string defaultFolder, ProblemList problems)
{
    private readonly List<ConfigurationValue> _values = [];

    public IReadOnlyList<ConfigurationValue> Values => _values;

    public ProblemList Problems => problems;

    public T Get<T>(ConfigurationKey<T> key)
    {
        RawValue? raw = text.Find(key.Section, key.Name);
        T value = key.Read(raw, defaultFolder, problems, out string shown);
        _values.Add(new(key.Section, key.Name, shown, raw?.Origin ?? ConfigurationOrigin.Default, IsSecret: false));
        return value;
    }

    /// <summary>The key's value in one of several sections of a kind.</summary>
    public T Get<T>(ConfigurationKey<T> key, string section)
    {
        RawValue? raw = text.Find(section, key.Name);
        T value = key.Read(raw, defaultFolder, problems, out string shown);
        _values.Add(new(section, key.Name, shown, raw?.Origin ?? ConfigurationOrigin.Default, key.IsSecret && raw is { Text.Length: > 0 }));
        if (key.IsSecret && raw is { Text.Length: > 0 } && key.Section != ChannelKeys.Section)
            ConfigurationFiles.WarnIfWorldReadable(raw.Origin.Source, raw.Origin, section, key.Name, problems);
        return value;
    }

    /// <summary>The sections that are called by a kind and a name of their own, as they are written.</summary>
    public IEnumerable<string> Sections(string kind) =>
        text.Sections.Select(static section => section.Name).Where(name => name.StartsWith(kind + ":", StringComparison.Ordinal) && name.Length > kind.Length + 1);

    /// <summary>The value under a name of the user's own, in a section of such names.</summary>
    public T Get<T>(ConfigurationKey<T> key, string section, string name)
    {
        RawValue? raw = text.Find(section, name);
        T value = key.Read(raw, defaultFolder, problems, out string shown);
        _values.Add(new(section, name, shown, raw?.Origin ?? ConfigurationOrigin.Default, IsSecret: false));
        return value;
    }

    /// <summary>The names in a section of the user's own names.</summary>
    public IEnumerable<string> OwnNames(string section) => text.Find(section)?.Values.Keys ?? Enumerable.Empty<string>();

    public void Error(ConfigurationKey key, string section, string name, string message) =>
        problems.Error(text.Find(section, name)?.Origin ?? ConfigurationOrigin.Default, key.Section, name, message);

    public void Error(ConfigurationKey key, string section, string message) =>
        problems.Error(text.Find(section, key.Name)?.Origin ?? text.Find(section)?.Origin ?? ConfigurationOrigin.Default, section, key.Name, message);

    /// <summary>Whether there is a section, even an empty one.</summary>
    public bool HasSection(string section) => text.Find(section) is not null;

    /// <summary>Whether somebody said it, rather than the default.</summary>
    public bool IsSaid(ConfigurationKey key) => text.Find(key.Section, key.Name) is not null;

    /// <inheritdoc cref="IsSaid(ConfigurationKey)"/>
    public bool IsSaid(ConfigurationKey key, string section) => text.Find(section, key.Name) is not null;

    /// <summary>Whether somebody said something else than the default.</summary>
    public bool IsChanged(ConfigurationKey key, string section) => text.Find(section, key.Name) is { } raw && raw.Text != key.Default;

    /// <summary>Whether what was said is wrong, which is told.</summary>
    public bool HasProblem(ConfigurationKey key, string section) => problems.Errors.Any(error => error.Section == section && error.Key == key.Name);

    public ConfigurationOrigin OriginOf(ConfigurationKey key) =>
        text.Find(key.Section, key.Name)?.Origin ?? ConfigurationOrigin.Default;

    /// <inheritdoc cref="OriginOf(ConfigurationKey)"/>
    public ConfigurationOrigin OriginOf(ConfigurationKey key, string section) => text.Find(section, key.Name)?.Origin ?? ConfigurationOrigin.Default;

    public void Error(ConfigurationKey key, string message) => problems.Error(OriginOf(key), key.Section, key.Name, message);

    public void Warning(ConfigurationKey key, string message) => problems.Warning(OriginOf(key), key.Section, key.Name, message);
}
