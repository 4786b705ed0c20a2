namespace LogHog.Engine.Configuration.Ini;

/// <summary>One key of a section with the line it begins on.</summary>
internal sealed record IniValue(string Key, string Text, int Line);

/// <summary>A section; what several headers of the same name hold stands here together.</summary>
internal sealed record IniSection(string Name, int Line, IReadOnlyList<IniValue> Values);

/// <summary>A line that is wrong or surprising; <paramref name="Section"/> and <paramref name="Key"/> where they are known.</summary>
internal sealed record IniRemark(int Line, string? Section, string? Key, string Message);

/// <summary>What <see cref="IniReader"/> made of a file: all that could be read, and all that could not.</summary>
internal sealed record IniFile(
    IReadOnlyList<IniSection> Sections, IReadOnlyList<IniRemark> Errors, IReadOnlyList<IniRemark> Warnings);
