using LogHog.Protocols.Events;

namespace LogHog.Engine.Formats.Foreign;

/// <summary>What the parsers of other programs' lines begin with.</summary>
internal static class ForeignLine
{
    /// <summary>Clears the event and gives it the line as its message, which is all that is left if the parser gives up.</summary>
    public static void Begin(ref ReadOnlyMemory<byte> text, LineContext context, LogEvent logEvent)
    {
        if (text.Span.EndsWith("\n"u8))
            text = text[..^1];
        if (text.Span.EndsWith("\r"u8))
            text = text[..^1];
        logEvent.Clear();
        logEvent.App = context.App;
        logEvent.Body = text;
    }

    /// <summary>Adds a field unless its value says nothing.</summary>
    public static void Add(LogEvent logEvent, ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> value)
    {
        if (!value.IsEmpty && !value.Span.SequenceEqual("-"u8))
            logEvent.Fields.Add(new EventField(name, FieldPair.KindOf(value.Span), value));
    }
}
