using System.Text;

namespace LogHog.Cli.Certificates;

/// <summary>
/// The first LogHog's programs <c>loghog-server-cert</c> and <c>loghog-client-cert</c> (spec §5): links to loghog, which goes by the
/// name that it was called by.
/// </summary>
internal static class OldNames
{
    private static readonly Dictionary<string, string[]> Commands = new(StringComparer.Ordinal)
    {
        ["loghog-server-cert"] = ["cert", "server"],
        ["loghog-client-cert"] = ["cert", "client"],
    };

    /// <summary>The arguments that loghog would be given instead; null when it was called by its own name.</summary>
    /// <param name="calledBy">As <see cref="CalledBy"/> says.</param>
    /// <param name="args">What stood behind the name.</param>
    public static string[]? Expand(string calledBy, string[] args) =>
        Commands.TryGetValue(Path.GetFileName(calledBy), out string[]? command) ? [.. command, .. args] : null;

    /// <summary>The name on the command line. The runtime tells where the program is, links resolved; only the kernel knows this.</summary>
    public static string CalledBy()
    {
        try
        {
            byte[] line = File.ReadAllBytes("/proc/self/cmdline");
            int end = Array.IndexOf(line, (byte)0);
            return Encoding.UTF8.GetString(line, 0, end < 0 ? line.Length : end);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Environment.ProcessPath ?? "";
        }
    }
}
