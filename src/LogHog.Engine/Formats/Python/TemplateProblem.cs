namespace LogHog.Engine.Formats.Python;

/// <summary>A format that Python refuses, or with which it would lose every record. The message says what to write.</summary>
internal sealed class TemplateProblem(string message) : Exception(message);
