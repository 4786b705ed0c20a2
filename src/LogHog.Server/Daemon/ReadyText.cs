using System.Globalization;
using System.Net;
using System.Text;

namespace LogHog.Server.Daemon;

/// <summary>What a person who started loghogd by hand wants to know first: where it listens, where files go, what to try.</summary>
internal sealed record ReadyText(
    IReadOnlyList<(string Kind, EndPoint Address)> Listening, IReadOnlyList<IPEndPoint> Http, string HttpScheme, string LogDir, long Milliseconds)
{
    public string Addresses => string.Join(
        ", ", Listening.Select(at => $"{at.Kind} {at.Address}").Concat(Http.Select(at => $"{HttpScheme} {at}")));

    /// <summary>Tests and scripts read the lines "  KIND  ADDRESS"; keep their form.</summary>
    public string ForTerminal()
    {
        var text = new StringBuilder(string.Create(
            CultureInfo.InvariantCulture,
            $"loghogd {Version.Text} is ready (process {Environment.ProcessId}, started in {Milliseconds} ms)\n"));
        foreach ((string kind, EndPoint address) in Listening) Line(text, kind, address.ToString()!);
        foreach (IPEndPoint address in Http) Line(text, HttpScheme, $"{HttpScheme}://{address}/");
        Line(text, "files", LogDir);
        if (Listening.FirstOrDefault(at => at.Kind == "tcp").Address is IPEndPoint tcp) Line(text, "try", $"{CommandLineTool()} send --server {Reachable(tcp)} -a my-app 'Hello, hog'");
        return text.ToString();
    }

    // "files" is the longest of the other kinds.
    private int WidestKind => Listening.Select(at => at.Kind.Length).Append("files".Length).Max();

    private void Line(StringBuilder text, string what, string value) =>
        text.Append("  ").Append(what.PadRight(WidestKind + 1)).Append(value).Append('\n');

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
