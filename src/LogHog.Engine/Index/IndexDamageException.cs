namespace LogHog.Engine.Index;

/// <summary>An index does not say what was once written into it. The text is searched instead, and the index made anew.</summary>
internal sealed class IndexDamageException(string what) : Exception($"The index is damaged: {what}.");
