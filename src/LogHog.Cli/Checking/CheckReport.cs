namespace LogHog.Cli.Checking;

/// <summary>The findings of <c>loghog check</c>, told as they come.</summary>
internal sealed class CheckReport(TextWriter output)
{
    public int Failures { get; private set; }

    public int Warnings { get; private set; }

    public void Ok(string what) => output.WriteLine($"ok    {what}");

    /// <summary>It runs, and somebody should look.</summary>
    public void Warn(string what)
    {
        Warnings++;
        output.WriteLine($"warn  {what}");
    }

    /// <summary>It does not work so.</summary>
    public void Fail(string what)
    {
        Failures++;
        output.WriteLine($"FAIL  {what}");
    }
}
