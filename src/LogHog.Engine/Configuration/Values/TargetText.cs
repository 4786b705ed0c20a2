using System.Net;
using LogHog.Protocols.ConfigPush;

namespace LogHog.Engine.Configuration.Values;

/// <summary>A target of pushes: <c>127.0.0.1:9030, 10.0.0.5 key=ops allow=shop.JsonFormatter</c>.</summary>
internal static class TargetText
{
    public static readonly ValueKind<PushTarget> Kind = new("addresses key=KEY", Parse) { TakesLines = true };

    public static readonly ValueKind<string> Name = new("name", (text, _) =>
        PushKey.IsName(text) ? Parsed<string>.Good(text) : Parsed<string>.NotOneOf(text, "a name of small letters, digits and . _ -"));

    private static readonly char[] Spaces = [' ', '\t', '\n'];

    private static Parsed<PushTarget> Parse(string text, string folder)
    {
        string addresses = "";
        string? key = null;
        List<string> allow = [];
        foreach (string word in text.Split(Spaces, StringSplitOptions.RemoveEmptyEntries))
        {
            if (word.StartsWith("key=", StringComparison.Ordinal))
                key = word["key=".Length..];
            else if (word.StartsWith("allow=", StringComparison.Ordinal))
                allow.AddRange(word["allow=".Length..].Split(',', StringSplitOptions.RemoveEmptyEntries));
            else
                addresses += word.EndsWith(',') ? word : word + ",";
        }

        Parsed<IReadOnlyList<ListenAddress>> parsed = AddressListText.Parse(addresses, folder);
        if (parsed.Error is not null)
            return Parsed<PushTarget>.Bad(parsed.Error);
        if (parsed.Value!.Count == 0)
            return Parsed<PushTarget>.Bad("names no address; write where the program listens, such as 127.0.0.1:9030 key=ops");
        if (key is null || !PushKey.IsName(key))
            return Parsed<PushTarget>.Bad("names no key; add key=NAME, a key of loghog config keys list");
        IPEndPoint[] endPoints = [.. parsed.Value.Select(static address => address.WithDefault(Keys.PushKeys.DefaultPort))];
        return Array.Exists(endPoints, static one => one.Port == 0)
            ? Parsed<PushTarget>.Bad("names port 0, where nobody listens; write the program's port")
            : Parsed<PushTarget>.Good(new PushTarget("", endPoints, key, allow));
    }
}
