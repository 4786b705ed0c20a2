using System.Text.Json;
using System.Text.RegularExpressions;

namespace LogHog.Protocols.ConfigPush;

/// <summary>The rules for one formatter, filter, handler or logger of a dictConfig.</summary>
internal sealed partial record DictConfigParts(
    DictConfigAllowance Allow, Dictionary<string, HashSet<string>> Names, bool IsIncremental, Action<string, string> Error, Action<string, string> Warn)
{
    private static readonly string[] FormatterKeys = ["format", "datefmt", "style", "validate", "defaults", "class"];
    private static readonly string[] HandlerKeys = ["class", "level", "formatter", "filters", "."];
    private static readonly string[] LoggerKeys = ["level", "propagate", "handlers", "filters"];

    public void Formatter(JsonElement formatter, string at)
    {
        if (IsCustom(formatter, at, "logging.Formatter"))
            return;
        Text(formatter, "format", at);
        Text(formatter, "datefmt", at);
        Flag(formatter, "validate", at);
        OtherKeys(formatter, FormatterKeys, at);
        string style = Text(formatter, "style", at) ?? "%";
        if (style is not ("%" or "{" or "$"))
            Error($"{at}.style", "write %, { or $");
        else if (Of(formatter, "format") is { ValueKind: JsonValueKind.String } format && !Is(formatter, "validate", JsonValueKind.False))
            Format(format.GetString()!, style, $"{at}.format");
    }

    public void Filter(JsonElement filter, string at)
    {
        if (Of(filter, "()") is not null)
            return;
        Text(filter, "name", at);
        OtherKeys(filter, ["name"], at);
    }

    public void Handler(JsonElement handler, string at)
    {
        Level(handler, at);
        if (IsIncremental)
            return;
        if (Text(handler, "formatter", at) is { Length: > 0 } formatter)
            Refer("formatters", formatter, $"{at}.formatter");
        References(handler, "filters", "filters", at);
        Properties(handler, at);
        if (Of(handler, "()") is not null)
            return;
        if (Of(handler, "class") is not { } name)
            Error(at, "has no class; write \"class\": \"logging.StreamHandler\", or another handler");
        else if (name.ValueKind != JsonValueKind.String)
            Error($"{at}.class", "write the name of a class");
        else if (HandlerClass.Find(name.GetString()!) is { } known)
            Arguments(handler, known, at);
        else if (!Allow.Has(name.GetString()!))
            Error($"{at}.class", $"'{StrictJson.Printable(name.GetString()!)}' is not allowed: the program would import and call it; "
                + "write a handler of the standard library by its whole name, such as logging.StreamHandler, or allow it on both sides");
    }

    public void Logger(JsonElement logger, string at, bool isRoot)
    {
        if (logger.ValueKind != JsonValueKind.Object)
        {
            Error(at, "write an object: {\"level\": \"INFO\"}");
            return;
        }

        Level(logger, at);
        Flag(logger, "propagate", at);
        OtherKeys(logger, LoggerKeys, at);
        if (isRoot && Of(logger, "propagate") is not null)
            Warn($"{at}.propagate", "nothing is above the root logger; take it out");
        if (IsIncremental)
            return;
        References(logger, "handlers", "handlers", at);
        References(logger, "filters", "filters", at);
    }

    private void Arguments(JsonElement handler, HandlerClass known, string at)
    {
        foreach (string missing in known.Required.Where(name => Of(handler, name) is null))
            Error(at, $"{known.Name} needs {missing}; add it");
        foreach (JsonProperty member in handler.EnumerateObject())
        {
            string name = member.Name;
            // dictConfig passes by what is no Python name.
            if (!HandlerKeys.Contains(name, StringComparer.Ordinal) && !known.Required.Contains(name, StringComparer.Ordinal)
                && !known.Optional.Contains(name, StringComparer.Ordinal) && PythonName().IsMatch(name))
                Error(StrictJson.Member(at, name), $"{known.Name} takes no such argument; it takes {string.Join(", ", [.. known.Required, .. known.Optional])}");
        }

        if (known.Name.EndsWith(".MemoryHandler", StringComparison.Ordinal))
        {
            if (Of(handler, "flushLevel") is { } level && LevelText.Read(level, out string write) is null && !IsAllowedLevel(level))
                Error($"{at}.flushLevel", $"is no level; {write}");
            if (Text(handler, "target", at) is { } target)
                Refer("handlers", target, $"{at}.target");
        }
        else if (known.Name.EndsWith(".QueueHandler", StringComparison.Ordinal))
        {
            References(handler, "handlers", "handlers", at);
            Resolved(handler, "queue", at);
            Resolved(handler, "listener", at);
        }
    }

    /// <summary>A text that <c>dictConfig</c> imports although no <c>ext://</c> stands before it.</summary>
    private void Resolved(JsonElement handler, string key, string at)
    {
        if (Of(handler, key) is not { } value || value.ValueKind == JsonValueKind.Object)
            return;
        if (value.ValueKind != JsonValueKind.String || !Allow.Has(value.GetString()!))
            Error($"{at}.{key}", "the program would import and call this, and it is not allowed");
    }

    /// <summary><c>.</c>: attributes that are set on the handler.</summary>
    private void Properties(JsonElement handler, string at)
    {
        if (Of(handler, ".") is not { } properties)
            return;
        if (properties.ValueKind != JsonValueKind.Object)
        {
            Error(StrictJson.Member(at, "."), "write an object of attributes");
            return;
        }

        foreach (JsonProperty property in properties.EnumerateObject())
        {
            if (!PythonName().IsMatch(property.Name) || property.Name[0] == '_' || property.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
                Error(StrictJson.Member(StrictJson.Member(at, "."), property.Name), "only public attributes with plain values are set");
        }
    }

    private bool IsCustom(JsonElement formatter, string at, string usual)
    {
        if (Of(formatter, "()") is not null)
            return true;
        if (Of(formatter, "class") is not { } name || (name.ValueKind == JsonValueKind.String && name.GetString() == usual))
            return false;
        if (name.ValueKind != JsonValueKind.String || !Allow.Has(name.GetString()!))
            Error($"{at}.class", $"the program would import and call this, and it is not allowed; leave it out, or write {usual}");
        return true;
    }

    /// <summary>What <c>logging.Formatter</c> refuses with <c>validate</c>, in its main points.</summary>
    private void Format(string format, string style, string at)
    {
        bool hasField = style switch
        {
            "%" => PercentField().IsMatch(format),
            "{" => BraceField().IsMatch(format),
            _ => DollarField().IsMatch(format),
        };
        if (!hasField)
            Error(at, $"has no field in the style {style}; write one, such as {(style == "%" ? "%(message)s" : style == "{" ? "{message}" : "${message}")}");
        else if (style == "{" && format.Contains("__", StringComparison.Ordinal))
            Error(at, "reaches into the inside of a Python object; take out what has two underscores");
    }

    private void Level(JsonElement holder, string at)
    {
        if (Of(holder, "level") is not { } level || level.ValueKind == JsonValueKind.Null)
            return;
        if (LevelText.Read(level, out string write) is null && !IsAllowedLevel(level))
            Error($"{at}.level", $"{(level.ValueKind == JsonValueKind.String ? $"'{StrictJson.Printable(level.GetString()!)}'" : "this")} is no level; {write}");
    }

    private bool IsAllowedLevel(JsonElement level) => level.ValueKind == JsonValueKind.String && Allow.Has(level.GetString()!);

    private void References(JsonElement holder, string key, string section, string at)
    {
        if (Of(holder, key) is not { } list || list.ValueKind == JsonValueKind.Null)
            return;
        if (list.ValueKind != JsonValueKind.Array)
        {
            Error($"{at}.{key}", "write a list of names: [\"NAME\"]");
            return;
        }

        int index = 0;
        foreach (JsonElement item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String)
                Error($"{at}.{key}[{index}]", "write a name");
            else if (!Allow.Has(item.GetString()!))
                Refer(section, item.GetString()!, $"{at}.{key}[{index}]");
            index++;
        }
    }

    private void Refer(string section, string name, string at)
    {
        if (Names.TryGetValue(section, out HashSet<string>? known) && known.Contains(name))
            return;
        string there = known is { Count: > 0 } ? $"there are {string.Join(", ", known.Take(10).Select(StrictJson.Printable))}" : $"there are no {section}";
        Error(at, $"$.{section} has no '{StrictJson.Printable(name)}'; {there}");
    }

    private string? Text(JsonElement holder, string key, string at)
    {
        if (Of(holder, key) is not { } value || value.ValueKind == JsonValueKind.Null)
            return null;
        if (value.ValueKind == JsonValueKind.String)
            return value.GetString();
        Error($"{at}.{key}", "write a text");
        return null;
    }

    private void Flag(JsonElement holder, string key, string at)
    {
        if (Of(holder, key) is { ValueKind: not (JsonValueKind.True or JsonValueKind.False) })
            Error($"{at}.{key}", "write true or false");
    }

    private void OtherKeys(JsonElement holder, string[] known, string at)
    {
        foreach (JsonProperty member in holder.EnumerateObject().Where(member => !known.Contains(member.Name, StringComparer.Ordinal)))
            Warn(StrictJson.Member(at, member.Name), $"dictConfig does not read this; it reads {string.Join(", ", known)}");
    }

    private static JsonElement? Of(JsonElement holder, string key) => holder.TryGetProperty(key, out JsonElement value) ? value : null;

    private static bool Is(JsonElement holder, string key, JsonValueKind kind) => Of(holder, key) is { } value && value.ValueKind == kind;

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PythonName();

    [GeneratedRegex(@"%\(\w+\)[#0+ -]*(\*|\d+)?(\.(\*|\d+))?[diouxefgcrsaDIOUXEFGCRSA%]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PercentField();

    [GeneratedRegex(@"\{\w+[^{}]*\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex BraceField();

    [GeneratedRegex(@"\$(\w+|\{\w+\})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DollarField();
}
