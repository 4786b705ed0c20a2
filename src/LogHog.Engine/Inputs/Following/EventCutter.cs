using System.Runtime.InteropServices;
using System.Text;

namespace LogHog.Engine.Inputs.Following;

/// <summary>Where the next event of a text ends.</summary>
/// <param name="Length">Its bytes, with its line feeds; 0 = it is not complete.</param>
/// <param name="Text">Its bytes without the line feed at its end.</param>
/// <param name="IsCut">It was cut because it is too long: what comes next belongs to it.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CutEvent(int Length, int Text, bool IsCut);

/// <summary>Cuts a text into events. Pure: the same text and the same ends give the same events.</summary>
/// <param name="rule">Null = each line is one.</param>
/// <param name="eventBytesMax">What is longer becomes several, so that nothing is lost.</param>
internal sealed class EventCutter(MultilineRule? rule, int eventBytesMax)
{
    /// <summary>Bytes that are needed to see that an event is too long.</summary>
    public int WindowBytesMin => eventBytesMax + 1;

    public bool IsMultiline => rule is not null;

    /// <summary>Cuts the first event.</summary>
    /// <param name="window">From the event's first byte on.</param>
    /// <param name="isQuiet">No line has come for a while: complete lines are an event.</param>
    /// <param name="isEnd">The text ends here: so is what has no line feed.</param>
    public CutEvent Next(ReadOnlySpan<byte> window, bool isQuiet, bool isEnd)
    {
        int end = LineEnd(window, 0, isEnd);
        if (end < 0 || end > eventBytesMax)
            return window.Length > eventBytesMax ? Cut(window) : default;
        if (rule is null)
            return Event(window, end);
        TraceState state = rule.Begin(Line(window[..end]));
        while (end < window.Length)
        {
            int next = LineEnd(window, end, isEnd);
            if (next > eventBytesMax || (next < 0 && window.Length > eventBytesMax))
                return Event(window, end) with { IsCut = true };
            if (next < 0)
                break;
            if (!rule.GoesOn(Line(window[end..next]), ref state))
                return Event(window, end);
            end = next;
        }

        return isQuiet || isEnd ? Event(window, end) : default;
    }

    private static CutEvent Event(ReadOnlySpan<byte> window, int end) =>
        new(end, window[..end].LastIndexOfAnyExcept("\r\n"u8) + 1, IsCut: false);

    private static ReadOnlySpan<byte> Line(ReadOnlySpan<byte> line) => line[..(line.LastIndexOfAnyExcept("\r\n"u8) + 1)];

    private static int LineEnd(ReadOnlySpan<byte> window, int start, bool isEnd)
    {
        int feed = window[start..].IndexOf((byte)'\n');
        if (feed >= 0)
            return start + feed + 1;
        return isEnd && window.Length > start ? window.Length : -1;
    }

    /// <summary>A line that is too long is cut between two characters.</summary>
    private CutEvent Cut(ReadOnlySpan<byte> window)
    {
        int length = eventBytesMax;
        while (length > eventBytesMax - 3 && (window[length] & 0xC0) == 0x80)
            length--;
        if (Rune.DecodeFromUtf8(window[length..], out _, out _) != System.Buffers.OperationStatus.Done)
            length = eventBytesMax;
        return new CutEvent(length, length, IsCut: true);
    }
}
