using LogHog.Engine.Channels;

namespace LogHog.Engine.Tests.Channels;

/// <summary>How long a failed delivery waits.</summary>
public sealed class DeliveryBackoffTests
{
    [Theory]
    [InlineData(1, null, 5)]
    [InlineData(2, null, 10)]
    [InlineData(7, null, 300)]
    [InlineData(1000, null, 300)]
    [InlineData(1, 2.0, 5)]
    [InlineData(1, 120.0, 120)]
    [InlineData(1, 1e9, 86_400)]
    public void It_doubles_up_to_five_minutes_and_what_the_service_asks_for_is_kept_up_to_a_day(int failures, double? asked, double seconds) =>
        Assert.Equal(seconds, DeliveryBackoff.After(ServiceFailureKind.Limited, failures, asked is { } said ? TimeSpan.FromSeconds(said) : null, chance: 0).TotalSeconds);

    [Fact]
    public void Chance_makes_it_a_fifth_longer_at_most() =>
        Assert.Equal(6, DeliveryBackoff.After(ServiceFailureKind.Unreachable, 1, null, chance: 1).TotalSeconds);

    [Fact]
    public void What_somebody_has_to_mend_is_asked_more_seldom() =>
        Assert.Equal(30, DeliveryBackoff.After(ServiceFailureKind.Misconfigured, 1, null, chance: 0).TotalSeconds);
}
