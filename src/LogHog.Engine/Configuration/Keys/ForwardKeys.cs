using LogHog.Engine.Configuration.Values;

namespace LogHog.Engine.Configuration.Keys;

/// <summary>What an <c>[input:NAME]</c> of type <c>forward</c> has besides the keys of all inputs.</summary>
internal static class ForwardKeys
{
    public static readonly ConfigurationKey<string?> SharedKey = new(InputKeys.Section, "shared_key", Kinds.Secret.OrNull(), "")
    {
        Why = "forward: what its clients must know, too (`shared_key` there). None: who can reach the address may send. Never printed.",
        IsSecret = true,
        RestartWhenChanged = static settings => Text(settings, static own => own.SharedKey ?? ""),
    };

    public static readonly ConfigurationKey<IReadOnlyDictionary<string, string>> Users = new(InputKeys.Section, "users", UserListText.Kind, "")
    {
        Why = "forward: `NAME:PASSWORD` of each user who may send, together with `shared_key`. None: nobody is asked. Never printed.",
        IsSecret = true,
        RestartWhenChanged = static settings => Text(settings, static own => string.Join(',', own.Users.Order())),
    };

    public static readonly IReadOnlyList<ConfigurationKey> All = [SharedKey, Users];

    public static ForwardInputSettings Read(SettingsReader reader, string section)
    {
        ForwardInputSettings own = new(reader.Get(SharedKey, section), reader.Get(Users, section));
        if (own.SharedKey is null && own.Users.Count > 0)
            reader.Error(Users, section, "users are asked for in the handshake with a shared key; write shared_key, too");
        return own;
    }

    private static string Text(ServerSettings settings, Func<ForwardInputSettings, string> part) =>
        string.Join('\n', settings.Inputs.Select(input => input.Own is ForwardInputSettings own ? $"{input.Name} {part(own)}" : ""));
}

/// <summary>Of an <c>[input:NAME]</c> of type <c>forward</c>.</summary>
/// <param name="SharedKey">What clients must know; null = nothing.</param>
/// <param name="Users">Their passwords; empty = nobody is asked.</param>
internal sealed record ForwardInputSettings(string? SharedKey, IReadOnlyDictionary<string, string> Users);
