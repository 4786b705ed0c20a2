namespace LogHog.Engine.Configuration;

/// <summary>Something to mend, or to know, in the configuration. Never holds a secret's text.</summary>
/// <param name="Origin">The place to go to.</param>
/// <param name="Section">The section without brackets; null = the file as a whole.</param>
/// <param name="Key">The key; null = the section as a whole.</param>
/// <param name="Message">What is wrong and what to write instead.</param>
public sealed record ConfigurationProblem(ConfigurationOrigin Origin, string? Section, string? Key, string Message)
{
    /// <summary><c>file:line [section] key: what to write</c>, safe for a terminal.</summary>
    public override string ToString()
    {
        string place = Section is null ? "" : $" [{Section}]";
        string key = Key is null ? "" : $" {Key}";
        return Printable.Text($"{Origin}{place}{key}: {Message}");
    }
}
