using System.Text.Json.Nodes;

namespace LogHog.Cli.Pushing;

/// <summary>
/// An old configuration, so that the program is again as it was then: what was pushed since is taken back, too. Python keeps the level of
/// a logger that a configuration does not name; so those are named, with the level that they had.
/// </summary>
/// <param name="Config">What to push.</param>
/// <param name="Notes">What cannot be taken back, for people.</param>
internal sealed record RestoredConfig(JsonObject Config, IReadOnlyList<string> Notes)
{
    private const string NotSet = "\"NOTSET\"";

    // Python's own level of the root logger.
    private const string RootDefault = "\"WARNING\"";

    /// <param name="history">All pushes that may have come to somebody, the oldest first; of dictConfigs.</param>
    /// <param name="old">The one of these to go back to.</param>
    public static RestoredConfig Of(IReadOnlyList<PushRecord> history, PushRecord old)
    {
        LevelState then = LevelState.After(history.Where(record => record.Version <= old.Version));
        LevelState now = LevelState.After(history);
        List<string> notes = [];
        PushRecord from = old;
        if (LevelState.IsIncremental(old) && then.Base?.Version != now.Base?.Version)
        {
            if (then.Base is null)
                notes.Add("the handlers that the program had before the first push are not known here: restart it to have them back");
            from = then.Base ?? old;
        }

        var config = (JsonObject)JsonNode.Parse(from.Config.GetRawText())!;
        bool isIncremental = LevelState.IsIncremental(from);
        // An incremental configuration on another base: its levels are said together with that base.
        bool saysAll = !ReferenceEquals(from, old);
        LevelState since = LevelState.After(history.Where(record => record.Version > old.Version));
        Loggers(config, saysAll ? [.. now.Levels.Keys.Union(then.Levels.Keys, StringComparer.Ordinal)] : [.. since.Levels.Keys], then);
        foreach (string name in since.Propagate.Keys.Where(name => Logger(config, name)["propagate"] is null))
            Logger(config, name)["propagate"] = then.Propagate.GetValueOrDefault(name, defaultValue: true);
        if (since.Root is not null || saysAll)
            Root(config, then.Root ?? RootDefault);
        if (isIncremental)
            Handlers(config, since, then);
        return new RestoredConfig(config, notes);
    }

    private static void Loggers(JsonObject config, string[] names, LevelState then)
    {
        foreach (string name in names)
            Logger(config, name)["level"] = JsonNode.Parse(then.Levels.GetValueOrDefault(name, NotSet));
    }

    private static void Root(JsonObject config, string level)
    {
        if (config["root"] is not JsonObject root)
            config["root"] = root = [];
        root["level"] = JsonNode.Parse(level);
    }

    /// <summary>Only those that there were: an incremental configuration must not name others.</summary>
    private static void Handlers(JsonObject config, LevelState since, LevelState then)
    {
        foreach (string name in since.HandlerLevels.Keys)
        {
            JsonObject handlers = Section(config, "handlers");
            if (handlers[name] is not JsonObject handler)
                handlers[name] = handler = [];
            handler["level"] = JsonNode.Parse(then.HandlerLevels.GetValueOrDefault(name, NotSet));
        }
    }

    private static JsonObject Logger(JsonObject config, string name)
    {
        JsonObject loggers = Section(config, "loggers");
        if (loggers[name] is not JsonObject logger)
            loggers[name] = logger = [];
        return logger;
    }

    private static JsonObject Section(JsonObject config, string name)
    {
        if (config[name] is not JsonObject section)
            config[name] = section = [];
        return section;
    }
}
