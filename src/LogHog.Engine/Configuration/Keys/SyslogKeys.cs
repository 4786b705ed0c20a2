using LogHog.Engine.Configuration.Values;
using LogHog.Protocols.Syslog;

namespace LogHog.Engine.Configuration.Keys;

/// <summary>What an <c>[input:NAME]</c> of type <c>syslog</c> has besides the keys of all inputs.</summary>
internal static class SyslogKeys
{
    public static readonly ConfigurationKey<TimeZoneInfo?> TimeZone = new(InputKeys.Section, "time_zone", ZoneText.OffsetKind, "")
    {
        Why = "syslog, relp: the zone of times that name none, as most of RFC 3164 do: `Europe/Berlin`, `UTC`, `+02:00`. None: the server's own.",
        RestartWhenChanged = static settings => Text(settings, static own => own.Zone?.Id ?? ""),
    };

    public static readonly ConfigurationKey<SyslogFraming> Framing = new(
        InputKeys.Section, "framing", Kinds.Choice("auto, newline", ("auto", SyslogFraming.Auto), ("newline", SyslogFraming.Newline)), "auto")
    {
        Why = "syslog: how streams are cut into messages. `auto`: each message by what it begins with, octet-counted (`42 <13>…`) or up to a line feed or "
            + "NUL. `newline`: never counted.",
        RestartWhenChanged = static settings => Text(settings, static own => own.Framing.ToString()),
    };

    public static readonly IReadOnlyList<ConfigurationKey> All = [TimeZone, Framing];

    public static SyslogInputSettings Read(SettingsReader reader, string section) =>
        new(reader.Get(TimeZone, section), reader.Get(Framing, section));

    /// <summary>For protocols that bring messages of syslog in frames of their own.</summary>
    public static SyslogInputSettings ReadZone(SettingsReader reader, string section) =>
        new(reader.Get(TimeZone, section), SyslogFraming.Auto);

    private static string Text(ServerSettings settings, Func<SyslogInputSettings, string> part) =>
        string.Join('\n', settings.Inputs.Select(input => input.Own is SyslogInputSettings own ? $"{input.Name} {part(own)}" : ""));
}

/// <summary>Of an <c>[input:NAME]</c> of type <c>syslog</c>.</summary>
/// <param name="Zone">Of times that name none; null = the server's own.</param>
/// <param name="Framing">How streams are cut.</param>
internal sealed record SyslogInputSettings(TimeZoneInfo? Zone, SyslogFraming Framing);
