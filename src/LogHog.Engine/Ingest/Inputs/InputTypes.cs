using System.Collections.Frozen;
using System.Security.Cryptography;
using LogHog.Engine.Configuration;
using LogHog.Engine.Configuration.Keys;
using LogHog.Protocols.Forward;
using LogHog.Protocols.Gelf;
using LogHog.Protocols.LogHogV1;
using LogHog.Protocols.PythonLogging;
using LogHog.Protocols.Relp;
using LogHog.Protocols.Syslog;

namespace LogHog.Engine.Ingest.Inputs;

/// <summary>The table of protocols over streams and datagrams. A new one is a folder in LogHog.Protocols and an entry here.</summary>
internal static class InputTypes
{
    /// <summary>Inputs that are there without a section; their accounts have these names.</summary>
    public static readonly IReadOnlyList<string> OwnLedgers = ["loghog_tcp", "loghog_udp", "loghog_tls", .. HttpInputTypes.All.Select(static type => type.Ledger)];

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
        CreateStreamDecoder = static settings => new PythonLoggingDecoder(PythonLimits(settings.Limits), PythonFields(settings)),
        CreateDatagramDecoder = static settings => new PythonLoggingDecoder(PythonLimits(settings.Limits), PythonFields(settings)),
        Keys = PythonKeys.All,
        ReadOwn = PythonKeys.Read,
        FieldNames = static attribute => LogRecordFields.FieldOf(attribute) is var field && field != attribute ? [field] : [],
    };

    /// <summary>Graylog's GELF, over TCP (messages ended by NUL) and in datagrams; its standard port.</summary>
    public static readonly InputType Gelf = new("gelf", TcpPort: 12201, UdpPort: 12201)
    {
        CreateStreamDecoder = static settings => new GelfDecoder(GelfLimits(settings.Limits)),
        CreateDatagramDecoder = static settings => new GelfDatagramDecoder(GelfLimits(settings.Limits), settings.Time),
    };

    /// <summary>Syslog, RFC 3164 and 5424; the ports of RFC 5426, RFC 5425, and those that everybody uses for TCP (RFC 6587 §3.2 has none).</summary>
    public static readonly InputType Syslog = new("syslog", TcpPort: 514, UdpPort: 514)
    {
        TlsPort = 6514,
        CreateStreamDecoder = static settings => new SyslogDecoder(SyslogOptions(settings)),
        CreateDatagramDecoder = static settings => new SyslogDecoder(SyslogOptions(settings)),
        Keys = SyslogKeys.All,
        ReadOwn = SyslogKeys.Read,
        FieldNames = static part => SyslogFields.FieldOf(part) is var field && field != part ? [field] : [],
    };

    /// <summary>rsyslog's RELP, whose messages are syslog's; it has no port of its own, 2514 is what rsyslog's documentation uses.</summary>
    public static readonly InputType Relp = new("relp", TcpPort: 2514, UdpPort: 0)
    {
        CreateStreamDecoder = static settings => new RelpDecoder(new SyslogDecoder(SyslogOptions(settings)), settings.Limits.FrameBytesMax),
        CreateSession = static _ => new RelpSession(),
        Keys = [SyslogKeys.TimeZone],
        ReadOwn = SyslogKeys.ReadZone,
        FieldNames = Syslog.FieldNames,
    };

    /// <summary>Fluentd's and Fluent Bit's Forward protocol; its standard port.</summary>
    public static readonly InputType Forward = new("forward", TcpPort: 24224, UdpPort: 0)
    {
        CreateStreamDecoder = static settings => new ForwardDecoder(ForwardOptions(settings)),
        CreateSession = static settings => new ForwardSession(ForwardOptions(settings), RandomNumberGenerator.Fill),
        Keys = ForwardKeys.All,
        ReadOwn = ForwardKeys.Read,
    };

    public static readonly IReadOnlyList<InputType> All = [LogHog, Python, Gelf, Syslog, Relp, Forward];

    /// <summary>The words for <c>type =</c>, those of protocols over HTTP among them.</summary>
    public static IEnumerable<string> Words => All.Select(static type => type.Name).Concat(HttpInputTypes.All.Select(static type => type.Name)).Distinct(StringComparer.Ordinal);

    public static InputType? Find(string name) => All.FirstOrDefault(type => type.Name == name);

    private static LogHogLimits LogHogLimits(LimitSettings limits) => new()
    {
        FrameBytesMax = limits.FrameBytesMax,
        InflatedBytesMax = limits.InflatedBytesMax,
        InflateRatioMax = limits.InflateRatioMax,
    };

    private static SyslogOptions SyslogOptions(DecoderSettings settings)
    {
        var own = settings.Input?.Own as SyslogInputSettings;
        return new SyslogOptions
        {
            MessageBytesMax = settings.Limits.FrameBytesMax,
            InflateRatioMax = settings.Limits.InflateRatioMax,
            Framing = own?.Framing ?? SyslogFraming.Auto,
            Zone = own?.Zone ?? settings.Time.LocalTimeZone,
        };
    }

    private static PythonLoggingLimits PythonLimits(LimitSettings limits) => new() { FrameBytesMax = limits.FrameBytesMax };

    private static LogRecordFieldChoice PythonFields(DecoderSettings settings) =>
        (settings.Input?.Own as PythonInputSettings)?.Fields ?? LogRecordFieldChoice.All;

    private static GelfLimits GelfLimits(LimitSettings limits) => new()
    {
        MessageBytesMax = limits.FrameBytesMax,
        InflatedBytesMax = limits.InflatedBytesMax,
        InflateRatioMax = limits.InflateRatioMax,
    };

    private static ForwardOptions ForwardOptions(DecoderSettings settings)
    {
        var own = settings.Input?.Own as ForwardInputSettings;
        return new ForwardOptions
        {
            SharedKey = own?.SharedKey ?? "",
            Users = own?.Users ?? FrozenDictionary<string, string>.Empty,
            EntryBytesMax = settings.Limits.FrameBytesMax,
            InflatedBytesMax = settings.Limits.InflatedBytesMax,
            InflateRatioMax = settings.Limits.InflateRatioMax,
        };
    }
}
