using System.Net;
using System.Net.Sockets;
using LogHog.Engine.Configuration.Keys;
using LogHog.Engine.Configuration.Values;

namespace LogHog.Engine.Configuration;

/// <summary>Text → <see cref="ServerSettings"/>; what is bad is noted and stands in for the default meanwhile.</summary>
internal static class ServerSettingsBuilder
{
    public static ServerSettings Build(SettingsReader reader)
    {
        ServerSettings settings = new()
        {
            Main = Main(reader),
            Log = OwnLog(reader),
            Compressor = Compressor(reader),
            Server = Listen(reader),
            Http = Http(reader),
            Auth = Auth(reader),
            Limits = Limits(reader),
            Retention = Retention(reader),
            Files = FilesSettingsBuilder.Build(reader),
            Tails = TailSettingsBuilder.Build(reader),
            Journald = JournaldSettingsBuilder.Build(reader),
            Inputs = InputSettingsBuilder.Build(reader),
            Targets = PushSettingsBuilder.Targets(reader),
            ConfigListener = PushSettingsBuilder.Listener(reader),
            Clients = ClientSettingsBuilder.Build(reader),
            Channels = ChannelSettingsBuilder.Build(reader),
            Alerts = AlertSettingsBuilder.Build(reader),
        };
        settings = settings with { Acme = AcmeSettingsBuilder.Build(reader, settings.Main.WorkDir), Bot = BotSettingsBuilder.Build(reader, settings) };
        ServerCrossChecks.Check(settings, reader);
        return settings;
    }

    private static MainSettings Main(SettingsReader reader) => new()
    {
        Daemon = reader.Get(MainKeys.Daemon),
        WorkDir = reader.Get(MainKeys.WorkDir),
        LogDir = reader.Get(MainKeys.LogDir),
        RunDir = reader.Get(MainKeys.RunDir),
        FacilitiesConfig = reader.Get(MainKeys.FacilitiesConfig),
        PidFile = reader.Get(MainKeys.PidFile),
        User = reader.Get(MainKeys.User),
    };

    private static OwnLogSettings OwnLog(SettingsReader reader) => new()
    {
        FileName = reader.Get(OwnLogKeys.FileName),
        BackupCount = reader.Get(OwnLogKeys.BackupCount),
        When = reader.Get(OwnLogKeys.When),
        Level = reader.Get(OwnLogKeys.Level),
    };

    private static CompressorSettings Compressor(SettingsReader reader) => new()
    {
        Format = reader.Get(CompressorKeys.Format),
        Level = reader.Get(CompressorKeys.Level),
        CompressOnWrite = reader.Get(CompressorKeys.CompressOnWrite),
    };

    private static ListenSettings Listen(SettingsReader reader)
    {
        IReadOnlyList<ListenAddress> v4 = OfFamily(reader, ListenKeys.ListenIpv4, AddressFamily.InterNetwork, ListenKeys.ListenIpv6);
        IReadOnlyList<ListenAddress> v6 = OfFamily(reader, ListenKeys.ListenIpv6, AddressFamily.InterNetworkV6, ListenKeys.ListenIpv4);
        int port = reader.Get(ListenKeys.DefaultPort);
        IReadOnlyList<ListenAddress> tls4 =
            OfFamily(reader, ListenKeys.ListenIpv4Ssl, AddressFamily.InterNetwork, ListenKeys.ListenIpv6Ssl);
        IReadOnlyList<ListenAddress> tls6 =
            OfFamily(reader, ListenKeys.ListenIpv6Ssl, AddressFamily.InterNetworkV6, ListenKeys.ListenIpv4Ssl);
        int portSsl = reader.Get(ListenKeys.DefaultPortSsl);
        return new ListenSettings
        {
            Plain = EndPoints([.. v4, .. v6], port),
            Tls = EndPoints([.. tls4, .. tls6], portSsl),
            PemFile = reader.Get(ListenKeys.PemFile),
            CaCert = reader.Get(ListenKeys.CaCert),
            RevocationLists = reader.Get(ListenKeys.RevocationLists),
            Clients = reader.Get(ListenKeys.Clients),
        };
    }

    private static IReadOnlyList<ListenAddress> OfFamily(
        SettingsReader reader, ConfigurationKey<IReadOnlyList<ListenAddress>> key, AddressFamily family, ConfigurationKey other)
    {
        IReadOnlyList<ListenAddress> addresses = reader.Get(key);
        foreach (ListenAddress address in addresses.Where(address => address.Address.AddressFamily != family))
            reader.Error(key, $"'{address.Address}' is of the other family; write it in {other.Name}");
        return [.. addresses.Where(address => address.Address.AddressFamily == family)];
    }

    private static List<IPEndPoint> EndPoints(IReadOnlyList<ListenAddress> addresses, int defaultPort) =>
        [.. addresses.Select(address => address.WithDefault(defaultPort))];

    private static HttpSettings Http(SettingsReader reader) => new()
    {
        Listen = EndPoints(reader.Get(ListenKeys.HttpListen), ListenKeys.HttpDefaultPort),
        Durability = reader.Get(ListenKeys.HttpDurability),
        Tls = reader.Get(HttpTlsKeys.Tls),
        PemFile = reader.Get(HttpTlsKeys.PemFile),
        ClientCertificates = reader.Get(HttpTlsKeys.ClientCertificates),
        CaCert = reader.Get(HttpTlsKeys.CaCert),
        RevocationLists = reader.Get(HttpTlsKeys.RevocationLists),
        Hsts = reader.Get(HttpTlsKeys.Hsts),
    };

    private static AuthSettings Auth(SettingsReader reader) => new()
    {
        AnonymousIngest = reader.Get(ListenKeys.AnonymousIngest),
        AnonymousQuery = reader.Get(ListenKeys.AnonymousQuery),
        Tokens = reader.Get(ListenKeys.Tokens),
    };

    private static LimitSettings Limits(SettingsReader reader) => new()
    {
        FrameBytesMax = reader.Get(LimitKeys.FrameSize),
        InflatedBytesMax = reader.Get(LimitKeys.InflatedSize),
        InflateRatioMax = reader.Get(LimitKeys.InflateRatio),
        FrameTimeout = reader.Get(LimitKeys.FrameTimeout),
        ConnectionsMax = reader.Get(LimitKeys.Connections),
        HandshakeTimeout = reader.Get(LimitKeys.HandshakeTimeout),
        HandshakesMax = reader.Get(LimitKeys.Handshakes),
        SignatureWindow = reader.Get(LimitKeys.SignatureWindow),
        OpenFilesMax = reader.Get(LimitKeys.OpenFiles),
        FilesMax = reader.Get(LimitKeys.Files),
        PendingBytesMax = reader.Get(LimitKeys.Pending),
        FlushInterval = reader.Get(LimitKeys.FlushInterval),
        QuarantineBytesMax = reader.Get(LimitKeys.QuarantineSize),
        UdpReceiveBufferBytes = reader.Get(LimitKeys.UdpReceiveBuffer),
        ReserveBytes = reader.Get(LimitKeys.Reserve),
        BodyBytesMax = reader.Get(LimitKeys.BodySize),
        BodyInflatedBytesMax = reader.Get(LimitKeys.BodyInflatedSize),
        BodyTimeout = reader.Get(LimitKeys.BodyTimeout),
        BodyMemoryBytesMax = reader.Get(LimitKeys.BodyMemory),
        QueriesMax = reader.Get(LimitKeys.Queries),
        QueryWait = reader.Get(LimitKeys.QueryWait),
        QueryDuration = reader.Get(LimitKeys.QueryDuration),
        QueryMemoryBytesMax = reader.Get(LimitKeys.QueryMemory),
        AlertCpu = reader.Get(LimitKeys.AlertCpu),
    };

    private static RetentionSettings Retention(SettingsReader reader) => new()
    {
        MaxTotalSizeBytes = reader.Get(LimitKeys.RetentionTotalSize),
        MinFreeBytes = reader.Get(LimitKeys.RetentionMinFree),
    };
}
