using System.Net;

namespace LogHog.Server.Http.Access;

/// <summary>Whether a request is of this machine: then <c>anonymous_… = local</c> lets it in without a token.</summary>
internal static class LocalRequest
{
    // A proxy on this machine brings what others send. These headers are never believed, they only take the privilege away.
    private static readonly string[] ProxyHeaders = ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"];

    public static bool IsLocal(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } peer
        && IPAddress.IsLoopback(peer)
        && !ProxyHeaders.Any(context.Request.Headers.ContainsKey)
        && IsNumericHost(context.Request.Host.Host)
        && !IsOfAnotherSite(context.Request);

    // A web page can point a name of its own at 127.0.0.1 (DNS rebinding); an address and localhost it cannot.
    private static bool IsNumericHost(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(host.Trim('[', ']'), out _);

    // Any web page can make the browser of this machine send a request here. Following a link does no harm.
    private static bool IsOfAnotherSite(HttpRequest request)
    {
        string site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0)
            return site is not ("same-origin" or "none") && !(HttpMethods.IsGet(request.Method) && request.Headers["Sec-Fetch-Mode"] == "navigate");
        string origin = request.Headers.Origin.ToString();
        return origin.Length > 0 && origin != $"{request.Scheme}://{request.Host}";
    }
}
