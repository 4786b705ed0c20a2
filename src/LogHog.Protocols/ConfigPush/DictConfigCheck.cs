using System.Text.Json;

namespace LogHog.Protocols.ConfigPush;

/// <summary>
/// Whether Python's <c>logging.config.dictConfig</c> would take a configuration, and whether it would import or call anything that
/// nobody allowed. <c>dictConfig</c> stops half way at an error, with the old handlers gone: so everything is looked at before.
/// packaging/python/loghog_verify.py has the same rules.
/// </summary>
public sealed class DictConfigCheck
{
    private static readonly string[] Sections = ["formatters", "filters", "handlers", "loggers"];
    private static readonly string[] TopKeys = ["version", "incremental", "disable_existing_loggers", "root", .. Sections];

    private readonly List<DictConfigProblem> _errors = [];
    private readonly List<DictConfigProblem> _warnings = [];
    private readonly Dictionary<string, HashSet<string>> _names = new(StringComparer.Ordinal);
    private readonly DictConfigAllowance _allow;
    private readonly JsonElement _root;
    private readonly bool _isIncremental;

    private DictConfigCheck(JsonElement root, DictConfigAllowance allow)
    {
        (_root, _allow) = (root, allow);
        _isIncremental = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("incremental", out JsonElement flag)
            && flag.ValueKind == JsonValueKind.True;
    }

    private DictConfigParts Parts => new(_allow, _names, _isIncremental, Error, Warn);

    /// <param name="utf8">The configuration as JSON; anything may be in it.</param>
    /// <param name="allow">Names beyond the usual.</param>
    public static DictConfigFindings Check(ReadOnlyMemory<byte> utf8, DictConfigAllowance allow)
    {
        using JsonDocument? document = StrictJson.Parse(utf8, out string problem);
        if (document is null)
            return new DictConfigFindings([new DictConfigProblem("$", problem)], []);
        var check = new DictConfigCheck(document.RootElement, allow);
        check.Run();
        return new DictConfigFindings(check._errors, check._warnings);
    }

    private void Run()
    {
        if (_root.ValueKind != JsonValueKind.Object)
        {
            Error("$", "a configuration is a JSON object: {\"version\": 1, …}");
            return;
        }

        RefuseReferences(_root, "$");
        CheckTop();
        foreach (string section in Sections)
            CheckSection(section);
        if (_root.TryGetProperty("root", out JsonElement rootLogger))
            Parts.Logger(rootLogger, "$.root", isRoot: true);
    }

    /// <summary>Whatever <c>dictConfig</c> would import or call, at any depth, must be allowed by its whole name.</summary>
    private void RefuseReferences(JsonElement value, string path)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty member in value.EnumerateObject())
                {
                    string at = StrictJson.Member(path, member.Name);
                    if (member.Name == "()" && !(member.Value.ValueKind == JsonValueKind.String && _allow.Has(member.Value.GetString()!)))
                        Error(at, "a factory is called by the program, and this one is not allowed; take it out, or allow it by its name on both sides");
                    RefuseReferences(member.Value, at);
                }

                break;
            case JsonValueKind.Array:
                int index = 0;
                foreach (JsonElement item in value.EnumerateArray())
                    RefuseReferences(item, $"{path}[{index++}]");
                break;
            case JsonValueKind.String when IsReference(value.GetString()!) && !_allow.Has(value.GetString()!):
                Error(path, $"'{StrictJson.Printable(value.GetString()!)}' is not allowed: the program would import or read it; allowed are ext://sys.stdout and ext://sys.stderr");
                break;
        }
    }

    private static bool IsReference(string text) =>
        text.StartsWith("ext://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("cfg://", StringComparison.OrdinalIgnoreCase);

    private void CheckTop()
    {
        if (!_root.TryGetProperty("version", out JsonElement version) || version.ValueKind != JsonValueKind.Number || version.GetRawText() != "1")
            Error("$.version", "write \"version\": 1");
        foreach (string flag in (ReadOnlySpan<string>)["incremental", "disable_existing_loggers"])
        {
            if (_root.TryGetProperty(flag, out JsonElement value) && value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
                Error($"$.{flag}", "write true or false");
        }

        foreach (JsonProperty member in _root.EnumerateObject().Where(static member => !TopKeys.Contains(member.Name, StringComparer.Ordinal)))
            Warn(StrictJson.Member("$", member.Name), $"dictConfig does not read this; it reads {string.Join(", ", TopKeys)}");
        if (!_isIncremental && !_root.TryGetProperty("disable_existing_loggers", out _))
            Warn("$", "without \"disable_existing_loggers\": false every logger that is not named here falls silent");
    }

    private void CheckSection(string section)
    {
        _names[section] = new HashSet<string>(StringComparer.Ordinal);
        if (!_root.TryGetProperty(section, out JsonElement members))
            return;
        string path = $"$.{section}";
        if (members.ValueKind != JsonValueKind.Object)
        {
            Error(path, "write an object of names: {\"NAME\": {…}}");
            return;
        }

        // Handlers name each other, so every name is known before the first is looked at.
        foreach (JsonProperty member in members.EnumerateObject())
            _names[section].Add(member.Name);
        foreach (JsonProperty member in members.EnumerateObject())
        {
            string at = StrictJson.Member(path, member.Name);
            if (member.Value.ValueKind != JsonValueKind.Object)
                Error(at, "write an object: {…}");
            else
                CheckMember(section, member.Value, at);
        }
    }

    private void CheckMember(string section, JsonElement member, string at)
    {
        switch (section)
        {
            case "formatters":
                Parts.Formatter(member, at);
                break;
            case "filters":
                Parts.Filter(member, at);
                break;
            case "handlers":
                Parts.Handler(member, at);
                break;
            default:
                Parts.Logger(member, at, isRoot: false);
                break;
        }
    }

    private void Error(string path, string message) => _errors.Add(new DictConfigProblem(path, message));

    private void Warn(string path, string message) => _warnings.Add(new DictConfigProblem(path, message));
}
