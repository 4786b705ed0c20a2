using LogHog.TestKit;

namespace LogHog.Engine.Tests.Alerts;

/// <summary>Somebody sets the clock: windows do not notice, what people say and read goes by it.</summary>
public sealed class SetClockTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly RecordingNotifier _notifier = new();
    private readonly WallClock _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_told_has_the_time_that_the_clock_shows()
    {
        await using EngineHost host = Start("query = boom; channels = phone");
        _clock.SetBy = TimeSpan.FromDays(400);

        await SendAsync(host);
        await _notifier.WaitFor(1);

        DateTimeOffset begin = _clock.GetUtcNow().AddHours(-1);
        Assert.True(_notifier.Told[0].Time > begin);
        Assert.All(host.Engine.Alerts.History(10), entry => Assert.True(entry.At > begin));
    }

    [Fact]
    public async Task A_silence_ends_when_the_clock_says_so()
    {
        await using EngineHost host = Start("query = boom; kind = threshold; more_than = 0; within = 1h; channels = phone");
        _clock.SetBy = TimeSpan.FromDays(400);
        host.Engine.Alerts.AddSilence(null, null, _clock.GetUtcNow().AddHours(1), "ana", "");
        await SendAsync(host);
        await RecordingNotifier.WaitUntil(() => host.Engine.Alerts.Overview().Rules[0].FiringCount == 1, () => "it does not fire");
        Assert.Empty(_notifier.Told);
        Assert.Single(host.Engine.Alerts.Overview().Silences);

        _clock.SetBy += TimeSpan.FromHours(2);
        await _notifier.WaitFor(1);

        Assert.Empty(host.Engine.Alerts.Overview().Silences);
        Assert.Equal(1, host.Engine.Alerts.Overview().Rules[0].FiringCount);
    }

    [Fact]
    public async Task Nothing_is_told_twice_over_a_restart_after_it_was_set()
    {
        const string Rule = "query = boom; kind = threshold; more_than = 0; within = 1h; channels = phone";
        await using (EngineHost host = Start(Rule))
        {
            _clock.SetBy = TimeSpan.FromDays(400);
            await SendAsync(host);
            await _notifier.WaitFor(1);
        }

        await using EngineHost again = Start(Rule);
        await SendAsync(again);
        await RecordingNotifier.WaitUntil(() => again.Engine.Alerts.Overview().Rules[0].Matches == 2, () => "it did not look");

        Assert.Single(_notifier.Told);
        Assert.Equal(1, again.Engine.Alerts.Overview().Rules[0].FiringCount);
    }

    private EngineHost Start(string rule) => EngineHost.Start(
        [EngineHost.Facility("*")], _folder.Path, settings => settings with { Alerts = [RuleStage.Rule(rule)] }, _clock, notifier: _notifier);

    private static Task SendAsync(EngineHost host) => host.SendAsync(Frames.Message("shop", "", "boom"));

    /// <summary>Timestamps and timers go on as they do.</summary>
    private sealed class WallClock : TimeProvider
    {
        private long _ticks;

        public TimeSpan SetBy
        {
            get => TimeSpan.FromTicks(Interlocked.Read(ref _ticks));
            set => Interlocked.Exchange(ref _ticks, value.Ticks);
        }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + SetBy;
    }
}
