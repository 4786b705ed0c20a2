using System.Text.Json.Serialization;

namespace LogHog.Alerting;

/// <summary>
/// What is said under <c>/api/v1/alerts</c>. This file is compiled into loghogd, which writes it, and into loghog, which reads it.
/// </summary>
internal sealed record AlertsAnswer(
    IReadOnlyList<RuleAnswer> Rules, IReadOnlyList<SilenceAnswer> Silences, long EventsUnseen, int NotificationsWaiting);

/// <summary>A rule.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">match, threshold, silence or new.</param>
/// <param name="State">ok, firing, cut_off or disabled.</param>
/// <param name="Source">configuration or api.</param>
/// <param name="Query">As it was written.</param>
/// <param name="Severity">info, warning, error or critical.</param>
/// <param name="Channels">Whom it tells.</param>
/// <param name="Matches">Events that it found.</param>
/// <param name="Notifications">That it made.</param>
/// <param name="Beyond">Events that it could not count, for want of room.</param>
/// <param name="Groups">That it knows.</param>
/// <param name="Shapes">That it knows.</param>
/// <param name="CpuSeconds">Processor time of its filter.</param>
/// <param name="FiringCount">Groups that fire.</param>
/// <param name="Firing">The newest hundred of them.</param>
internal sealed record RuleAnswer(
    string Name, string Kind, string State, string Source, string Query, string Severity, IReadOnlyList<string> Channels, long Matches, long Notifications,
    long Beyond, int Groups, int Shapes, double CpuSeconds, int FiringCount, IReadOnlyList<FiringAnswer> Firing);

internal sealed record FiringAnswer(
    IReadOnlyDictionary<string, string> Labels, DateTimeOffset Since, string Title, long Count, bool Told, AcknowledgedAnswer? Acknowledged);

internal sealed record AcknowledgedAnswer(DateTimeOffset At, string By, string Comment);

internal sealed record SilenceAnswer(
    string Id, string Rule, IReadOnlyDictionary<string, string> Labels, DateTimeOffset Until, DateTimeOffset Created, string By, string Comment);

internal sealed record HistoryAnswer(IReadOnlyList<HistoryEntryAnswer> Entries);

internal sealed record HistoryEntryAnswer(
    DateTimeOffset At, string Kind, string Rule, IReadOnlyDictionary<string, string> Labels, string Title, long Count, bool Told, string By, string Comment);

internal sealed record TestAnswer(
    string Rule, DateTimeOffset From, DateTimeOffset Until, long Events, long LeftOut, long Beyond, IReadOnlyList<TestEntryAnswer> Notifications);

internal sealed record TestEntryAnswer(DateTimeOffset At, string Kind, IReadOnlyDictionary<string, string> Labels, string Title, string Text, long Count);

/// <summary>A silence that is wanted: until a moment, or for a time.</summary>
internal sealed record SilenceRequest(string? Rule, IReadOnlyDictionary<string, string>? Labels, string? Until, string? For, string? Comment);

internal sealed record AckRequest(string? Rule, IReadOnlyDictionary<string, string>? Labels, string? Comment);

internal sealed record AckAnswer(int Acknowledged);

internal sealed record RuleChangeAnswer(string Name, string Change);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(AlertsAnswer))]
[JsonSerializable(typeof(SilenceAnswer))]
[JsonSerializable(typeof(HistoryAnswer))]
[JsonSerializable(typeof(TestAnswer))]
[JsonSerializable(typeof(SilenceRequest))]
[JsonSerializable(typeof(AckRequest))]
[JsonSerializable(typeof(AckAnswer))]
[JsonSerializable(typeof(RuleChangeAnswer))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class AlertAnswersJson : JsonSerializerContext;
