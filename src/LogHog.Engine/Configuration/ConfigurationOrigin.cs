namespace LogHog.Engine.Configuration;

/// <summary>Where a value was said.</summary>
/// <param name="Source">A file's path, a flag (<c>--log-dir</c>), <c>environment NAME</c>, <c>default</c> or <c>built in</c>.</param>
/// <param name="Line">The line in the file, from 1; 0 = the source has no lines.</param>
public readonly record struct ConfigurationOrigin(string Source, int Line = 0)
{
    /// <summary>Nobody said anything: the table's own value.</summary>
    public static ConfigurationOrigin Default { get; } = new("default");

    public override string ToString() => Line > 0 ? $"{Source}:{Line}" : Source;
}
