using LogHog.Protocols.Events;

namespace LogHog.Engine.Configuration;

/// <summary>What a section of facilities.conf is called: an application and a module in plain form (empty = root).</summary>
internal readonly record struct FacilityName(string App, string Module)
{
    public bool IsRoot => Module.Length == 0;

    /// <summary>The shortest spelling: <c>my-app:root.web</c> is <c>my-app:web</c>, <c>my-app:root</c> is <c>my-app</c>.</summary>
    public string Canonical => IsRoot ? App : $"{App}:{Module}";

    /// <summary>Null and what to write instead when the name can belong to no facility.</summary>
    public static FacilityName? TryParse(string section, out string whatToWrite)
    {
        int colon = section.IndexOf(':');
        string app = colon < 0 ? section : section[..colon];
        string module = colon < 0 ? "" : section[(colon + 1)..];
        whatToWrite = "";
        if (section.Any(char.IsControl))
            whatToWrite = "has a control character in its name; write the application's name in plain text";
        else if (app.Length == 0)
            whatToWrite = "has no application; write [my-app] or [my-app:module], or [*] for any application";
        else if (app.Trim() != app || module.Trim() != module)
            whatToWrite = $"has white space at an end of its name, which no message has; write [{(colon < 0 ? app.Trim() : $"{app.Trim()}:{module.Trim()}")}]";
        else if (colon >= 0 && module.Length == 0)
            whatToWrite = $"has no module after the colon; write [{app}] for the root facility";
        else if (module.StartsWith('.') || module.EndsWith('.') || module.Contains("..", StringComparison.Ordinal))
            whatToWrite = "has a dot too many in its module; write it as in web.requests";
        return whatToWrite.Length == 0 ? new FacilityName(app, ModuleName.Normalize(module)) : null;
    }
}
