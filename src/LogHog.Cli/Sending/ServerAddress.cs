using System.Globalization;

namespace LogHog.Cli.Sending;

/// <summary>Where the server is: a name or an address, and a port.</summary>
internal sealed record ServerAddress(string Host, int Port)
{
    /// <summary>The port of LogHog's own protocol.</summary>
    private const int DefaultPort = 5566;

    /// <param name="text"><c>host</c>, <c>host:port</c>, <c>[::1]:port</c> or a bare IPv6 address.</param>
    /// <exception cref="UsageException">It is none of these.</exception>
    public static ServerAddress Parse(string text)
    {
        string host = text;
        string port = "";
        int colon = text.LastIndexOf(':');
        if (text.StartsWith('[') && text.IndexOf(']', StringComparison.Ordinal) is var end and > 0)
        {
            host = text[1..end];
            if (text.Length > end + 1) port = text[end + 1] == ':' ? text[(end + 2)..] : "?";
        }
        else if (colon >= 0 && text.IndexOf(':', StringComparison.Ordinal) == colon)
        {
            host = text[..colon];
            port = text[(colon + 1)..];
        }

        if (port.Length == 0 && host.Length > 0 && !text.EndsWith(':')) return new ServerAddress(host, DefaultPort);
        if (host.Length > 0 && int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number is > 0 and <= 65535)
            return new ServerAddress(host, number);
        throw new UsageException($"--server {text}: write HOST:PORT, for example 127.0.0.1:5566 or [::1]:5566");
    }

    public override string ToString() =>
        Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
