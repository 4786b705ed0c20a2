using LogHog.Engine.Configuration;

namespace LogHog.Engine.Facilities;

/// <summary>
/// Which facility an application's module belongs to: the most specific match, up to the application's root facility, then
/// <c>[*]</c>'s. Never changes; a reload makes a new one.
/// </summary>
internal sealed class FacilityTable
{
    private const string AnyApplication = "*";

    private readonly Dictionary<string, Dictionary<string, FacilitySettings>> _applications = new(StringComparer.Ordinal);

    public FacilityTable(IReadOnlyList<FacilitySettings> facilities)
    {
        All = facilities;
        foreach (FacilitySettings facility in facilities)
        {
            if (!_applications.TryGetValue(facility.App, out Dictionary<string, FacilitySettings>? modules))
                _applications.Add(facility.App, modules = new Dictionary<string, FacilitySettings>(StringComparer.Ordinal));
            modules[facility.Module] = facility;
        }
    }

    public static FacilityTable Empty { get; } = new([]);

    public IReadOnlyList<FacilitySettings> All { get; }

    /// <summary>The facility of a message, or null: nobody has provided for this application.</summary>
    /// <param name="app">The application's name as sent.</param>
    /// <param name="module">The module in plain form, empty = root.</param>
    public FacilitySettings? Find(string app, string module)
    {
        if (!_applications.TryGetValue(app, out Dictionary<string, FacilitySettings>? modules) &&
            !_applications.TryGetValue(AnyApplication, out modules))
        {
            return null;
        }

        while (true)
        {
            if (modules.TryGetValue(module, out FacilitySettings? facility))
                return facility;
            if (module.Length == 0)
                return null;
            int dot = module.LastIndexOf('.');
            module = dot < 0 ? "" : module[..dot];
        }
    }
}
