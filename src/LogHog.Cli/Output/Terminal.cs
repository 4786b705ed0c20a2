namespace LogHog.Cli.Output;

/// <summary>What our outputs are connected to, and what may be written there.</summary>
/// <param name="IsOutput">Standard output is a terminal.</param>
/// <param name="IsError">Standard error is a terminal.</param>
/// <param name="HasColours">Standard output may have colours.</param>
internal sealed record Terminal(bool IsOutput, bool IsError, bool HasColours)
{
    public static readonly string[] ColourNames = ["auto", "always", "never"];

    /// <param name="colours"><c>auto</c> (a terminal, unless NO_COLOR is set or TERM is <c>dumb</c>), <c>always</c>, <c>never</c>.</param>
    public static Terminal Detect(string colours)
    {
        bool isOutput = !Console.IsOutputRedirected;
        bool isWanted = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");
        return new Terminal(isOutput, !Console.IsErrorRedirected, colours == "always" || (colours == "auto" && isOutput && isWanted));
    }
}
