using System.Buffers;
using LogHog.Protocols.Events;

namespace LogHog.Engine.Formats;

/// <summary>How events become the lines of a file. One instance a connection's loop: it may cache (the last second, the last host).</summary>
public interface ILineFormat
{
    /// <summary>Appends the event: one first line and its continuation lines, each with its newline.</summary>
    /// <param name="logEvent">The event; only read.</param>
    /// <param name="output">Where the bytes go. An event that its first span does not hold is handed over in several pieces.</param>
    /// <param name="context">The file's own application and whether the line must name it itself.</param>
    void Write(LogEvent logEvent, IBufferWriter<byte> output, LineContext context);
}

/// <summary>What the place of a file says about each event in it, so that its lines need not repeat it.</summary>
/// <param name="App">The application whose folder the file lies in; empty = the file holds several (the quarantine), so each line names its own.</param>
/// <param name="NewestUnixNs">When the file was last written, for times without a year; nanoseconds since 1970, 0 = not known.</param>
public readonly record struct LineContext(ReadOnlyMemory<byte> App, long NewestUnixNs = 0);
