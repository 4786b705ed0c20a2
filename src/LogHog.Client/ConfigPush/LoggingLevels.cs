using System.Text.Json;
using LogHog.Protocols.ConfigPush;

namespace LogHog.Client.ConfigPush;

/// <summary>
/// What of a dictConfig means something outside of Python: the levels of loggers, handlers and the root, and filters by name. Loggers are
/// categories, with dots as in Python; handlers are logging providers. Never changes.
/// </summary>
public sealed class LoggingLevels
{
    /// <summary>Says nothing about anything.</summary>
    public static readonly LoggingLevels None = new();

    private readonly Dictionary<string, NameRule> _loggers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NameRule> _handlers = new(StringComparer.Ordinal);
    private int? _root;
    private bool _isIncremental;

    private LoggingLevels()
    {
    }

    /// <summary>The handlers that it names.</summary>
    public IEnumerable<string> Handlers => _handlers.Keys;

    /// <summary>Reads a dictConfig; never throws for what the bytes are.</summary>
    /// <returns>Null, and why.</returns>
    public static LoggingLevels? Parse(ReadOnlyMemory<byte> utf8, out string problem)
    {
        using JsonDocument? document = StrictJson.Parse(utf8, out problem);
        if (document is null)
            return null;
        var levels = new LoggingLevels();
        try
        {
            levels.Read(document.RootElement);
            return levels;
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            problem = $"is no dictConfig: {wrong.Message}";
            return null;
        }
    }

    /// <summary>Whether an event passes its logger; null = nothing was said about it, nor about a logger above it.</summary>
    /// <param name="logger">The category.</param>
    /// <param name="level">The event's level by Python's numbers: 10 debug, 20 information, 30 warning, 40 error, 50 critical.</param>
    public bool? LoggerPasses(string logger, int level)
    {
        if (LevelOf(logger) is not { } threshold)
            return null;
        return level >= threshold && (!_loggers.TryGetValue(logger, out NameRule? own) || own.FiltersPass(logger));
    }

    /// <summary>Whether an event passes a handler.</summary>
    public bool HandlerPasses(string handler, string logger, int level) =>
        !_handlers.TryGetValue(handler, out NameRule? rule) || (level >= (rule.Level ?? LevelText.NotSet) && rule.FiltersPass(logger));

    /// <summary>These over those that were in force: a configuration that is not incremental takes their place.</summary>
    internal LoggingLevels After(LoggingLevels before)
    {
        if (!_isIncremental)
            return this;
        var both = new LoggingLevels { _root = _root ?? before._root, _isIncremental = true };
        Overlay(both._loggers, before._loggers, _loggers);
        Overlay(both._handlers, before._handlers, _handlers);
        return both;
    }

    private static void Overlay(Dictionary<string, NameRule> into, Dictionary<string, NameRule> before, Dictionary<string, NameRule> after)
    {
        foreach ((string name, NameRule rule) in before)
            into[name] = rule;
        foreach ((string name, NameRule rule) in after)
            into[name] = new NameRule(rule.Level ?? into.GetValueOrDefault(name)?.Level, into.GetValueOrDefault(name)?.Filters ?? []);
    }

    /// <summary>The level of the nearest logger that has one: itself, then what its name says before each dot, then the root.</summary>
    private int? LevelOf(string logger)
    {
        for (string name = logger; ; name = name[..name.LastIndexOf('.')])
        {
            if (_loggers.TryGetValue(name, out NameRule? rule) && rule.Level is { } level and not LevelText.NotSet)
                return level;
            if (!name.Contains('.'))
                return _root;
        }
    }

    private void Read(JsonElement config)
    {
        _isIncremental = config.TryGetProperty("incremental", out JsonElement flag) && flag.GetBoolean();
        var filters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (JsonProperty filter in Members(config, "filters"))
            filters[filter.Name] = filter.Value.TryGetProperty("name", out JsonElement name) ? name.GetString() ?? "" : "";
        foreach (JsonProperty handler in Members(config, "handlers"))
            _handlers[handler.Name] = Rule(handler.Value, filters);
        foreach (JsonProperty logger in Members(config, "loggers"))
            _loggers[logger.Name] = Rule(logger.Value, filters);
        if (config.TryGetProperty("root", out JsonElement root))
            _root = Level(root);
        // As in Python, the logger without a name is the root.
        if (_loggers.Remove("", out NameRule? nameless))
            _root ??= nameless.Level;
    }

    private static IEnumerable<JsonProperty> Members(JsonElement config, string section) =>
        config.TryGetProperty(section, out JsonElement members) ? members.EnumerateObject() : Enumerable.Empty<JsonProperty>();

    private static NameRule Rule(JsonElement holder, Dictionary<string, string> filters)
    {
        List<string> names = [];
        if (holder.TryGetProperty("filters", out JsonElement list) && list.ValueKind == JsonValueKind.Array)
            names.AddRange(list.EnumerateArray().Select(name => filters[name.GetString() ?? ""]));
        return new NameRule(Level(holder), names);
    }

    private static int? Level(JsonElement holder)
    {
        if (!holder.TryGetProperty("level", out JsonElement level) || level.ValueKind == JsonValueKind.Null)
            return null;
        return LevelText.Read(level, out string write) ?? throw new FormatException($"a level is none; {write}");
    }

    /// <summary>The level of a logger or a handler, and the loggers that its filters let through: these and those beneath them.</summary>
    private sealed record NameRule(int? Level, IReadOnlyList<string> Filters)
    {
        public bool FiltersPass(string logger) => Filters.All(name =>
            name.Length == 0 || (logger.StartsWith(name, StringComparison.Ordinal) && (logger.Length == name.Length || logger[name.Length] == '.')));
    }
}
