using System.Collections.Frozen;

namespace LogHog.Engine.Configuration.Values;

/// <summary>Names and passwords: <c>shop:secret, edge:another</c>. No message here repeats one.</summary>
internal static class UserListText
{
    private static readonly char[] Separators = [',', '\n'];

    public static readonly ValueKind<IReadOnlyDictionary<string, string>> Kind = new("users", static (text, _) => Parse(text)) { TakesLines = true };

    private static Parsed<IReadOnlyDictionary<string, string>> Parse(string text)
    {
        Dictionary<string, string> users = new(StringComparer.Ordinal);
        foreach (string user in text.Split(Separators, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int colon = user.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || colon == user.Length - 1)
                return Parsed<IReadOnlyDictionary<string, string>>.Bad("has a user without a password; write NAME:PASSWORD, with commas between several");
            if (!users.TryAdd(user[..colon], user[(colon + 1)..]))
                return Parsed<IReadOnlyDictionary<string, string>>.Bad("names a user twice");
        }

        return Parsed<IReadOnlyDictionary<string, string>>.Good(users.ToFrozenDictionary(StringComparer.Ordinal));
    }
}
