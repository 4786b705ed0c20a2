using System.Globalization;
using LogHog.Engine.Configuration.Values;

namespace LogHog.Engine.Access;

/// <summary>What people write about tokens.</summary>
public static class TokenText
{
    private static readonly (string Word, TokenPermissions Permission)[] Words =
        [("ingest", TokenPermissions.Ingest), ("query", TokenPermissions.Query), ("admin", TokenPermissions.Admin)];

    public static string Of(TokenPermissions permissions) =>
        string.Join(',', Words.Where(word => permissions.HasFlag(word.Permission)).Select(word => word.Word));

    /// <summary><c>ingest</c>, <c>query</c>, <c>admin</c>, or several with commas between them.</summary>
    public static bool TryReadPermissions(string text, out TokenPermissions permissions)
    {
        permissions = TokenPermissions.None;
        foreach (string word in text.Split(',', StringSplitOptions.TrimEntries))
        {
            TokenPermissions known = Words.FirstOrDefault(one => one.Word == word).Permission;
            if (known == TokenPermissions.None)
                return false;
            permissions |= known;
        }

        return true;
    }

    /// <summary>A day (its beginning in UTC), or a time from now with its unit.</summary>
    /// <returns>Null when it is neither, or is over.</returns>
    public static DateTimeOffset? ReadEnd(string text, DateTimeOffset now)
    {
        if (DateTimeOffset.TryParseExact(
            text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset day))
            return day > now ? day : null;
        Parsed<TimeSpan> time = DurationText.Parse(text, "");
        return time.Error is null && time.Value > TimeSpan.Zero ? now + time.Value : null;
    }
}
