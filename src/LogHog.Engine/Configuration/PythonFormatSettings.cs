namespace LogHog.Engine.Configuration;

/// <summary>Which of Python's ways to write a format string.</summary>
public enum PythonStyle
{
    /// <summary><c>%(message)s</c></summary>
    Percent,

    /// <summary><c>{message}</c></summary>
    Brace,

    /// <summary><c>$message</c></summary>
    Dollar,
}

/// <summary>A facility's <c>format = python:…</c> with what goes with it; equal ones write equal lines.</summary>
public sealed record PythonFormatSettings
{
    public required string Format { get; init; }

    public required PythonStyle Style { get; init; }

    /// <summary>For <c>strftime</c>; empty = Python's default with milliseconds.</summary>
    public string DateFormat { get; init; } = "";

    /// <summary>Values of attributes that an event lacks, as logfmt pairs.</summary>
    public string Defaults { get; init; } = "";

    /// <summary>Lines behind an event's first begin with a tab.</summary>
    public bool MarksContinuation { get; init; }
}
