using LogHog.Engine.Configuration.Keys;
using LogHog.Engine.Configuration.Values;
using LogHog.Engine.Storage;

namespace LogHog.Engine.Configuration;

/// <summary>
/// Text → every <see cref="FacilitySettings"/>. A key that a sub-facility lacks is its application's root facility's
/// (never a facility's between them), then <c>[DEFAULT]</c>'s, then the table's.
/// </summary>
internal sealed class FacilitySettingsBuilder(ConfigurationText text, string defaultFolder, ProblemList problems)
{
    private readonly List<ConfigurationValue> _values = [];

    public IReadOnlyList<ConfigurationValue> Values => _values;

    private ConfigurationText Text => text;

    private string DefaultFolder => defaultFolder;

    private ProblemList Problems => problems;

    public IReadOnlyList<FacilitySettings> Build()
    {
        KnownNames.CheckFacilities(text, problems);
        Dictionary<FacilityName, WrittenSection> sections = Name();
        List<FacilitySettings> facilities = [];
        foreach (IGrouping<string, FacilityName> app in sections.Keys.GroupBy(name => name.App, StringComparer.Ordinal))
        {
            WrittenSection? root = sections.GetValueOrDefault(new FacilityName(app.Key, ""));
            if (root is null)
            {
                WrittenSection first = sections[app.First()];
                problems.Error(first.Origin, first.Name, null, $"the application has no root section; "
                    + $"add [{app.Key}] with rotate = daily and backup_count = 30, which its other modules go to");
                continue;
            }

            foreach (FacilityName name in app.OrderBy(name => name.IsRoot ? 0 : 1))
                facilities.Add(Build(name, sections[name], root));
        }

        return facilities;
    }

    private Dictionary<FacilityName, WrittenSection> Name()
    {
        Dictionary<FacilityName, WrittenSection> sections = [];
        foreach (WrittenSection section in text.Sections)
        {
            if (FacilityName.TryParse(section.Name, out string whatToWrite) is not { } name)
                problems.Error(section.Origin, section.Name, null, whatToWrite);
            else if (!sections.TryAdd(name, section))
                problems.Error(section.Origin, section.Name, null,
                    $"is the same facility as [{sections[name].Name}] at {sections[name].Origin}; keep one of them, as [{name.Canonical}]");
        }

        return sections;
    }

    private FacilitySettings Build(FacilityName name, WrittenSection own, WrittenSection root)
    {
        Reader reader = new(this, name, own, root);
        CronSchedule? rotate = reader.Get(FacilityKeys.Rotate);
        WrittenFormat format = reader.Get(FacilityKeys.Format);
        FacilitySettings settings = new()
        {
            App = name.App,
            Module = name.Module,
            Rotate = rotate,
            BackupCount = reader.Get(FacilityKeys.BackupCount),
            MaxSizeBytes = reader.Get(FacilityKeys.MaxSize),
            FlushEvery = reader.Get(FacilityKeys.FlushEvery),
            FilePerHost = reader.Get(FacilityKeys.FilePerHost),
            Secret = new FacilitySecret(problems).Read(reader.Section(FacilityKeys.Secret, FacilityKeys.SecretFile), reader),
            Signature = reader.Get(FacilityKeys.Signature),
            Clients = reader.Get(FacilityKeys.Clients),
            Format = format.Kind,
            Python = PythonFormatBuilder.Build(format, own, reader, problems),
            Index = reader.Get(FacilityKeys.Index),
            MaxAge = reader.Get(FacilityKeys.MaxAge),
            MaxTotalSizeBytes = reader.Get(FacilityKeys.MaxTotalSize),
        };
        CheckTogether(settings, own, reader);
        return settings;
    }

    private void CheckTogether(FacilitySettings settings, WrittenSection own, Reader reader)
    {
        if (settings.Rotate is null && reader.Find(FacilityKeys.MaxSize) is null or { Text: "" } && reader.Find(FacilityKeys.Rotate) is { } rotate)
            problems.Error(rotate.Origin, rotate.Section, "max_size", "is missing, and rotate = size needs it; add max_size = 100M");
        if (own.Values.TryGetValue("signature", out RawValue? signature) && settings.Secret is null)
            problems.Warning(signature.Origin, signature.Section, signature.Key, "has no effect without a secret; add secret = … or take it out");
        if (settings.MaxTotalSizeBytes < settings.MaxSizeBytes && reader.Find(FacilityKeys.MaxTotalSize) is { } total)
            problems.Error(total.Origin, total.Section, total.Key, "is smaller than max_size, so not one full file would fit; write a larger size");
    }

    /// <summary>The values of one facility.</summary>
    internal sealed class Reader(FacilitySettingsBuilder builder, FacilityName name, WrittenSection own, WrittenSection root)
    {
        /// <summary>What holds for a key: its own, the root facility's, <c>[DEFAULT]</c>'s, or null.</summary>
        public RawValue? Find(ConfigurationKey key) =>
            own.Values.GetValueOrDefault(key.Name) ?? root.Values.GetValueOrDefault(key.Name) ?? Defaults?.Values.GetValueOrDefault(key.Name);

        /// <summary>The nearest section that says at least one of the keys; null = none does.</summary>
        public WrittenSection? Section(params ReadOnlySpan<ConfigurationKey> keys)
        {
            foreach (WrittenSection? section in (ReadOnlySpan<WrittenSection?>)[own, root, Defaults])
            {
                foreach (ConfigurationKey key in keys)
                {
                    if (section?.Values.ContainsKey(key.Name) == true)
                        return section;
                }
            }

            return null;
        }

        public T Get<T>(ConfigurationKey<T> key) => Get(key, Find(key));

        public T Get<T>(ConfigurationKey<T> key, RawValue? raw)
        {
            T value = key.Read(raw, builder.DefaultFolder, builder.Problems, out string shown);
            if (raw is null && key.IsRequired)
                builder.Problems.Error(root.Origin, root.Name, key.Name, $"is missing; add {WhatToAdd(key)}");
            bool isSet = raw is { Text.Length: > 0 };
            builder._values.Add(new(name.Canonical, key.Name, shown, raw?.Origin ?? ConfigurationOrigin.Default, key.IsSecret && isSet));
            return value;
        }

        private WrittenSection? Defaults => builder.Text.Find(ConfigurationText.DefaultSection);

        private static string WhatToAdd(ConfigurationKey key) => ReferenceEquals(key, FacilityKeys.Rotate)
            ? "rotate = daily (or hourly, weekly, size, or five cron fields)"
            : "backup_count = 30, the number of rotated files to keep";
    }
}
