using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Pipes;

/// <summary>Memory that a thread uses again for each row. Pipes are shared by runs, so they hold none themselves.</summary>
internal static class Scratch
{
    [ThreadStatic]
    private static ByteText? _text;

    /// <summary>An empty text; it holds until the thread asks for the next one.</summary>
    public static ByteText Text() => (_text ??= new ByteText()).Clear();
}
