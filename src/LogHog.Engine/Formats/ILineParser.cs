using LogHog.Protocols.Events;

namespace LogHog.Engine.Formats;

/// <summary>How the lines of a file become events again. One instance a reader, for one thread: it keeps scratch memory.</summary>
internal interface ILineParser
{
    /// <summary>Reads one event as <see cref="EventLines"/> cut it. Never throws for what stands in it.</summary>
    /// <param name="text">The first line and its continuation lines; a newline at the end is no part of the event.</param>
    /// <param name="context">What the place of the file says, the same as when it was written.</param>
    /// <param name="logEvent">Filled; its texts are borrowed from <paramref name="text"/> or from this parser, until its next call.</param>
    /// <returns>
    /// False if this is no line of the format (damage, or another program's): then <see cref="LogEvent.App"/> is the file's,
    /// <see cref="LogEvent.Body"/> the text as it stands, and all else is empty.
    /// </returns>
    bool TryParse(ReadOnlyMemory<byte> text, LineContext context, LogEvent logEvent);

    /// <summary>Whether the event that was read last has a time of its own; some programs write none.</summary>
    bool HasTime => true;
}
