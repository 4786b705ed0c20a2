using System.Globalization;
using LogHog.Engine.Configuration.Values;

namespace LogHog.Engine.Configuration.Keys;

/// <summary>What the peers of one <c>[input:NAME]</c> may cost, where that is less or more than <c>[limits]</c> has for all.</summary>
internal static class InputLimitKeys
{
    public static readonly ConfigurationKey<int?> Connections = new(InputKeys.Section, "max_connections", Kinds.Integer(1, 1_000_000).OrNone(), "")
    {
        Why = "Its connections open at once; one more is closed. They count among `[limits] max_connections`, too. None: only those count.",
        RestartWhenChanged = static settings => Text(settings, static limits => Number(limits.ConnectionsMax)),
    };

    public static readonly ConfigurationKey<int?> FrameSize = new(InputKeys.Section, "max_frame_size", Kinds.SmallSize(1 << 10, 64 << 20).OrNone(), "")
    {
        Why = "One message or event of it. None: `[limits] max_frame_size`.",
        RestartWhenChanged = static settings => Text(settings, static limits => Number(limits.FrameBytesMax)),
    };

    public static readonly ConfigurationKey<int?> Rate = new(InputKeys.Section, "max_rate", Kinds.Integer(1, 100_000_000).OrNone(), "")
    {
        Why = "Events a second, over all its connections. Who sends faster is held back: streams by their window, requests by 429; datagrams wait in the "
            + "kernel's buffer, which drops and counts what does not fit. None: as many as come.",
        RestartWhenChanged = static settings => Text(settings, static limits => Number(limits.EventsPerSecondMax)),
    };

    public static readonly ConfigurationKey<TimeSpan?> FrameTimeout = new(InputKeys.Section, "frame_timeout",
        Kinds.DurationWithin(TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)).OrNone(), "")
    {
        Why = "From a frame's first byte to its last. None: `[limits] frame_timeout`.",
        RestartWhenChanged = static settings => Text(settings, static limits => limits.FrameTimeout?.ToString() ?? ""),
    };

    public static readonly ConfigurationKey<TimeSpan?> IdleTimeout = new(InputKeys.Section, "idle_timeout",
        Kinds.DurationWithin(TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(30)).OrNone(), "")
    {
        Why = "A connection that brings nothing for so long between two frames is closed. None: it may stay, since most programs are silent for hours.",
        RestartWhenChanged = static settings => Text(settings, static limits => limits.IdleTimeout?.ToString() ?? ""),
    };

    public static readonly IReadOnlyList<ConfigurationKey> All = [Connections, FrameSize, Rate, FrameTimeout, IdleTimeout];

    private static string Number(int? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Text(ServerSettings settings, Func<InputLimits, string> part) =>
        string.Join('\n', settings.Inputs.Select(input => $"{input.Name} {part(input.Limits)}"));
}
