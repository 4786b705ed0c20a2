using System.Net;
using LogHog.Engine.Certificates;
using LogHog.Engine.Configuration;
using LogHog.Engine.Tests.Certificates;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Tests.Configuration;

/// <summary>What is written is what holds.</summary>
public sealed class LoaderValueTests
{
    private const string App = "[a]\nrotate = daily\nbackup_count = 3\n";

    [Fact]
    public void Reads_every_section_of_loghogd_conf()
    {
        using ConfigurationFolder folder = new();
        TestAuthority authority = new();
        folder.Write("server.pem", TestAuthority.Pem(authority.Issue("server", CertificatePurpose.Server)));
        folder.Write("ca.cert", authority.Certificate.ExportCertificatePem());
        folder.Write("facilities.conf", App);
        folder.Write("loghogd.conf", """
            [main]
            daemon = on
            workdir = state
            logdir: /var/log/x/../y
            RunDir = /run/x
            pidfile = x.pid
            user = loghog
            [log]
            filename = own.log
            backup_count = 7
            when = 30 3 * * MON-FRI
            level = warning
            [compressor]
            format = zstd
            level = 3
            compress_on_write = false
            [server]
            listen_ipv4 = 192.168.1.10:25566, 10.0.0.1
            listen_ipv6 = ::1, [fe80::1]:7, [::2]
            default_port = 1234
            listen_ipv4_ssl = 0.0.0.0
            pemfile = server.pem
            cacert = ca.cert
            [http]
            listen = 127.0.0.1, [::1]:8080
            [auth]
            anonymous_ingest = no
            anonymous_query = YES
            [limits]
            max_frame_size = 64K
            frame_timeout = 5m
            [retention]
            max_total_size = 20G
            min_free = 1 GiB
            """);

        LoadedConfiguration loaded = folder.Load();

        Assert.Empty(loaded.Errors);
        Assert.Empty(loaded.Warnings);
        ServerSettings settings = loaded.Settings!;
        Assert.Equal(
            new MainSettings
            {
                Daemon = true,
                WorkDir = folder["state"],
                LogDir = "/var/log/y",
                RunDir = "/run/x",
                FacilitiesConfig = folder["facilities.conf"],
                PidFile = folder["x.pid"],
                User = "loghog",
            }, settings.Main);
        Assert.Equal((folder["own.log"], 7, "30 3 * * MON-FRI", LogLevel.Warning),
            (settings.Log.FileName, settings.Log.BackupCount, settings.Log.When.Expression, settings.Log.Level));
        Assert.Equal(new CompressorSettings { Format = CompressionFormat.Zstd, Level = 3 }, settings.Compressor);
        Assert.Equal(["192.168.1.10:25566", "10.0.0.1:1234", "[::1]:1234", "[fe80::1]:7", "[::2]:1234"], Text(settings.Server.Plain));
        Assert.Equal(["0.0.0.0:5577"], Text(settings.Server.Tls));
        Assert.Equal((folder["server.pem"], folder["ca.cert"]), (settings.Server.PemFile, settings.Server.CaCert));
        Assert.Equal(["127.0.0.1:5580", "[::1]:8080"], Text(settings.Http.Listen));
        Assert.Equal(new AuthSettings { AnonymousIngest = AnonymousAccess.No, AnonymousQuery = AnonymousAccess.Yes }, settings.Auth);
        Assert.Equal(new LimitSettings { FrameBytesMax = 64 << 10, FrameTimeout = TimeSpan.FromMinutes(5) }, settings.Limits);
        Assert.Equal(new RetentionSettings { MaxTotalSizeBytes = 20L << 30, MinFreeBytes = 1 << 30 }, settings.Retention);
    }

    [Theory]
    [InlineData("on", true)]
    [InlineData("true", true)]
    [InlineData("1", true)]
    [InlineData("Yes", true)]
    [InlineData("off", false)]
    [InlineData("FALSE", false)]
    [InlineData("0", false)]
    [InlineData("no", false)]
    public void Reads_a_switch_as_Python_does(string text, bool expected) =>
        Assert.Equal(expected, Facility(App + $"file_per_host = {text}").FilePerHost);

    [Theory]
    [InlineData("1024", 1024)]
    [InlineData("2k", 2048)]
    [InlineData("3KB", 3072)]
    [InlineData("3 KiB", 3072)]
    [InlineData("10M", 10 << 20)]
    [InlineData("2G", 2L << 30)]
    [InlineData("1T", 1L << 40)]
    public void Reads_a_size(string text, long bytes) => Assert.Equal(bytes, Facility(App + $"max_size = {text}").MaxSizeBytes);

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("5m", 300)]
    [InlineData("12 h", 43_200)]
    [InlineData("1d", 86_400)]
    [InlineData("2w", 1_209_600)]
    [InlineData("1y", 31_536_000)]
    [InlineData("60000ms", 60)]
    public void Reads_a_time(string text, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Facility(App + $"max_age = {text}").MaxAge);

    [Fact]
    public void Size_alone_rotates_without_a_schedule()
    {
        FacilitySettings facility = Facility("[a]\nrotate = size\nmax_size = 1M\nbackup_count = 3");

        Assert.Null(facility.Rotate);
        Assert.Equal(1 << 20, facility.MaxSizeBytes);
    }

    [Fact]
    public void A_schedule_of_four_fields_is_taken_with_a_warning()
    {
        LoadedConfiguration loaded = ConfigurationFolder.Load("", "[a]\nrotate = */15 * * *\nbackup_count = 3");

        Assert.Empty(loaded.Errors);
        Assert.Contains("facilities.conf:2 [a] rotate: ", Assert.Single(loaded.Warnings).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_facility_has_from_its_root_what_it_does_not_say()
    {
        IReadOnlyList<FacilitySettings> facilities = ConfigurationFolder.Load("", """
            [a:web]
            backup_count = 9
            [a:web.requests]
            secret = other
            format = json
            [a]
            rotate = hourly
            backup_count = 3
            max_size = 5M
            flush_every = 10
            file_per_host = yes
            secret = s3
            signature = v2
            max_age = 30d
            max_total_size = 1G
            """).Facilities!;

        Assert.Equal(["", "web", "web.requests"], facilities.Select(facility => facility.Module));
        FacilitySettings root = facilities[0];
        Assert.Equal(root with { Module = "web", BackupCount = 9 }, facilities[1]);
        Assert.Equal(root with { Module = "web.requests", Secret = "other", Format = LineFormatKind.Json }, facilities[2]);
        Assert.Equal(("s3", SignaturePolicy.V2, TimeSpan.FromDays(30), 1L << 30, 10, true),
            (root.Secret, root.Signature, root.MaxAge, root.MaxTotalSizeBytes, root.FlushEvery, root.FilePerHost));
    }

    [Fact]
    public void A_value_of_DEFAULT_is_weaker_than_an_inherited_one()
    {
        IReadOnlyList<FacilitySettings> facilities = ConfigurationFolder.Load(
            "", "[DEFAULT]\nrotate = weekly\nbackup_count = 4\nmax_size = 1M\n[a]\nmax_size = 2M\n[a:web]\n[b]\n").Facilities!;

        Assert.Equal([2L << 20, 2L << 20, 1L << 20], facilities.Select(facility => facility.MaxSizeBytes!.Value));
        Assert.All(facilities, facility => Assert.Equal(("weekly", 4), (facility.Rotate!.Expression, facility.BackupCount)));
    }

    [Theory]
    [InlineData("[a:root.web]", "web")]
    [InlineData("[a:web]", "web")]
    [InlineData("[a:rooted]", "rooted")]
    public void Both_spellings_of_a_module_are_one(string section, string module) =>
        Assert.Equal(module, ConfigurationFolder.Load("", App + section).Facilities![1].Module);

    [Fact]
    public void Any_application_has_a_section_of_its_own_kind() => Assert.Equal("*", Facility("[*]\nrotate = daily\nbackup_count = 3").App);

    [Fact]
    public void A_secret_can_come_from_a_file_of_its_own()
    {
        using ConfigurationFolder folder = new();
        folder.Write("loghogd.conf", "");
        folder.Write("facilities.conf", App + "secret = outer\n[a:web]\nsecret_file = key\n");
        folder.Write("key", "top secret\n");

        LoadedConfiguration loaded = folder.Load();

        Assert.Equal(["outer", "top secret"], loaded.Facilities!.Select(facility => facility.Secret));
        Assert.Empty(loaded.Warnings);
    }

    [Fact]
    public void An_empty_secret_takes_an_inherited_one_away_with_a_warning()
    {
        LoadedConfiguration loaded = ConfigurationFolder.Load("", App + "secret = outer\n[a:web]\nsecret =\n");

        Assert.Equal(["outer", null], loaded.Facilities!.Select(facility => facility.Secret));
        Assert.Contains("unsigned", Assert.Single(loaded.Warnings).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", App + "signature = v2", "has no effect without a secret")]
    [InlineData("", App + "secret = 'x'", "quotes are part of the secret")]
    [InlineData("", "; nothing\n", "every message goes to quarantine")]
    [InlineData("[server]\nlisten_ipv4 =\n", App, "no address is left")]
    [InlineData("[server]\nlisten_ipv4 = 0.0.0.0\n", null, "open to the network")]
    [InlineData("[compressor]\nformat = xz\ncompress_on_write = yes\n[http]\ndurability = written", App, "write format = gzip")]
    [InlineData("[main]\nuser = a\nuser = b", App, "this later one counts")]
    public void Warns(string server, string? facilities, string hint)
    {
        LoadedConfiguration loaded = ConfigurationFolder.Load(server, facilities);

        Assert.Empty(loaded.Errors);
        Assert.Contains(hint, Assert.Single(loaded.Warnings).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Warns_when_everybody_can_read_a_secret()
    {
        using ConfigurationFolder folder = new();
        folder.Write("loghogd.conf", "");
        folder.Write("facilities.conf", App + "secret = s\n");
        Assert.Empty(folder.Load().Warnings);
        Assert.SkipWhen(OperatingSystem.IsWindows(), "no file modes here");
        File.SetUnixFileMode(folder["facilities.conf"], UnixFileMode.UserRead | UnixFileMode.OtherRead);

        Assert.Contains("chmod o= ", Assert.Single(folder.Load().Warnings).ToString(), StringComparison.Ordinal);
    }

    private static FacilitySettings Facility(string text)
    {
        LoadedConfiguration loaded = ConfigurationFolder.Load("", text);
        Assert.Empty(loaded.Errors);
        return Assert.Single(loaded.Facilities!);
    }

    private static IEnumerable<string> Text(IEnumerable<IPEndPoint> addresses) => addresses.Select(address => address.ToString());
}
