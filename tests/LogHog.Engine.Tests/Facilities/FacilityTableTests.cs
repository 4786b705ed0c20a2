using LogHog.Engine.Configuration;
using LogHog.Engine.Facilities;
using LogHog.Engine.Storage;

namespace LogHog.Engine.Tests.Facilities;

public sealed class FacilityTableTests
{
    [Theory]
    [InlineData("shop", "", "shop:")]
    [InlineData("shop", "web", "shop:web")]
    [InlineData("shop", "web.requests", "shop:web.requests")]
    [InlineData("shop", "web.requests.slow", "shop:web.requests")]
    [InlineData("shop", "web.other", "shop:web")]
    [InlineData("shop", "website", "shop:")]
    [InlineData("shop", "db", "shop:")]
    [InlineData("Shop", "web", null)]
    [InlineData("unknown", "", null)]
    public void The_most_specific_facility_wins(string app, string module, string? expected)
    {
        FacilityTable table = new([Facility("shop", ""), Facility("shop", "web"), Facility("shop", "web.requests")]);

        FacilitySettings? found = table.Find(app, module);

        Assert.Equal(expected, found is null ? null : $"{found.App}:{found.Module}");
    }

    [Theory]
    [InlineData("shop", "web", "shop:")]
    [InlineData("other", "web.x", "*:web")]
    [InlineData("other", "db", "*:")]
    public void The_star_takes_only_applications_without_a_section_of_their_own(string app, string module, string expected)
    {
        FacilityTable table = new([Facility("shop", ""), Facility("*", ""), Facility("*", "web")]);

        FacilitySettings? found = table.Find(app, module);

        Assert.Equal(expected, $"{found?.App}:{found?.Module}");
    }

    private static FacilitySettings Facility(string app, string module) =>
        new() { App = app, Module = module, Rotate = CronSchedule.Parse("daily"), BackupCount = 1 };
}
