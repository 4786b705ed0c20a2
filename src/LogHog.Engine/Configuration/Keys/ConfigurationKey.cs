using LogHog.Engine.Configuration.Values;

namespace LogHog.Engine.Configuration.Keys;

/// <summary>
/// One key of a configuration file: the loader, <c>--print-config</c> and the table in docs/configuration.md all come from it.
/// A new key is one field beside its sisters and one line in the builder of its settings.
/// </summary>
internal abstract class ConfigurationKey(string section, string name, string fallback)
{
    public string Section => section;

    /// <summary>In lower case, as the reader gives keys.</summary>
    public string Name => name;

    /// <summary>Somebody must say it; then the default only stands in after an error.</summary>
    public bool IsRequired { get; init; }

    /// <summary>The default as one would write it; empty = none.</summary>
    public string Default => fallback;

    /// <summary>What stands in the packaged file, where the default alone would not be complete.</summary>
    public string Example { get => field.Length == 0 ? fallback : field; init; } = "";

    public abstract string KindName { get; }

    /// <summary>What it does and why its default is what it is; one sentence or two of Markdown.</summary>
    public required string Why { get; init; }

    /// <summary>The version that knew it first.</summary>
    public string Since { get; init; } = "1.0";

    public bool IsSecret { get; init; }

    /// <summary>A facility that leaves it out has its application's root facility's.</summary>
    public bool IsInherited { get; init; }

    /// <summary>The part of the settings that only a restart can change; null = a reload does.</summary>
    public Func<ServerSettings, string>? RestartWhenChanged { get; init; }

    /// <summary>Notes what is wrong with a value, without using it.</summary>
    public abstract void Check(RawValue raw, ProblemList problems);
}

/// <inheritdoc/>
internal sealed class ConfigurationKey<T>(string section, string name, ValueKind<T> kind, string fallback)
    : ConfigurationKey(section, name, fallback)
{
    public override string KindName => kind.Name;

    public override void Check(RawValue raw, ProblemList problems) => Read(raw, raw.Folder, problems, out _);

    /// <summary>The value; where the text is bad the error is noted and the default returned, so that the check goes on.</summary>
    /// <param name="raw">What was written; null = nothing.</param>
    /// <param name="folder">Where a relative default begins.</param>
    /// <param name="problems">Takes errors and warnings.</param>
    /// <param name="shown">The text for <c>--print-config</c>.</param>
    public T Read(RawValue? raw, string folder, ProblemList problems, out string shown)
    {
        Parsed<T> parsed = raw is null ? kind.Parse(Default, folder) : ParseOneLine(raw);
        shown = IsSecret ? "" : raw?.Text ?? Default;
        if (raw is not null && parsed.Error is not null)
        {
            problems.Error(raw.Origin, raw.Section, raw.Key, parsed.Error);
            return kind.Parse(Default, folder).Value!;
        }

        if (raw is not null && parsed.Warning is not null)
            problems.Warning(raw.Origin, raw.Section, raw.Key, parsed.Warning);
        if (kind.Format is not null && shown.Length > 0)
            shown = kind.Format(parsed.Value!);
        return parsed.Value!;
    }

    private Parsed<T> ParseOneLine(RawValue raw) =>
        raw.Text.Contains('\n') && !kind.TakesLines
            ? Parsed<T>.Bad("the indented line after it continues this value; "
                + "write the value in one line, or take the white space away if that line is a key of its own")
            : kind.Parse(raw.Text, raw.Folder);
}

/// <summary>A value as it was written.</summary>
/// <param name="Section">The section it stands in.</param>
/// <param name="Key">Its key, in lower case.</param>
/// <param name="Text">The text; continuation lines after a newline.</param>
/// <param name="Origin">Where it was said.</param>
/// <param name="Folder">Where a relative path in it begins.</param>
internal sealed record RawValue(string Section, string Key, string Text, ConfigurationOrigin Origin, string Folder);
