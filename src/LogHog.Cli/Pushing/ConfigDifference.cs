using System.Text;
using System.Text.Json;
using LogHog.Engine.Configuration;
using LogHog.Protocols.ConfigPush;

namespace LogHog.Cli.Pushing;

/// <summary>A value that is not as it was.</summary>
/// <param name="Path">Where: <c>$.loggers.shop.level</c>, <c>[shop] rotate</c>.</param>
/// <param name="Before">As JSON or text; null = it was not there.</param>
/// <param name="After">The same; null = it is there no more.</param>
internal sealed record ConfigChange(string Path, string? Before, string? After)
{
    public override string ToString() =>
        Before is null ? $"+ {Path}: {After}" : After is null ? $"- {Path}: {Before}" : $"~ {Path}: {Before} → {After}";
}

/// <summary>What a push would change, value by value. Secrets are not shown.</summary>
internal static class ConfigDifference
{
    private static readonly string[] Secrets = ["credentials", "password", "secret"];

    public static ConfigChange[] Between(PushKind kind, byte[]? before, ReadOnlyMemory<byte> after)
    {
        Dictionary<string, string> old = before is null ? [] : Flat(kind, before);
        Dictionary<string, string> fresh = Flat(kind, after);
        return
        [
            .. old.Keys.Union(fresh.Keys, StringComparer.Ordinal)
                .Select(path => new ConfigChange(path, old.GetValueOrDefault(path), fresh.GetValueOrDefault(path)))
                .Where(static change => change.Before != change.After)
                .Select(static change => IsSecret(change.Path) ? change with { Before = Hidden(change.Before), After = Hidden(change.After) } : change),
        ];
    }

    private static Dictionary<string, string> Flat(PushKind kind, ReadOnlyMemory<byte> config)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        if (kind == PushKind.Facilities)
        {
            foreach (FragmentValue value in FacilitiesFragment.Read("", config.Span).Values)
                values[$"[{value.Section}] {value.Key}"] = value.Value;
            return values;
        }

        using JsonDocument document = JsonDocument.Parse(config);
        Flatten(document.RootElement, "$", values);
        return values;
    }

    private static void Flatten(JsonElement value, string path, Dictionary<string, string> values)
    {
        if (value.ValueKind != JsonValueKind.Object || !value.EnumerateObject().Any())
        {
            values[path] = Encoding.UTF8.GetString(StrictJson.Compact(value));
            return;
        }

        foreach (JsonProperty member in value.EnumerateObject())
            Flatten(member.Value, StrictJson.Member(path, member.Name), values);
    }

    private static bool IsSecret(string path) => Array.Exists(Secrets, secret => path.EndsWith(secret, StringComparison.Ordinal));

    private static string? Hidden(string? value) => value is null ? null : "(secret)";
}
