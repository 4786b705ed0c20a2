using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using LogHog.Engine.Alerts;
using LogHog.Engine.Channels;
using LogHog.Engine.Channels.Templates;
using LogHog.TestKit;
using LogHog.TestKit.Acme;

namespace LogHog.Interop.Tests.Channels;

/// <summary>Our mail against a real server, which takes the mails apart with Python's own library.</summary>
public sealed class MailTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestAuthority _authority = new();

    public MailTests()
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 certificate = _authority.Issue(["127.0.0.1", "localhost"], now.AddDays(-1), now.AddDays(30));
        File.WriteAllText(_folder["server.pem"], certificate.GetRSAPrivateKey()?.ExportPkcs8PrivateKeyPem() ?? certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        File.AppendAllText(_folder["server.pem"], "\n" + certificate.ExportCertificatePem() + "\n");
        File.WriteAllText(_folder["ca.pem"], _authority.Pem);
    }

    [Theory]
    [InlineData("starttls", MailTls.StartTls, false)]
    [InlineData("tls", MailTls.Implicit, false)]
    [InlineData("starttls", MailTls.StartTls, true)]
    public async Task It_signs_in_over_TLS_and_the_mail_is_whole(string mode, MailTls tls, bool isLoginOnly)
    {
        string[] more = isLoginOnly ? ["--login-only"] : [];
        await using MailServer server = await MailServer.StartAsync([mode, "--pem", _folder["server.pem"], "--user", "loghog", "pässword", .. more]);

        string reply = await Send(Settings(server) with { Tls = tls, CaFile = _folder["ca.pem"], User = new Secret("loghog"), Password = new Secret("pässword") }, Some());
        JsonElement mail = await server.TakenAsync();

        Assert.Contains("taken", reply, StringComparison.Ordinal);
        Assert.True(mail.GetProperty("tls").GetBoolean());
        Assert.True(mail.GetProperty("signed_in").GetBoolean());
        Assert.Empty(mail.GetProperty("defects").EnumerateArray());
        Assert.Equal("Straße voll 😀", Header(mail, "Subject"));
        Assert.Matches("^<n-1-[0-9a-f]{12}@example.org>$", Header(mail, "Message-ID"));
        Assert.Contains("No space left on device", mail.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Contains("second &lt;line&gt;", mail.GetProperty("html").GetString(), StringComparison.Ordinal);
        Assert.InRange(mail.GetProperty("longest").GetInt32(), 1, 78);
    }

    [Theory]
    [InlineData("x\r\nBcc: evil@example.org\r\n\r\nbody")]
    [InlineData(".\r\n.\r\nMAIL FROM:<evil@example.org>\r\n")]
    [InlineData("..\n.\n...\n")]
    [InlineData("--=_loghog_n-1\r\nContent-Type: text/html\r\n\r\n<script>")]
    [InlineData("=?UTF-8?Q?=0D=0ABcc:_evil@example.org?=")]
    [InlineData("<script>alert(1)</script>{{title}}")]
    public async Task Nothing_in_a_notification_becomes_a_header_a_part_or_a_command(string hostile)
    {
        await using MailServer server = await MailServer.StartAsync("plain");

        await Send(Settings(server), Some() with { Title = hostile, Text = hostile, Lines = [hostile], Labels = [KeyValuePair.Create(hostile, hostile)], Rule = hostile });
        JsonElement mail = await server.TakenAsync();

        Assert.Equal(
            ["Date", "From", "To", "Message-ID", "Subject", "Auto-Submitted", "MIME-Version", "Content-Type"],
            mail.GetProperty("headers").EnumerateArray().Select(static one => one[0].GetString()!));
        Assert.Empty(mail.GetProperty("defects").EnumerateArray());
        Assert.Equal(["ops@example.org"], mail.GetProperty("to").EnumerateArray().Select(static one => one.GetString()!));
        Assert.Contains(hostile.ReplaceLineEndings("\n").Trim(), mail.GetProperty("text").GetString()!.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", mail.GetProperty("html").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_beyond_ascii_asks_for_SMTPUTF8()
    {
        await using MailServer server = await MailServer.StartAsync("plain");

        await Send(Settings(server) with { To = ["jörg@müller.example"] }, Some());
        JsonElement mail = await server.TakenAsync();

        Assert.Equal("jörg@müller.example", mail.GetProperty("to")[0].GetString());
        Assert.Contains("SMTPUTF8", mail.GetProperty("options").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_cannot_take_such_an_address_is_not_asked_for_ever()
    {
        await using MailServer server = await MailServer.StartAsync("plain", "--no-utf8");

        Assert.Equal(ServiceFailureKind.Refused, (await Failure(Settings(server) with { To = ["jörg@müller.example"] })).Kind);
    }

    [Theory]
    [InlineData("unknown@example.org", ServiceFailureKind.Refused, 550)]
    [InlineData("busy@example.org", ServiceFailureKind.Unreachable, 450)]
    public async Task What_the_server_says_of_a_recipient_is_for_ever_or_for_now(string to, ServiceFailureKind kind, int status)
    {
        await using MailServer server = await MailServer.StartAsync("plain");

        ServiceException failure = await Failure(Settings(server) with { To = [to] });

        Assert.Equal((kind, status), (failure.Kind, failure.Status));
    }

    [Fact]
    public async Task A_wrong_password_is_to_be_mended_and_not_shown()
    {
        await using MailServer server = await MailServer.StartAsync("starttls", "--pem", _folder["server.pem"], "--user", "loghog", "right");

        ServiceException failure = await Failure(Settings(server) with
        {
            Tls = MailTls.StartTls, CaFile = _folder["ca.pem"], User = new Secret("loghog"), Password = new Secret("wr0ng-s3cr3t"),
        });

        Assert.Equal((ServiceFailureKind.Misconfigured, 535), (failure.Kind, failure.Status));
        Assert.DoesNotContain("wr0ng-s3cr3t", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_gets_no_mail()
    {
        await using MailServer server = await MailServer.StartAsync("tls", "--pem", _folder["server.pem"]);

        Assert.Equal(ServiceFailureKind.Misconfigured, (await Failure(Settings(server) with { Tls = MailTls.Implicit })).Kind);
    }

    [Fact]
    public async Task Without_the_TLS_that_was_asked_for_nothing_is_sent()
    {
        await using MailServer server = await MailServer.StartAsync("plain");

        ServiceException failure = await Failure(Settings(server) with { Tls = MailTls.StartTls });

        Assert.Equal(ServiceFailureKind.Misconfigured, failure.Kind);
        Assert.Contains("offers no STARTTLS", failure.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    private static ChannelSettings Settings(MailServer server) => new()
    {
        Name = "mail",
        Type = ChannelType.Email,
        Templates = ChannelTemplates.Default(ChannelType.Email),
        Server = new HostPort("127.0.0.1", server.Port),
        Tls = MailTls.None,
        From = "LogHog <loghog@example.org>",
        To = ["ops@example.org"],
        Timeout = TimeSpan.FromSeconds(60),
    };

    private static Notification Some() => new()
    {
        Id = "n-1",
        Kind = NotificationKind.Firing,
        Severity = AlertSeverity.Error,
        Rule = "disk",
        Title = "Straße voll 😀",
        Text = "3 events in 5 minutes",
        Time = TimeProvider.System.GetUtcNow(),
        Lines = ["No space left on device", "second <line>"],
        Link = new Uri("https://logs.example.org/ui"),
    };

    private static string Header(JsonElement mail, string name) => mail.GetProperty("headers").EnumerateArray().First(one => one[0].GetString() == name)[1].GetString()!;

    private static Task<string> Send(ChannelSettings settings, Notification notification) =>
        TestNotification.SendAsync(settings, notification, recipient: null, TimeProvider.System, TestContext.Current.CancellationToken);

    private static Task<ServiceException> Failure(ChannelSettings settings) => Assert.ThrowsAsync<ServiceException>(() => Send(settings, Some()));
}
