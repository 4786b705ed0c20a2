using System.Globalization;

namespace LogHog.Engine.Access;

/// <summary>
/// One token as a line of the token file: name, hash, permissions, applications, created, expires, between spaces. Applications
/// are percent-encoded (RFC 3986), so that any name fits.
/// </summary>
internal static class TokenLine
{
    private const string HashPrefix = "sha256:";
    private const string Any = "*";
    private const string Never = "never";
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private const int HashBytes = 32;

    public static string Format(AccessToken token) => string.Join(
        ' ',
        token.Name,
        HashPrefix + Convert.ToHexStringLower(token.Hash.Span),
        TokenText.Of(token.Permissions),
        token.Apps is null ? Any : string.Join(',', token.Apps.Select(Uri.EscapeDataString)),
        Format(token.CreatedAt),
        token.ExpiresAt is { } expires ? Format(expires) : Never);

    /// <returns>Null when it is no such line; then <paramref name="problem"/> says why.</returns>
    public static AccessToken? Parse(string line, out string problem)
    {
        problem = "";
        string[] columns = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (columns.Length != 6)
            problem = "needs six columns: name hash permissions applications created expires";
        else if (!AccessToken.IsName(columns[0]))
            problem = "the name may have letters, digits and . _ - only";
        else if (!TryParseHash(columns[1], out byte[] hash))
            problem = "the hash must be sha256: and 64 hexadecimal digits";
        else if (!TokenText.TryReadPermissions(columns[2], out TokenPermissions permissions))
            problem = "permissions are ingest, query and admin, with commas between them";
        else if (!TryParseTime(columns[4], out DateTimeOffset created))
            problem = "the time of its making must look like 2026-11-20T12:00:00Z";
        else if (columns[5] == Never)
            return new AccessToken(columns[0], hash, permissions, ParseApps(columns[3]), created, null);
        else if (!TryParseTime(columns[5], out DateTimeOffset expires))
            problem = "the time of its end must be never or look like 2026-11-20T12:00:00Z";
        else
            return new AccessToken(columns[0], hash, permissions, ParseApps(columns[3]), created, expires);
        return null;
    }

    private static string[]? ParseApps(string text) =>
        text == Any ? null : [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];

    private static bool TryParseHash(string text, out byte[] hash)
    {
        hash = new byte[HashBytes];
        return text.Length == HashPrefix.Length + (2 * HashBytes)
            && text.StartsWith(HashPrefix, StringComparison.Ordinal)
            && Convert.FromHexString(text.AsSpan(HashPrefix.Length), hash, out _, out _) == System.Buffers.OperationStatus.Done;
    }

    private static string Format(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    private static bool TryParseTime(string text, out DateTimeOffset time) => DateTimeOffset.TryParseExact(
        text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
}
