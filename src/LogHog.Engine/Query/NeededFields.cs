using LogHog.Engine.Query.Filters;

namespace LogHog.Engine.Query;

/// <summary>Which fields of the stored rows a query reads. Built from the last pipe backwards.</summary>
public sealed class NeededFields
{
    private readonly HashSet<string> _names = [];
    private readonly HashSet<string> _except = [];
    private readonly List<string> _prefixes = [];
    private bool _all = true;

    /// <summary>Whether all fields are needed, but for some that <see cref="Needs"/> refuses.</summary>
    public bool All => _all;

    /// <summary>The fields needed by name; complete when neither <see cref="All"/> nor prefixes are set.</summary>
    public IReadOnlyCollection<string> Names => _names;

    /// <summary>Starts of names of needed fields.</summary>
    public IReadOnlyList<string> Prefixes => _prefixes;

    public bool Needs(string field) => _names.Contains(field) || (_all && !_except.Contains(field)) || (_prefixes.Count > 0 && HasPrefixOf(field));

    private bool HasPrefixOf(string field) => _prefixes.Exists(prefix => field.StartsWith(prefix, StringComparison.Ordinal));

    internal void AddAll()
    {
        _all = true;
        _except.Clear();
    }

    /// <summary>Adds a field, or with a trailing star all that start so.</summary>
    internal void Add(string pattern)
    {
        if (pattern == "*")
        {
            AddAll();
        }
        else if (pattern.EndsWith('*'))
        {
            _prefixes.Add(pattern[..^1]);
            _except.RemoveWhere(name => name.StartsWith(pattern[..^1], StringComparison.Ordinal));
        }
        else
        {
            _names.Add(pattern);
            _except.Remove(pattern);
        }
    }

    internal void Add(IEnumerable<string> patterns)
    {
        foreach (string pattern in patterns)
        {
            Add(pattern);
        }
    }

    internal void Add(Filter? filter) => Add(filter?.Fields ?? []);

    /// <summary>The field is made or dropped by a later pipe: what is stored under its name does not matter.</summary>
    internal void Remove(string pattern)
    {
        if (pattern == "*")
        {
            Clear();
        }
        else if (pattern.EndsWith('*'))
        {
            _names.RemoveWhere(name => name.StartsWith(pattern[..^1], StringComparison.Ordinal));
        }
        else
        {
            _names.Remove(pattern);
            if (_all)
            {
                _except.Add(pattern);
            }
        }
    }

    /// <summary>Only fields of these patterns get through.</summary>
    internal void Intersect(IReadOnlyList<string> patterns)
    {
        if (patterns.Contains("*"))
        {
            return;
        }

        bool Passes(string name) => patterns.Any(p => p.EndsWith('*') ? name.StartsWith(p[..^1], StringComparison.Ordinal) : p == name);
        List<string> names = [.. _names.Where(Passes)];
        List<string> kept = _all || _prefixes.Count > 0 ? [.. patterns.Where(p => p.EndsWith('*') || Needs(p))] : [];
        Clear();
        Add(names);
        Add(kept);
    }

    internal void Clear()
    {
        _all = false;
        _names.Clear();
        _except.Clear();
        _prefixes.Clear();
    }
}
