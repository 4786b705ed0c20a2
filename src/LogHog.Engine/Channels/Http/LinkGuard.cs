using System.Net;

namespace LogHog.Engine.Channels.Http;

/// <summary>
/// Which links a notification may show. Nobody here follows them, but services fetch previews and people click: a link that others
/// have put in must not lead to this machine, to the cloud's metadata or to a router. No name is asked of DNS.
/// </summary>
public static class LinkGuard
{
    // Names that mean this machine or its cloud wherever they are asked for (RFC 6761, RFC 8375, RFC 9476; the clouds' metadata services).
    private static readonly string[] PrivateSuffixes = [".localhost", ".local", ".localdomain", ".internal", ".home.arpa", ".onion", ".invalid"];
    private static readonly string[] PrivateNames = ["localhost", "metadata", "instance-data"];

    /// <returns>Null: it may be shown. Else why not.</returns>
    public static string? Problem(Uri link, bool allowPrivate)
    {
        if (!link.IsAbsoluteUri || (link.Scheme != Uri.UriSchemeHttps && link.Scheme != Uri.UriSchemeHttp))
            return "it is no http or https address";
        if (link.UserInfo.Length > 0)
            return "it has a user or a password in it";
        if (link.Host.Length == 0)
            return "it names no host";
        if (allowPrivate)
            return null;
        string host = link.IdnHost.TrimEnd('.').ToLowerInvariant();
        // The URI reader has made one of every way to write an address: 2130706433, 0177.1, 0x7f.0.0.1.
        if (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address))
            return AddressGuard.IsPublic(address) ? null : "it is an address inside the network";
        return PrivateNames.Contains(host, StringComparer.Ordinal) || PrivateSuffixes.Any(suffix => host.EndsWith(suffix, StringComparison.Ordinal))
            ? "it is a name inside the network"
            : null;
    }
}
