using System.CommandLine;
using System.Net.Http.Headers;

namespace LogHog.Cli.Status;

/// <summary>Where a daemon's HTTP port is, and who asks.</summary>
internal static class DaemonAddress
{
    /// <summary>The daemon's own default.</summary>
    public const string Default = "127.0.0.1:5580";

    /// <summary>Says where it is, for those who always ask the same one.</summary>
    public const string Variable = "LOGHOG_HTTP";

    /// <summary>Holds the token, where the daemon asks for one: a command line can be seen by everybody on the machine.</summary>
    public const string TokenVariable = "LOGHOG_TOKEN";

    /// <summary><c>--http HOST:PORT</c>, or <c>--server https://HOST:PORT</c>.</summary>
    public static Option<string> Option() => new("--http", "--server")
    {
        HelpName = "HOST:PORT",
        Description = $"The daemon's HTTP port, or its URL (default: ${Variable}, else {Default}).",
        DefaultValueFactory = static _ => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } address ? address : Default,
    };

    /// <param name="address"><c>host:port</c> or a URL.</param>
    /// <param name="path">Relative, without a slash in front.</param>
    /// <returns>Null: it is no address.</returns>
    public static Uri? Url(string address, string path)
    {
        string url = address.Contains("://", StringComparison.Ordinal) ? address : $"http://{address}";
        return Uri.TryCreate($"{url.TrimEnd('/')}/{path}", UriKind.Absolute, out Uri? found) && found.Scheme is "http" or "https"
            ? found : null;
    }

    /// <summary>With the token of <see cref="TokenVariable"/>, if there is one.</summary>
    /// <exception cref="LogHog.Engine.Certificates.CertificateFileException">A file of the trust cannot be used.</exception>
    public static HttpClient Connect(TimeSpan timeout, DaemonTrust trust)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(5) };
        trust.ApplyTo(handler.SslOptions);
        var http = new HttpClient(handler) { Timeout = timeout };
        if (Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } token)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }
}
