namespace LogHog.Engine.Query.Pipes;

/// <summary>Names of fields, some with a star at the end.</summary>
internal sealed class FieldPatterns
{
    private readonly HashSet<string> _names;
    private readonly string[] _prefixes;

    public FieldPatterns(IReadOnlyList<string> patterns)
    {
        _names = [.. patterns.Where(pattern => !pattern.EndsWith('*')).Select(string.Intern)];
        _prefixes = [.. patterns.Where(pattern => pattern.EndsWith('*')).Select(pattern => pattern[..^1])];
    }

    public bool HasPrefixes => _prefixes.Length > 0;

    public bool Match(string name)
    {
        foreach (string prefix in _prefixes)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return _names.Contains(name);
    }
}
