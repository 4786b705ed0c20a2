using System.Net;
using LogHog.Engine.Alerts;
using LogHog.Engine.Channels;
using LogHog.Engine.Channels.Http;
using LogHog.TestKit.Channels;

namespace LogHog.Engine.Tests.Channels;

/// <summary>Server-side request forgery: however an address inside the network is written, nobody goes there and nobody is sent there.</summary>
public sealed class AddressGuardTests
{
    /// <summary>Hosts of URLs, as attackers write them.</summary>
    public static TheoryData<string> Inside =>
    [
        "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001", "127.255.255.254", "0.0.0.0", "0", "0x0",
        "10.0.0.1", "10.255.255.255", "167772161", "0xa000001", "012.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.1", "3232235777", "0xc0.0xa8.1.1",
        "169.254.169.254", "169.254.0.1", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "100.64.0.1", "100.127.255.255", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.19.255.255",
        "198.51.100.7", "203.0.113.9", "192.88.99.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
        "[::]", "[::1]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::ffff:10.0.0.1]", "[::ffff:169.254.169.254]", "[::ffff:a9fe:a9fe]", "[::127.0.0.1]", "[::7f00:1]",
        "[64:ff9b::7f00:1]", "[64:ff9b::169.254.169.254]", "[64:ff9b:1::1]", "[2002:7f00:1::]", "[2002:a9fe:a9fe::1]", "[2002:c0a8:101::1]", "[2001:0:1::1]", "[2001:db8::1]", "[fc00::1]", "[fd12:3456:789a::1]",
        "[fd00:ec2::254]", "[fe80::1]", "[fec0::1]", "[ff02::1]", "[100::1]", "[3fff::1]", "[5f00::1]",
    ];

    public static TheoryData<string> InsideByName =>
    [
        "localhost", "LOCALHOST", "localhost.", "a.localhost", "metadata", "metadata.google.internal", "METADATA.google.internal.", "db.internal", "printer.local", "router.home.arpa", "x.localdomain", "instance-data", "x.onion",
    ];

    public static TheoryData<string> Outside =>
        ["1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.1", "172.15.255.255", "172.32.0.1", "11.0.0.1", "169.253.255.255", "[2606:4700::1111]", "[2001:4860:4860::8888]", "[64:ff9b::8.8.8.8]", "[2002:808:808::1]", "[::ffff:8.8.8.8]"];

    [Theory]
    [MemberData(nameof(Inside))]
    public async Task Nobody_goes_to_an_address_inside_the_network(string host)
    {
        Uri url = new($"http://{host}:9/hook");
        ServiceException refused = await Assert.ThrowsAsync<ServiceException>(() => Send(Some.Webhook(url) with { AllowPrivate = false }));

        Assert.Equal(ServiceFailureKind.ForbiddenAddress, refused.Kind);
        Assert.Contains("allow_private", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Inside))]
    [MemberData(nameof(InsideByName))]
    public void No_link_leads_inside_the_network(string host)
    {
        Assert.NotNull(LinkGuard.Problem(new Uri($"http://{host}/"), allowPrivate: false));
        Assert.NotNull(LinkGuard.Problem(new Uri($"https://{host}:8443/a?b=c"), allowPrivate: false));
        Assert.Null(LinkGuard.Problem(new Uri($"http://{host}/"), allowPrivate: true));
    }

    [Theory]
    [MemberData(nameof(Outside))]
    public void Public_addresses_are_public(string host)
    {
        Assert.True(AddressGuard.IsPublic(IPAddress.Parse(host.Trim('[', ']'))));
        Assert.Null(LinkGuard.Problem(new Uri($"https://{host}/"), allowPrivate: false));
    }

    [Theory]
    [InlineData("ftp://example.org/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("gopher://example.org/")]
    [InlineData("https://user@example.org/")]
    [InlineData("https://user:password@example.org/")]
    [InlineData("/relative")]
    public void A_link_is_a_web_address_and_nothing_else(string link) =>
        Assert.NotNull(LinkGuard.Problem(new Uri(link, UriKind.RelativeOrAbsolute), allowPrivate: true));

    [Fact]
    public async Task A_name_that_means_this_machine_is_looked_at_when_it_is_connected_to()
    {
        await using WebhookStandIn service = new();
        Uri url = new($"http://localhost:{service.Address.Port}/");

        ServiceException refused = await Assert.ThrowsAsync<ServiceException>(() => Send(Some.Webhook(url) with { AllowPrivate = false }));

        Assert.Equal(ServiceFailureKind.ForbiddenAddress, refused.Kind);
        Assert.Empty(service.Requests);
    }

    [Fact]
    public async Task A_redirect_inside_is_not_followed()
    {
        await using WebhookStandIn inside = new();
        await using WebhookStandIn service = new();
        service.Inject(new StandInAnswer(307, "") { Headers = [("Location", inside.Address.AbsoluteUri)] });

        await Assert.ThrowsAsync<ServiceException>(() => Send(Some.Webhook(service.Address)));

        Assert.Empty(inside.Requests);
    }

    private static async Task Send(ChannelSettings settings)
    {
        Notification notification = Some.Notification();
        using IChannelSender sender = Senders.Create(settings, TimeProvider.System);
        await sender.SendAsync(new Delivery(notification, "", notification.Id), TestContext.Current.CancellationToken);
    }
}
