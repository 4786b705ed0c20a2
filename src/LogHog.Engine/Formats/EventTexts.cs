using LogHog.Protocols.Events;

namespace LogHog.Engine.Formats;

/// <summary>Body and exception of an event whose first line holds the message and whose continuation lines begin with a tab.</summary>
internal static class EventTexts
{
    /// <summary>The text itself where nothing in it is escaped, else what was meant.</summary>
    public static ReadOnlyMemory<byte> Plain(ReadOnlyMemory<byte> text, ParserScratch scratch) =>
        TextEscape.IsPlain(text.Span) ? text : scratch.Keep(TextEscape.Read(text.Span, scratch.Free));

    /// <param name="message">What stands in the first line.</param>
    /// <param name="continuation">From the newline that ends the first line; its last lines are the exception's.</param>
    /// <param name="exceptionLines">How many of them.</param>
    /// <param name="scratch">Where texts are put together.</param>
    /// <param name="logEvent">Gets both texts.</param>
    public static void Read(
        ReadOnlyMemory<byte> message, ReadOnlyMemory<byte> continuation, int exceptionLines, ParserScratch scratch, LogEvent logEvent)
    {
        int bodyEnd = continuation.Length;
        for (int lines = exceptionLines; lines > 0 && bodyEnd > 0; lines--)
            bodyEnd = Math.Max(0, continuation.Span[..bodyEnd].LastIndexOf((byte)'\n'));

        ReadOnlyMemory<byte> exception = continuation[bodyEnd..];
        if (!exception.IsEmpty)
            logEvent.Exception = Plain(exception[(exception.Span.StartsWith("\n\t"u8) ? 2 : 1)..], scratch);

        if (bodyEnd == 0)
        {
            logEvent.Body = Plain(message, scratch);
            return;
        }
        Span<byte> free = scratch.Free;
        int written = TextEscape.Read(message.Span, free);
        written += TextEscape.Read(continuation.Span[..bodyEnd], free[written..]);
        logEvent.Body = scratch.Keep(written);
    }
}
