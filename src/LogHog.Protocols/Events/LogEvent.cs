namespace LogHog.Protocols.Events;

/// <summary>
/// One log event on its way through the server, in the terms of OpenTelemetry's log data model.
/// A decoder fills one instance again and again, so that an event costs no allocation.
/// </summary>
/// <remarks>
/// Texts are borrowed: they point into the connection's buffer or the decoder's scratch memory and hold until the
/// decoder's next call. Who keeps an event keeps a copy.
/// All text is UTF-8, generalised by one rule (WTF-8): a lone surrogate that a peer sent as an escape, or a byte 0xNN
/// that was not UTF-8 (as U+DCNN, Python's surrogateescape), stands as its three-byte encoding. So no input is lost.
/// </remarks>
public sealed class LogEvent
{
    private readonly List<EventField> _fields = [];
    private Action<LogEvent, List<EventField>>? _fillFields;

    /// <summary>When it happened, by the sender's clock; nanoseconds since 1970-01-01T00:00:00Z.</summary>
    public long TimeUnixNs { get; set; }

    /// <summary>When the server read it; nanoseconds since 1970-01-01T00:00:00Z; 0 while unknown.</summary>
    public long ReceivedUnixNs { get; set; }

    /// <summary>The application (<c>app_id</c>); never empty once decoded.</summary>
    public ReadOnlyMemory<byte> App { get; set; }

    /// <summary>The module (logger name) in its plain form, see <see cref="ModuleName"/>; empty = the root module.</summary>
    public ReadOnlyMemory<byte> Module { get; set; }

    /// <summary>The host that the sender names; empty = it named none.</summary>
    public ReadOnlyMemory<byte> Host { get; set; }

    public Severity Severity { get; set; }

    public ReadOnlyMemory<byte> Body { get; set; }

    /// <summary>Stack trace or exception text, apart from the body; empty = none.</summary>
    public ReadOnlyMemory<byte> Exception { get; set; }

    /// <summary>W3C trace id; 0 = none.</summary>
    public UInt128 TraceId { get; set; }

    /// <summary>W3C span id; 0 = none.</summary>
    public ulong SpanId { get; set; }

    /// <summary>Further fields in the order in which they were sent; names may repeat.</summary>
    public List<EventField> Fields
    {
        get
        {
            if (_fillFields is not null)
                FillFields();
            return _fields;
        }
    }

    /// <summary>What the sender offers as proof of who it is; <see cref="SignatureClaim.Version"/> 0 = nothing.</summary>
    public SignatureClaim Signature { get; } = new();

    /// <summary>
    /// Has the fields read when somebody asks for them first, or never: many formats have no room for them. What they are read from is
    /// borrowed like all texts.
    /// </summary>
    internal void DeferFields(Action<LogEvent, List<EventField>> fill) => _fillFields = fill;

    /// <summary>Makes the instance ready for the next event.</summary>
    public void Clear()
    {
        TimeUnixNs = 0;
        ReceivedUnixNs = 0;
        App = default;
        Module = default;
        Host = default;
        Severity = Severity.None;
        Body = default;
        Exception = default;
        TraceId = UInt128.Zero;
        SpanId = 0;
        _fillFields = null;
        _fields.Clear();
        Signature.Clear();
    }

    private void FillFields()
    {
        Action<LogEvent, List<EventField>> fill = _fillFields!;
        _fillFields = null;
        fill(this, _fields);
    }
}
