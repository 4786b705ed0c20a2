using LogHog.Engine.Configuration.Keys;

namespace LogHog.Engine.Configuration;

/// <summary>
/// <c>LOGHOGD_SECTION__KEY</c>. A name without the two underscores is somebody else's (Kubernetes makes <c>LOGHOGD_SERVICE_HOST</c>
/// for a service of that name). Facilities cannot be set so: their names are case-sensitive and hold what a variable's name cannot.
/// </summary>
internal static class EnvironmentValues
{
    private const string Prefix = "LOGHOGD_";

    public static void Add(ConfigurationSources sources, ConfigurationText text)
    {
        foreach ((string name, string value) in sources.Environment.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            int split = name.IndexOf("__", StringComparison.Ordinal);
            if (!name.StartsWith(Prefix, StringComparison.Ordinal) || split <= Prefix.Length)
                continue;
            string section = name[Prefix.Length..split].ToLowerInvariant();
            string key = name[(split + 2)..].ToLowerInvariant();
            text.Set(new RawValue(section, key, value.Trim(), new($"environment {name}"), sources.CurrentFolder));
        }
    }
}
