using System.Text;
using LogHog.Engine.Configuration;
using LogHog.Engine.Formats;
using LogHog.Engine.Ingest;

namespace LogHog.Engine.Tests.Ingest;

public sealed class RouteCacheTests
{
    private static readonly ILineFormat Format = LineFormats.CreateFormat(LineFormatKind.Standard, TimeZoneInfo.Utc);

    [Fact]
    public void Two_hundred_applications_with_five_modules_are_nearly_all_remembered()
    {
        RouteCache cache = new();
        (byte[] App, byte[] Module, Route Route)[] all =
        [
            .. from app in Enumerable.Range(0, 200)
               from module in Enumerable.Range(0, 5)
               select (Encoding.UTF8.GetBytes($"app-{app:D3}"), Encoding.UTF8.GetBytes($"module.{module}"), NewRoute()),
        ];
        foreach ((byte[] app, byte[] module, Route route) in all)
            cache.Add(route, app, module, default);

        int known = all.Count(one => ReferenceEquals(one.Route, cache.Find(one.App, one.Module, default)));

        Assert.InRange(known, 900, 1000);
    }

    [Fact]
    public void A_name_never_finds_the_route_of_another()
    {
        RouteCache cache = new();
        // The same bytes one behind the other, cut at different places.
        Route first = NewRoute(), second = NewRoute(), third = NewRoute();
        cache.Add(first, "ab"u8, "c"u8, default);
        cache.Add(second, "a"u8, "bc"u8, default);
        cache.Add(third, "a"u8, "b"u8, "c"u8);

        Assert.Same(first, cache.Find("ab"u8, "c"u8, default));
        Assert.Same(second, cache.Find("a"u8, "bc"u8, default));
        Assert.Same(third, cache.Find("a"u8, "b"u8, "c"u8));
        Assert.Null(cache.Find("abc"u8, default, default));
    }

    [Fact]
    public void However_many_names_come_the_newest_is_known()
    {
        RouteCache cache = new();
        for (int number = 0; number < 20_000; number++)
        {
            Route route = NewRoute();
            byte[] host = Encoding.UTF8.GetBytes($"host-{number}");
            cache.Add(route, "app"u8, default, host);
            Assert.Same(route, cache.Find("app"u8, default, host));
        }
    }

    private static Route NewRoute() => new(null, Format, default, null);
}
