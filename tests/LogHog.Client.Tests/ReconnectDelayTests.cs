namespace LogHog.Client.Tests;

public sealed class ReconnectDelayTests
{
    private readonly SettableTime _time = new();

    [Fact]
    public void The_waits_double_up_to_the_longest()
    {
        var delay = new ReconnectDelay(_time, () => 0);
        double[] seconds = [.. Enumerable.Range(0, 10).Select(_ => delay.Failed().TotalSeconds)];
        Assert.Equal([0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 30, 30], seconds);
    }

    [Fact]
    public void Chance_takes_off_a_quarter_at_most() =>
        Assert.Equal(0.15, new ReconnectDelay(_time, () => 1).Failed().TotalSeconds, 9);

    [Fact]
    public void After_a_connection_that_lasted_the_first_attempt_is_at_once()
    {
        var delay = new ReconnectDelay(_time, () => 0);
        for (int i = 0; i < 5; i++)
            delay.Failed();
        delay.Connected();
        _time.Now += ReconnectDelay.LastingConnection;
        Assert.Equal([0, 0.2], [delay.Failed().TotalSeconds, delay.Failed().TotalSeconds]);
    }

    [Fact]
    public void A_connection_that_is_closed_at_once_does_not_end_the_waiting()
    {
        var delay = new ReconnectDelay(_time, () => 0);
        delay.Failed();
        delay.Connected();
        _time.Now += ReconnectDelay.LastingConnection - TimeSpan.FromTicks(1);
        Assert.Equal(0.4, delay.Failed().TotalSeconds);
    }

    private sealed class SettableTime : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
