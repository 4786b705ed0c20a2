using LogHog.Protocols.Events;
using LogHog.Protocols.Json;
using LogHog.Protocols.Text;

namespace LogHog.Protocols.TextLines;

/// <summary>Plain text, each line a message; or the whole of it one. Blank lines do not count. What is not UTF-8 is kept (U+DCNN).</summary>
/// <param name="options">Gives the events their names; there are no fields that any could come from.</param>
/// <param name="isOneEvent">The text is one message, line feeds and all.</param>
public sealed class TextLinesDecoder(RecordOptions options, bool isOneEvent) : IEventDecoder
{
    private readonly RecordAssembly _assembly = new(options);
    private readonly ScratchMemory _texts = new();

    /// <inheritdoc/>
    public int FrameBytesNeeded => 0;

    /// <inheritdoc/>
    /// <remarks>A line ends with a line feed: who has the end of a text without one adds it.</remarks>
    public DecodeStatus Decode(ReadOnlyMemory<byte> input, LogEvent logEvent, out int consumed, out RejectReason reason)
    {
        _texts.Reset();
        reason = RejectReason.None;
        ReadOnlyMemory<byte> text = input;
        consumed = input.Length;
        if (!isOneEvent && !TextLine.TryTake(input, out text, out consumed))
        {
            _texts.Release();
            reason = text.Length > options.LineBytesMax ? RejectReason.FrameTooLarge : RejectReason.None;
            return reason == RejectReason.None ? DecodeStatus.NeedMore : DecodeStatus.Broken;
        }

        logEvent.Clear();
        text = text[..(text.Span.LastIndexOfAnyExcept("\r\n"u8) + 1)];
        if (text.Length > options.LineBytesMax)
        {
            reason = RejectReason.FrameTooLarge;
            return DecodeStatus.Rejected;
        }

        logEvent.Body = SurrogateEscape.Text(text, _texts);
        reason = _assembly.Fill(logEvent);
        return reason == RejectReason.None ? DecodeStatus.Event : DecodeStatus.Rejected;
    }
}
