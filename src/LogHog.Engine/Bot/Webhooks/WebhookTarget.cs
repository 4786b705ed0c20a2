using LogHog.Engine.Channels.Http;
using LogHog.Engine.Configuration;

namespace LogHog.Engine.Bot.Webhooks;

/// <summary>Where Webex is to send webhooks: Webex comes over the Internet, and sends what people write.</summary>
public static class WebhookTarget
{
    public const string Path = "/api/v1/webhook";

    /// <param name="text">A URL of this server; <see cref="Path"/> is added where it has no path.</param>
    /// <param name="allowPrivate">Also one inside the network, and without TLS: behind a proxy.</param>
    /// <param name="problem">Why it is none.</param>
    public static Uri? Of(string text, bool allowPrivate, out string problem)
    {
        problem = text.Length == 0 ? "write the URL at which Webex reaches loghogd, or public_url in [bot]"
            : !Uri.TryCreate(text, UriKind.Absolute, out Uri? url) ? $"{Printable.Quote(text)} is no URL"
            : LinkGuard.Problem(url, allowPrivate) is { } forbidden ? $"Webex cannot use {Printable.Quote(text)}: {forbidden}"
            : url.Scheme != Uri.UriSchemeHttps && !allowPrivate ? $"{Printable.Quote(text)} is not https, so what people write would go over the Internet for everybody to read"
            : url.Query.Length > 0 || url.Fragment.Length > 0 ? $"{Printable.Quote(text)} must have no query"
            : "";
        if (problem.Length > 0)
            return null;
        Uri target = new(text);
        return target.AbsolutePath is "/" ? new Uri(target, Path) : target;
    }
}
