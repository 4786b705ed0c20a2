using LogHog.Engine.Diagnostics;

namespace LogHog.Engine.Bot;

/// <summary>The bot's account for <c>/metrics</c>: every call and every command has exactly one outcome.</summary>
internal sealed class BotCounters
{
    private readonly long[] _alerts = new long[Enum.GetValues<BotOutcome>().Length];
    private readonly long[] _webhooks = new long[Enum.GetValues<BotOutcome>().Length];
    private readonly long[] _commands = new long[Enum.GetValues<CommandOutcome>().Length];
    private long _retries;

    public void Alert(BotOutcome outcome) => Interlocked.Increment(ref _alerts[(int)outcome]);

    public void Webhook(BotOutcome outcome) => Interlocked.Increment(ref _webhooks[(int)outcome]);

    public void Command(CommandOutcome outcome) => Interlocked.Increment(ref _commands[(int)outcome]);

    public void Retry() => Interlocked.Increment(ref _retries);

    public IEnumerable<MetricValue> Metrics(int waiting)
    {
        foreach (BotOutcome outcome in Enum.GetValues<BotOutcome>())
            yield return Counter("loghog_bot_alerts_total", outcome, _alerts[(int)outcome], "Alerts that other programs wanted to be relayed.");
        foreach (BotOutcome outcome in Enum.GetValues<BotOutcome>())
            yield return Counter("loghog_bot_webhooks_total", outcome, _webhooks[(int)outcome], "Webhooks that came to the bot.");
        foreach (CommandOutcome outcome in Enum.GetValues<CommandOutcome>())
            yield return Counter("loghog_bot_commands_total", outcome, _commands[(int)outcome], "Messages to the bot that webhooks announced.");
        yield return new("loghog_bot_retries_total", "", Interlocked.Read(ref _retries), IsCounter: true, "Tries to answer that failed and were put off.");
        yield return new("loghog_bot_waiting", "", waiting, IsCounter: false, "Messages to the bot that wait for their answer.");
    }

    private static MetricValue Counter<TOutcome>(string name, TOutcome outcome, long value, string help)
        where TOutcome : struct, Enum =>
        new(name, $"outcome=\"{MetricNames.Label(outcome)}\"", value, IsCounter: true, help);
}
