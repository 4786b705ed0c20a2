using System.Globalization;
using System.Net;
using System.Text;

namespace LogHog.Server.Daemon;

/// <summary>What a person who started loghogd by hand wants to know first: where it listens, where files go, what to try.</summary>
internal sealed record ReadyText(
    IReadOnlyList<(string Kind, IPEndPoint Address)> Listening, IReadOnlyList<IPEndPoint> Http, string LogDir, long Milliseconds)
{
    public string Addresses => string.Join(
        ", ", Listening.Select(at => $"{at.Kind} {at.Address}").Concat(Http.Select(at => $"http {at}")));

    /// <summary>Tests and scripts read the lines "  KIND  ADDRESS"; keep their form.</summary>
    public string ForTerminal()
    {
        var text = new StringBuilder(string.Create(
            CultureInfo.InvariantCulture,
            $"loghogd {Version.Text} is ready (process {Environment.ProcessId}, started in {Milliseconds} ms)\n"));
        foreach ((string kind, IPEndPoint address) in Listening) Line(text, kind, address.ToString());
        foreach (IPEndPoint address in Http) Line(text, "http", $"http://{address}/");
        Line(text, "files", LogDir);
        IPEndPoint? tcp = Listening.FirstOrDefault(at => at.Kind == "tcp").Address;
        if (tcp is not null) Line(text, "try", $"{CommandLineTool()} send --server {Reachable(tcp)} -a my-app 'Hello, hog'");
        return text.ToString();
    }

    private static void Line(StringBuilder text, string what, string value) =>
        text.Append("  ").Append(what.PadRight(6)).Append(value).Append('\n');

    private static IPEndPoint Reachable(IPEndPoint bound) =>
        bound.Address.Equals(IPAddress.Any) ? new IPEndPoint(IPAddress.Loopback, bound.Port)
        : bound.Address.Equals(IPAddress.IPv6Any) ? new IPEndPoint(IPAddress.IPv6Loopback, bound.Port)
        : bound;

    /// <summary>Beside us when installed; in its own folder after a build; else hopefully on the path.</summary>
    private static string CommandLineTool()
    {
        string here = AppContext.BaseDirectory;
        string[] places = [Path.Combine(here, "loghog"), Path.GetFullPath(Path.Combine(here, "../../LogHog.Cli/release/loghog"))];
        string? found = places.FirstOrDefault(File.Exists);
        if (found is null) return "loghog";
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, found);
        return relative.Length < found.Length && !relative.StartsWith("..", StringComparison.Ordinal) ? relative : found;
    }
}
