using System.Globalization;
using LogHog.Engine.Configuration.Values;

namespace LogHog.Engine.Configuration.Keys;

/// <summary><c>[limits]</c> and <c>[retention]</c>: what a peer may cost, and what the whole store may.</summary>
internal static class LimitKeys
{
    private const string Section = "limits";
    private const int Ki = 1 << 10;
    private const int Mi = 1 << 20;
    private const int Gi = 1 << 30;

    public static readonly ConfigurationKey<int> FrameSize = new(Section, "max_frame_size", Kinds.SmallSize(Ki, 64 * Mi), "1M")
    {
        Why = "One frame as it comes from the network. 128 times the ancestor's 8 KiB: a deep stack trace fits, a mistake does not.",
        RestartWhenChanged = settings => Text(settings.Limits.FrameBytesMax),
    };

    public static readonly ConfigurationKey<int> InflatedSize = new(Section, "max_inflated_size", Kinds.SmallSize(Ki, 256 * Mi), "8M")
    {
        Why = "The same frame after zlib. Text shrinks to an eighth or so; a full frame of it fits.",
        RestartWhenChanged = settings => Text(settings.Limits.InflatedBytesMax),
    };

    public static readonly ConfigurationKey<int> InflateRatio = new(Section, "max_inflate_ratio", Kinds.Integer(1, 1032), "256")
    {
        Why = "Inflated to compressed bytes. zlib can reach 1032:1, log text stays below 100:1: what lies beyond is a bomb.",
        RestartWhenChanged = settings => Text(settings.Limits.InflateRatioMax),
    };

    public static readonly ConfigurationKey<TimeSpan> FrameTimeout = new(Section, "frame_timeout",
        Kinds.DurationWithin(TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)), "30s")
    {
        Why = "From a frame's first byte to its last, however it trickles in. A full frame needs 35 KB/s, a mobile link's worst.",
        RestartWhenChanged = settings => Text(settings.Limits.FrameTimeout),
    };

    public static readonly ConfigurationKey<int> Connections = new(Section, "max_connections", Kinds.Integer(1, 1_000_000), "20000")
    {
        Why = "Open at once, over all addresses. Twice the 10,000 that are promised; at 8 KB each that is 160 MB at most.",
        RestartWhenChanged = settings => Text(settings.Limits.ConnectionsMax),
    };

    public static readonly ConfigurationKey<TimeSpan> HandshakeTimeout = new(Section, "handshake_timeout",
        Kinds.DurationWithin(TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10)), "10s")
    {
        Why = "From a connection to a TLS address to the end of its handshake. Two round trips and some arithmetic; the default of Kestrel.",
        RestartWhenChanged = settings => Text(settings.Limits.HandshakeTimeout),
    };

    public static readonly ConfigurationKey<int> Handshakes = new(Section, "max_handshakes", Kinds.Integer(1, 100_000), "256")
    {
        Why = "TLS handshakes under way at once, from the peer's hello on; one more closes the one that has waited longest. At 100 KB each that is 25 MB at most. Sixteen times as many may be connected and silent.",
        RestartWhenChanged = settings => Text(settings.Limits.HandshakesMax),
    };

    public static readonly ConfigurationKey<TimeSpan> SignatureWindow = new(Section, "signature_window",
        Kinds.DurationWithin(TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)), "300s")
    {
        Why = "Version 2 signatures: how far the sender's clock may be off either way. Kerberos's five minutes; "
            + "the nonces of that time are remembered.",
    };

    public static readonly ConfigurationKey<int> OpenFiles = new(Section, "max_open_files", Kinds.Integer(16, 1_000_000), "1000")
    {
        Why = "Log files held open at once; the longest unused is closed for another. Well below the usual hard limit of descriptors.",
        RestartWhenChanged = settings => Text(settings.Limits.OpenFilesMax),
    };

    public static readonly ConfigurationKey<int> Files = new(Section, "max_files", Kinds.Integer(1, 100_000_000), "100000")
    {
        Why = "Log files that applications of `[*]` and hosts may bring into being, together. Twice 1,000 facilities times 50 hosts.",
        RestartWhenChanged = settings => Text(settings.Limits.FilesMax),
    };

    public static readonly ConfigurationKey<long> Pending = new(Section, "max_pending_size", Kinds.Size(Mi, 64L * Gi), "16M")
    {
        Why = "Bytes that wait for the disk before senders are held back. What is still in the processor's cache is written fastest; "
            + "longer waits are the senders' and the kernel's buffers' to bear.",
        RestartWhenChanged = settings => Text(settings.Limits.PendingBytesMax),
    };

    public static readonly ConfigurationKey<TimeSpan> FlushInterval = new(Section, "flush_interval",
        Kinds.DurationWithin(TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(10)), "200ms")
    {
        Why = "How long a message waits for others where `flush_every` is more than 1. Unnoticed by whoever watches with `tail -f`.",
        RestartWhenChanged = settings => Text(settings.Limits.FlushInterval),
    };

    public static readonly ConfigurationKey<long> QuarantineSize = new(Section, "max_quarantine_size", Kinds.Size(Ki, 1024L * Gi), "64M")
    {
        Why = "What is kept of applications without a facility. Enough to see what they are; strangers cannot fill the disk.",
        RestartWhenChanged = settings => Text(settings.Limits.QuarantineBytesMax),
    };

    public static readonly ConfigurationKey<int> UdpReceiveBuffer = new(Section, "udp_receive_buffer", Kinds.SmallSize(4 * Ki, Gi), "64M")
    {
        Why = "Asked of the kernel for each UDP socket; without CAP_NET_ADMIN it gives `net.core.rmem_max` at most. "
            + "A burst of 200,000 messages waits there instead of being lost.",
        RestartWhenChanged = settings => Text(settings.Limits.UdpReceiveBufferBytes),
    };

    public static readonly ConfigurationKey<long> Reserve = new(Section, "disk_reserve", Kinds.Size(0, 1024L * Gi), "64M")
    {
        Why = "Free bytes on the disk of `logdir` below which nothing more is acknowledged, so that what was acknowledged finds room. "
            + "What a busy server takes in within the second between two looks.",
        RestartWhenChanged = settings => Text(settings.Limits.ReserveBytes),
    };

    public static readonly ConfigurationKey<int> BodySize = new(Section, "max_body_size", Kinds.SmallSize(Ki, 256 * Mi), "16M")
    {
        Why = "One HTTP request with events, as it comes. Shippers send 1 to 10 MB of text at a time, and not all of them compressed.",
    };

    public static readonly ConfigurationKey<int> BodyInflatedSize =
        new(Section, "max_body_inflated_size", Kinds.SmallSize(Ki, 512 * Mi), "16M")
        {
            Why = "The same request after gzip, zstd, deflate or snappy. What is beyond 1 MiB may also not be more than `max_inflate_ratio` times what came.",
        };

    public static readonly ConfigurationKey<TimeSpan> BodyTimeout = new(Section, "body_timeout",
        Kinds.DurationWithin(TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)), "60s")
    {
        Why = "From a request's headers to the last byte of its body. A full one needs 280 KB/s.",
    };

    public static readonly ConfigurationKey<long> BodyMemory = new(Section, "max_body_memory", Kinds.Size(Mi, 64L * Gi), "64M")
    {
        Why = "Memory for all requests' bodies together; who finds none is told to come again (429). Two to four of the largest at once, and many small ones.",
    };

    public static readonly ConfigurationKey<int?> Queries = new(Section, "max_concurrent_queries", Kinds.Integer(1, 1000).OrNone(), "")
    {
        Why = "Queries that run at once; further ones wait. None: two for each core, one that reads while another computes.",
    };

    public static readonly ConfigurationKey<TimeSpan> QueryWait = new(Section, "max_query_wait",
        Kinds.DurationWithin(TimeSpan.Zero, TimeSpan.FromHours(1)), "10s")
    {
        Why = "How long a query waits for its turn before it is told to come again (429). As long as people do.",
    };

    public static readonly ConfigurationKey<TimeSpan> QueryDuration = new(Section, "max_query_duration",
        Kinds.DurationWithin(TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(1)), "30s")
    {
        Why = "How long a query may work; its `timeout` can only be less. VictoriaLogs' default. Waits for a slow reader do not count, "
            + "for up to five minutes.",
    };

    public static readonly ConfigurationKey<long> QueryMemory = new(Section, "max_query_memory", Kinds.Size(Mi, 64L * Gi), "256M")
    {
        Why = "What one query may hold to sort, group and join, together with its sub-queries. A million groups, or rows of usual size to sort.",
    };

    public static readonly ConfigurationKey<TimeSpan> AlertCpu = new(
        Section, "alert_cpu", Kinds.DurationWithin(TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1)), "250ms")
    {
        Why = "Processor time in a second that one alert rule may take, on average over ten seconds; one that takes more is cut off, and says so. "
            + "A quarter of a core: a usual rule takes a hundredth of that.",
    };

    public static readonly ConfigurationKey<long?> RetentionTotalSize =
        new("retention", "max_total_size", Kinds.Size(Mi, long.MaxValue).OrNone(), "")
        {
            Why = "All log files and archives together; the oldest archives go first. None: each facility's `backup_count` decides.",
        };

    public static readonly ConfigurationKey<long?> RetentionMinFree =
        new("retention", "min_free", Kinds.Size(0, long.MaxValue).OrNone(), "")
        {
            Why = "Free bytes to keep on the disk of `logdir` by deleting the oldest archives. "
                + "None: deleting logs is something that the owner orders.",
        };

    public static readonly IReadOnlyList<ConfigurationKey> Limits =
    [
        FrameSize, InflatedSize, InflateRatio, FrameTimeout, Connections, HandshakeTimeout, Handshakes, SignatureWindow, OpenFiles, Files, Pending, FlushInterval,
        QuarantineSize, UdpReceiveBuffer, Reserve, BodySize, BodyInflatedSize, BodyTimeout, BodyMemory,
        Queries, QueryWait, QueryDuration, QueryMemory, AlertCpu,
    ];

    public static readonly IReadOnlyList<ConfigurationKey> Retention = [RetentionTotalSize, RetentionMinFree];

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
