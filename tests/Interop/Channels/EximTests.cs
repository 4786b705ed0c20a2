using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using LogHog.Engine.Alerts;
using LogHog.Engine.Channels;
using LogHog.Engine.Channels.Templates;
using LogHog.TestKit;
using LogHog.TestKit.Acme;

namespace LogHog.Interop.Tests.Channels;

/// <summary>Our mail through a real mail server of Debian's to a mailbox, from which Python's own library reads it.</summary>
public sealed class EximTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestAuthority _authority = new();

    public EximTests()
    {
        using X509Certificate2 certificate = _authority.Issue("127.0.0.1", "localhost");
        File.WriteAllText(_folder["server.pem"], certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem() + "\n" + certificate.ExportCertificatePem() + "\n");
        File.WriteAllText(_folder["ca.pem"], _authority.Pem);
    }

    [Theory]
    [InlineData(MailTls.StartTls, "PLAIN")]
    [InlineData(MailTls.StartTls, "LOGIN")]
    [InlineData(MailTls.Implicit, "PLAIN")]
    [InlineData(MailTls.Implicit, "LOGIN")]
    public async Task It_signs_in_over_TLS_and_the_mail_comes_into_the_mailbox_as_it_was(MailTls tls, string mechanism)
    {
        await using EximServer server = await StartAsync(mechanism);
        Notification notification = Some() with
        {
            Text = ".\n..\n.line\n" + new string('ü', 5_000), Lines = ["No space left on device", "From the start", new string('x', 2_000)],
        };

        string reply = await Send(Settings(server, tls), notification);
        JsonElement mail = await server.TakenAsync();

        Assert.Matches("^OK id=", reply);
        Assert.Contains($"A={mechanism}:loghog", server.Log, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("with esmtpsa", Header(mail, "Received"), StringComparison.Ordinal);
        Assert.Equal(["ops@example.org", "ops@example.org"], new[] { Header(mail, "Envelope-to"), Header(mail, "To") });
        Assert.Equal("LogHog Wächter <loghog@example.org>", Header(mail, "From"));
        Assert.Equal("Straße voll 😀 und noch viel länger, als eine Zeile eines Kopfes sein darf, ohne umgebrochen zu werden", Header(mail, "Subject"));
        Assert.Matches("^<n-1-[0-9a-f]{12}@example.org>$", Header(mail, "Message-ID"));
        Assert.Equal("auto-generated", Header(mail, "Auto-Submitted"));
        Assert.Empty(mail.GetProperty("defects").EnumerateArray());
        Assert.InRange(mail.GetProperty("longest").GetInt32(), 1, 100);
        string text = mail.GetProperty("text").GetString()!.ReplaceLineEndings("\n");
        Assert.Contains(notification.Text, text, StringComparison.Ordinal);
        Assert.All(notification.Lines, line => Assert.Contains(line, text, StringComparison.Ordinal));
        Assert.Contains("<td>host</td><td><b>web&lt;01&gt;</b></td>", mail.GetProperty("html").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_refused_is_given_up_what_is_greylisted_comes_later_and_the_others_are_not_held_up()
    {
        await using EximServer server = await StartAsync("PLAIN");
        await File.WriteAllTextAsync(_folder["password"], EximServer.Password, TestContext.Current.CancellationToken);
        File.SetUnixFileMode(_folder["password"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        string Channel(string name, string to) =>
            $"[channel:{name}]\ntype = email\nserver = localhost:{server.Port}\nca_file = {_folder["ca.pem"]}\nfrom = loghog@example.org\nto = {to}\nuser = loghog\npassword_file = {_folder["password"]}\n";
        await using LogHogProcess hog = await LogHogProcess.StartAsync(Channel("grey", "grey@example.org") + Channel("mail", "unknown@example.org, ops@example.org"));

        await QueueAsync(hog, "grey");
        await WaitForAsync(hog, "grey", "450: 4.2.0 greylisted");
        await QueueAsync(hog, "mail");
        JsonElement first = await server.TakenAsync();
        // Whoever reloads wants to see at once whether it works now.
        hog.Signal(ProcessSignal.Hangup);
        JsonElement second = await server.TakenAsync();

        Assert.Equal(["ops@example.org", "grey@example.org"], new[] { Header(first, "To"), Header(second, "To") });
        string given = await WaitForAsync(hog, "mail", "gave_up");
        Assert.Contains("550: no such mailbox", given, StringComparison.Ordinal);
        Assert.Contains("unknown@example.org", await File.ReadAllTextAsync(Path.Combine(hog.Folder, "lib/channels/mail/dead-letters.log"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_is_to_be_mended_and_without_TLS_none_is_sent()
    {
        await using EximServer server = await StartAsync("PLAIN", "LOGIN");

        ServiceException wrong = await Failure(Settings(server, MailTls.StartTls) with { Password = new Secret("wr0ng-s3cr3t") });
        ServiceException clear = await Failure(Settings(server, MailTls.None));

        Assert.Equal((ServiceFailureKind.Misconfigured, 535), (wrong.Kind, wrong.Status));
        Assert.DoesNotContain("wr0ng-s3cr3t", wrong.ToString(), StringComparison.Ordinal);
        Assert.Equal(ServiceFailureKind.Misconfigured, clear.Kind);
        Assert.Contains("offers neither AUTH PLAIN nor LOGIN (without TLS)", clear.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_beyond_ascii_arrives()
    {
        await using EximServer server = await StartAsync();

        await Send(Settings(server, MailTls.StartTls) with { User = null, Password = null, To = ["jörg@müller.example"] }, Some());
        JsonElement mail = await server.TakenAsync();

        Assert.Contains("jörg@", Header(mail, "To"), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    private Task<EximServer> StartAsync(params string[] mechanisms)
    {
        Assert.SkipUnless(EximServer.Missing is null, EximServer.Missing ?? "");
        return EximServer.StartAsync(_folder["server.pem"], mechanisms);
    }

    private ChannelSettings Settings(EximServer server, MailTls tls) => new()
    {
        Name = "mail",
        Type = ChannelType.Email,
        Templates = ChannelTemplates.Default(ChannelType.Email),
        Server = new HostPort("localhost", tls == MailTls.Implicit ? server.TlsPort : server.Port),
        Tls = tls,
        CaFile = _folder["ca.pem"],
        From = "LogHog Wächter <loghog@example.org>",
        To = ["ops@example.org"],
        User = new Secret(EximServer.User),
        Password = new Secret(EximServer.Password),
        Timeout = TimeSpan.FromSeconds(60),
    };

    private static Notification Some() => new()
    {
        Id = "n-1",
        Kind = NotificationKind.Firing,
        Severity = AlertSeverity.Error,
        Rule = "disk",
        Title = "Straße voll 😀 und noch viel länger, als eine Zeile eines Kopfes sein darf, ohne umgebrochen zu werden",
        Text = "3 events in 5 minutes",
        Time = TimeProvider.System.GetUtcNow(),
        Labels = [KeyValuePair.Create("host", "web<01>")],
    };

    private static async Task QueueAsync(LogHogProcess hog, string channel)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, $"api/v1/alerts/channels/{channel}/test") { Content = JsonContent.Create(new { title = "Disk full", queued = true }) };
        using HttpResponseMessage answer = await hog.Send(request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static async Task<string> WaitForAsync(LogHogProcess hog, string channel, string wanted)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        while (true)
        {
            string deliveries = await hog.Get($"api/v1/alerts/channels/{channel}/deliveries");
            if (deliveries.Contains(wanted, StringComparison.Ordinal))
                return deliveries;
            await Task.Delay(20, limit.Token);
        }
    }

    private static string Header(JsonElement mail, string name) => mail.GetProperty("headers").EnumerateArray().First(one => one[0].GetString() == name)[1].GetString()!;

    private static Task<string> Send(ChannelSettings settings, Notification notification) =>
        TestNotification.SendAsync(settings, notification, recipient: null, TimeProvider.System, TestContext.Current.CancellationToken);

    private static Task<ServiceException> Failure(ChannelSettings settings) => Assert.ThrowsAsync<ServiceException>(() => Send(settings, Some()));
}
