using System.Text.Json;
using LogHog.Engine.Alerts.Rules;
using LogHog.Engine.Alerts.State;
using LogHog.Engine.Configuration;
using LogHog.Engine.Query;
using LogHog.Engine.Tail;

namespace LogHog.Engine.Alerts.Stream;

/// <summary>A made-up event goes the way of a real one, from its line to what is kept of it, so that the first real one does not wait for the compiler.</summary>
internal sealed class AlertWarmUp : IRuleVoice
{
    private const string Word = "warm";

    string IRuleVoice.Epoch => Word;

    public static void Run(TailHub hub, TimeProvider time)
    {
        AlertSettings settings = new() { Name = Word, Kind = AlertKind.Match, Query = Word, Filter = LogsQuery.ParseFilter(Word, nowUnixNs: 0) };
        RuleState state = new(new AlertRule(settings), new AlertWarmUp(), new AlertMemory());
        state.Begin(0);
        RuleReader reader = new([new RuleWatch(state)], time, hub.Formats);
        reader.Read(
            TailText.Made("warm/root.log", "2026-11-29T00:00:00.000000000+00:00 host warm: INFO warm up {number=1}\n"u8.ToArray(), hub),
            static (rule, row, line, hash) => rule.State.Observe(1, row, line, hash));
        state.Advance(2);
    }

    long IRuleVoice.QuietUntil(string rule, IReadOnlyList<KeyValuePair<string, string>> labels, long nowNs) => 0;

    void IRuleVoice.Happened(AlertRecord record) => JsonSerializer.SerializeToUtf8Bytes(record, AlertJson.Default.AlertRecord);
}
