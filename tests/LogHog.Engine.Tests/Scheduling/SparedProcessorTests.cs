using LogHog.Engine.Scheduling;

namespace LogHog.Engine.Tests.Scheduling;

public sealed class SparedProcessorTests : IDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    private readonly HandClock _clock = new();
    private readonly SparedProcessor _spared;
    private long _taken;

    public SparedProcessorTests() => _spared = new SparedProcessor(() => _taken, _clock);

    [Theory]
    [InlineData("FF", "FE")]
    [InlineData("06", "04")]
    [InlineData("0001", "")]
    [InlineData("0001000000010000", "0000000000010000")]
    [InlineData("", "")]
    public void Takes_the_first_of_several_away(string processors, string rest) =>
        Assert.Equal(Convert.FromHexString(rest), SparedProcessor.WithoutFirst(Convert.FromHexString(processors)));

    [Fact]
    public void Is_no_processor_of_threads_that_compute_while_events_come_in()
    {
        Assert.SkipWhen(Environment.ProcessorCount < 2, "needs two processors");
        OnOwnThread(() =>
        {
            byte[] all = ThreadAttributes.ProcessorsOfThisThread();
            int thread = _spared.Join();
            Assert.Equal(all, ThreadAttributes.ProcessorsOfThisThread());

            Come(1_000_000);
            Assert.True(_spared.IsSpared);
            Assert.Equal(SparedProcessor.WithoutFirst(all), ThreadAttributes.ProcessorsOfThisThread());

            for (int quiet = 0; quiet < 9; quiet++)
                Come(0);
            Assert.True(_spared.IsSpared);
            Come(0);
            Assert.False(_spared.IsSpared);
            Assert.Equal(all, ThreadAttributes.ProcessorsOfThisThread());
            _spared.Leave(thread);
        });
    }

    [Fact]
    public void Is_theirs_where_few_events_come_in() => OnOwnThread(() =>
    {
        int thread = _spared.Join();
        for (int moment = 0; moment < 20; moment++)
            Come(5_000);
        Assert.False(_spared.IsSpared);
        _spared.Leave(thread);
    });

    [Fact]
    public void Is_no_processor_of_a_thread_that_begins_meanwhile_and_comes_back_to_one_that_a_query_made()
    {
        Assert.SkipWhen(Environment.ProcessorCount < 2, "needs two processors");
        OnOwnThread(() =>
        {
            byte[] all = ThreadAttributes.ProcessorsOfThisThread();
            int thread = _spared.Join();
            Come(1_000_000);
            OnOwnThread(() =>
            {
                int second = _spared.Join();
                Assert.Equal(SparedProcessor.WithoutFirst(all), ThreadAttributes.ProcessorsOfThisThread());
                _spared.Leave(second);
            });
            _spared.Leave(thread);
            Assert.False(_spared.IsSpared);

            // Made by a thread that has one less.
            OnOwnThread(() =>
            {
                int third = _spared.Join();
                Assert.Equal(all, ThreadAttributes.ProcessorsOfThisThread());
                _spared.Leave(third);
            });
        });
    }

    public void Dispose() => _spared.Dispose();

    private static void OnOwnThread(Action test)
    {
        Exception? failure = null;
        Thread thread = new(() => failure = Record.Exception(test));
        thread.Start();
        thread.Join();
        if (failure is not null)
            throw new InvalidOperationException("On its thread: " + failure.Message, failure);
    }

    private void Come(long bytes)
    {
        _taken += bytes;
        _clock.Now += Moment;
        _spared.Look();
    }

    /// <summary>Its timers never ring.</summary>
    private sealed class HandClock : TimeProvider
    {
        public TimeSpan Now { get; set; } = TimeSpan.FromHours(1);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(static _ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
