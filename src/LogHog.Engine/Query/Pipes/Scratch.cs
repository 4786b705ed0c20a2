using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Pipes;

/// <summary>Memory that a thread uses again for each row. Pipes are shared by runs, so they hold none themselves.</summary>
internal static class Scratch
{
    /// <summary>A thread that made a huge value does not keep its memory.</summary>
    private const int KeptBytesMax = 1 << 20;

    [ThreadStatic]
    private static ByteText? _text;

    /// <summary>An empty text; it holds until the thread asks for the next one.</summary>
    public static ByteText Text()
    {
        if (_text is null || _text.Capacity > KeptBytesMax)
        {
            _text = new ByteText(QueryLimits.ValueBytesMax);
        }

        return _text.Clear();
    }
}
