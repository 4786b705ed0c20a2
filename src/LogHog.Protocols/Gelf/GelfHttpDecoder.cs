using LogHog.Protocols.Events;

namespace LogHog.Protocols.Gelf;

/// <summary>GELF over HTTP: the whole body is one message. The application, where it names none, is the request's.</summary>
public sealed class GelfHttpDecoder(RecordOptions options) : IEventDecoder
{
    private readonly GelfMessageReader _messages = new(new GelfLimits
    {
        FieldsMax = options.FieldsMax, FieldNameBytesMax = options.FieldNameBytesMax, JsonDepthMax = options.JsonDepthMax,
    });

    private readonly RecordAssembly _assembly = new(options);

    /// <summary>GELF has its own meaning for everything; what a request says stands beside it.</summary>
    public static RecordOptions Names(RecordOptions options) => options with
    {
        TimeField = default,
        MessageFields = [],
        App = FieldSource.FromFields(),
        Module = FieldSource.FromFields(),
        Host = FieldSource.FromFields(),
        Level = FieldSource.FromFields(),
        Exception = FieldSource.FromFields(),
    };

    /// <inheritdoc/>
    public int FrameBytesNeeded => 0;

    /// <inheritdoc/>
    public DecodeStatus Decode(ReadOnlyMemory<byte> input, LogEvent logEvent, out int consumed, out RejectReason reason)
    {
        consumed = input.Length;
        reason = input.Length > options.LineBytesMax ? RejectReason.FrameTooLarge : _messages.Read(input, options.ReceivedUnixNs, logEvent);
        if (reason == RejectReason.None)
            reason = _assembly.Fill(logEvent);
        return reason == RejectReason.None ? DecodeStatus.Event : DecodeStatus.Rejected;
    }
}
