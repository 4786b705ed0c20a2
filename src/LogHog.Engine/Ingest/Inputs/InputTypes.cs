using LogHog.Engine.Configuration;
using LogHog.Protocols.Gelf;
using LogHog.Protocols.LogHogV1;
using LogHog.Protocols.PythonLogging;

namespace LogHog.Engine.Ingest.Inputs;

/// <summary>The table of protocols over streams and datagrams. A new one is a folder in LogHog.Protocols and an entry here.</summary>
internal static class InputTypes
{
    /// <summary>Inputs that are there without a section; their accounts have these names.</summary>
    public static readonly IReadOnlyList<string> OwnLedgers = ["loghog_tcp", "loghog_udp", "loghog_tls", "http_jsonline"];

    /// <summary>LogHog's own (docs/protocol.md), on further addresses; the port next to the one that [server] has.</summary>
    public static readonly InputType LogHog = new("loghog", TcpPort: 5567, UdpPort: 5567)
    {
        TlsPort = 5578,
        CreateStreamDecoder = static settings => new LogHogDecoder(LogHogLimits(settings.Limits)),
        CreateDatagramDecoder = static settings => new LogHogDecoder(LogHogLimits(settings.Limits)),
    };

    /// <summary>Records of Python's own SocketHandler and DatagramHandler; their standard ports.</summary>
    public static readonly InputType Python = new("python", TcpPort: 9020, UdpPort: 9021)
    {
        CreateStreamDecoder = static settings => new PythonLoggingDecoder(PythonLimits(settings.Limits)),
        CreateDatagramDecoder = static settings => new PythonLoggingDecoder(PythonLimits(settings.Limits)),
        FieldNames = static attribute => LogRecordFields.FieldOf(attribute) is var field && field != attribute ? [field] : [],
    };

    /// <summary>Graylog's GELF, over TCP (messages ended by NUL) and in datagrams; its standard port.</summary>
    public static readonly InputType Gelf = new("gelf", TcpPort: 12201, UdpPort: 12201)
    {
        CreateStreamDecoder = static settings => new GelfDecoder(GelfLimits(settings.Limits)),
        CreateDatagramDecoder = static settings => new GelfDatagramDecoder(GelfLimits(settings.Limits), settings.Time),
    };

    public static readonly IReadOnlyList<InputType> All = [LogHog, Python, Gelf];

    public static InputType? Find(string name) => All.FirstOrDefault(type => type.Name == name);

    private static LogHogLimits LogHogLimits(LimitSettings limits) => new()
    {
        FrameBytesMax = limits.FrameBytesMax,
        InflatedBytesMax = limits.InflatedBytesMax,
        InflateRatioMax = limits.InflateRatioMax,
    };

    private static PythonLoggingLimits PythonLimits(LimitSettings limits) => new() { FrameBytesMax = limits.FrameBytesMax };

    private static GelfLimits GelfLimits(LimitSettings limits) => new()
    {
        MessageBytesMax = limits.FrameBytesMax,
        InflatedBytesMax = limits.InflatedBytesMax,
        InflateRatioMax = limits.InflateRatioMax,
    };
}
