namespace LogHog.Engine.Channels.Templates;

/// <summary>A text is no template. The message says in which line and what to write.</summary>
public sealed class TemplateException(string message) : FormatException(message);
