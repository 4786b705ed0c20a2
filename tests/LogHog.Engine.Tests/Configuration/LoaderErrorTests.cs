using LogHog.Engine.Configuration;

namespace LogHog.Engine.Tests.Configuration;

/// <summary>Every error says where it is and what to write.</summary>
public sealed class LoaderErrorTests
{
    private const string App = "[a]\nrotate = daily\nbackup_count = 3\n";

    [Theory]
    [InlineData("[main]\ndaemon = perhaps", 2, "[main] daemon", "yes, no")]
    [InlineData("[main]\nlogdri = x", 2, "[main] logdri", "did you mean logdir?")]
    [InlineData("[main]\nlisten_ipv4 = 1.2.3.4", 2, "[main] listen_ipv4", "belongs in [server]")]
    [InlineData("[main]\nxyzzy = x", 2, "[main] xyzzy", "known here are daemon, workdir")]
    [InlineData("[sevrer]\nx = y", 1, "[sevrer]", "did you mean [server]?")]
    [InlineData("[LOG]\nlevel = INFO", 1, "[LOG]", "did you mean [log]?")]
    [InlineData("[my-app]\nrotate = daily", 1, "[my-app]", "belongs in facilities.conf")]
    [InlineData("[input]\ntype = syslog", 1, "[input]", "write [input:NAME]")]
    [InlineData("[input:x]", 1, "[input:x] type", "write one of: loghog")]
    [InlineData("[input:x]\ntype = syslgo", 2, "[input:x] type", "write one of: loghog")]
    [InlineData("[input:http_jsonline]\ntype = loghog", 2, "[input:http_jsonline] type", "write another one")]
    [InlineData("[input:a b]\ntype = loghog", 2, "[input:a b] type", "letters, digits")]
    [InlineData("[input:x]\ntype = loghog\ntcp = 127.0.0.1:5566", 3, "[input:x] tcp", "taken by 127.0.0.1:5566 of [server] listen_ipv4")]
    [InlineData("[input:x]\ntype = loghog\ntcp = 127.0.0.1:7, 127.0.0.1:7", 3, "[input:x] tcp", "taken by 127.0.0.1:7 of [input:x] tcp")]
    [InlineData("[input:x]\ntype = loghog\nunix = /run/s, /run/s", 3, "[input:x] unix", "/run/s is taken by [input:x]")]
    [InlineData("[input:x]\ntype = loghog\nunix = /run/s\nunix_mode = 999", 4, "[input:x] unix_mode", "octal digits")]
    [InlineData("[input:x]\ntype = loghog\nudp = 127.0.0.1:7\nallow = 10.0.0.1/8", 4, "[input:x] allow", "write 10.0.0.0/8")]
    [InlineData("[input:x]\ntype = loghog\nudp = 127.0.0.1:7\nallow = example.org", 4, "[input:x] allow", "10.0.0.0/8")]
    [InlineData("[input:x]\ntype = loghog\nudp = 127.0.0.1:7\napp = record:", 4, "[input:x] app", "record:service")]
    [InlineData("[alert:x]\nqery = x", 2, "[alert:x] qery", "query")]
    [InlineData("[alert:x]\nchannels = phone", 2, "[alert:x] channels", "there is no [channel:phone]")]
    [InlineData("[alert:x]\nquery = (a", 2, "[alert:x] query", "at character 3")]
    [InlineData("[alert:x]\ninclude = a\n    (b", 2, "[alert:x] include", "pattern 2")]
    [InlineData("[bot]\ntrusted = ana", 2, "[bot] trusted", "such as ana@example.org")]
    [InlineData("[bot]\ntrusted = ana@example.org, @sub..example.org", 2, "[bot] trusted", "@example.org for everybody")]
    [InlineData("[bot]\nrecipients = http://127.0.0.1/", 2, "[bot] recipients", "ids of rooms")]
    [InlineData("[bot]\ntokens = short", 2, "[bot] tokens", "openssl rand")]
    [InlineData("[bot]\napps = *, shop", 2, "[bot] apps", "* alone")]
    [InlineData("[bot]\nchannel = phone", 2, "[bot] channel", "there is no [channel:phone]")]
    [InlineData("[bot]\nzabbix_url = zabbix.example.org", 2, "[bot] zabbix_url", "https://")]
    [InlineData("[bot]\nzabbix_url = https://zabbix.example.org", 2, "[bot] zabbix_url", "write zabbix_token_file")]
    [InlineData("[bot]\nwebex_token_file = /no/such/file", 2, "[bot] webex_token_file", "does not exist")]
    [InlineData("[bot]\ntemplates = /no/such/folder", 2, "[bot] templates", "does not exist")]
    [InlineData("[acme]\nnames = foo.*.org", 2, "[acme] names", "such as logs.example.org")]
    [InlineData("[acme]\nnames = *.example.org", 2, "[acme] names", "write challenge = dns-01")]
    [InlineData("[acme]\nnames = 192.0.2.1\nchallenge = dns-01\nhook = /bin/true", 2, "[acme] names", "http-01 or tls-alpn-01")]
    [InlineData("[acme]\nnames = a.example\nchallenge = dns-01", 3, "[acme] challenge", "write hook")]
    [InlineData("[acme]\nnames = a.example\nhook = \"/bin/true", 3, "[acme] hook", "double quote closed")]
    [InlineData("[acme]\nnames = a.example\nhook = /no/such/program", 3, "[acme] hook", "does not exist")]
    [InlineData("[acme]\nnames = a.example\nlisten = 127.0.0.1:5580", 3, "[acme] listen", "taken by 127.0.0.1:5580 of [http] listen")]
    [InlineData("[acme]\nnames = a.example\neab_kid = kid", 3, "[acme] eab_kid", "write both")]
    [InlineData("[acme]\nnames = a.example\nchallenge = tls-alpn-01\nwebroot = /srv", 4, "[acme] webroot", "take it out")]
    [InlineData("[acme]\ndirectory = http://ca.example/dir", 2, "[acme] directory", "with https://")]
    [InlineData("[acme]\nemail = a@b@c", 2, "[acme] email", "admin@example.org")]
    [InlineData("[http]\ntls = files", 2, "[http] tls", "write pemfile")]
    [InlineData("[http]\ntls = acme", 2, "[http] tls", "write names in [acme]")]
    [InlineData("[http]\nclient_certificates = require", 2, "[http] client_certificates", "write tls = files")]
    [InlineData("[main]\nworkdir =", 2, "[main] workdir", "write a path")]
    [InlineData("[main]\nlogdir = \"/var/log\"", 2, "[main] logdir", "without quotes")]
    [InlineData("[main]\nlogdir = ~/log", 2, "[main] logdir", "write the whole path")]
    [InlineData("[main]\nlogdir = /a\n  workdir = /b", 2, "[main] logdir", "take the white space away")]
    [InlineData("[main]\nlogdir = /a\nworkdir = /a/b", 3, "[main] workdir", "outside of it")]
    [InlineData("[main]\nlogdir = /var", 2, "[main] logdir", "outside of it")]
    [InlineData("[main]\nuser = two words", 2, "[main] user", "without spaces")]
    [InlineData("[log]\nbackup_count = 0", 2, "[log] backup_count", "from 1 to")]
    [InlineData("[log]\nlevel = LOUD", 2, "[log] level", "INFO, DEBUG")]
    [InlineData("[log]\nwhen = size", 2, "[log] when", "five fields")]
    [InlineData("[log]\nwhen = 61 * * * *", 2, "[log] when", "61")]
    [InlineData("[compressor]\nformat = rar", 2, "[compressor] format", "xz, gzip, bzip2, zstd")]
    [InlineData("[compressor]\nlevel = 10", 2, "[compressor] level", "from 0 to 9")]
    [InlineData("[compressor]\nformat = bzip2\nlevel = 0", 3, "[compressor] level", "1 to 9")]
    [InlineData("[server]\nlisten_ipv4 = localhost", 2, "[server] listen_ipv4", "127.0.0.1")]
    [InlineData("[server]\nlisten_ipv4 = *:80", 2, "[server] listen_ipv4", "0.0.0.0")]
    [InlineData("[server]\nlisten_ipv4 = 1.2.3", 2, "[server] listen_ipv4", "such as 127.0.0.1")]
    [InlineData("[server]\nlisten_ipv4 = 1.2.3.4:65536", 2, "[server] listen_ipv4", "port from 0 to 65535")]
    [InlineData("[server]\nlisten_ipv4 = ::1", 2, "[server] listen_ipv4", "listen_ipv6")]
    [InlineData("[server]\nlisten_ipv6 = 127.0.0.1", 2, "[server] listen_ipv6", "listen_ipv4")]
    [InlineData("[server]\nlisten_ipv6 = [::1", 2, "[server] listen_ipv6", "[::1]:25577")]
    [InlineData("[server]\nlisten_ipv4 = 1.2.3.4, 1.2.3.4:5566", 2, "[server] listen_ipv4", "taken by")]
    [InlineData("[server]\nlisten_ipv4 = 1.2.3.4, 0.0.0.0", 2, "[server] listen_ipv4", "taken by")]
    [InlineData("[http]\nlisten = 127.0.0.1:5566", 2, "[http] listen", "taken by 127.0.0.1:5566 of [server] listen_ipv4")]
    [InlineData("[server]\ndefault_port = 70000", 2, "[server] default_port", "from 0 to 65535")]
    [InlineData("[server]\npemfile = missing.pem", 2, "[server] pemfile", "does not exist")]
    [InlineData("[auth]\nanonymous_query = maybe", 2, "[auth] anonymous_query", "no, local, yes")]
    [InlineData("[limits]\nmax_frame_size = 1 apple", 2, "[limits] max_frame_size", "500K, 10M or 2G")]
    [InlineData("[limits]\nmax_frame_size = 99999999999G", 2, "[limits] max_frame_size", "from 1K to 64M")]
    [InlineData("[limits]\nframe_timeout = 30", 2, "[limits] frame_timeout", "with its unit")]
    [InlineData("[limits]\nframe_timeout = 2d", 2, "[limits] frame_timeout", "from 100ms to 1h")]
    [InlineData("[limits]\nmax_inflated_size = 64K", 2, "[limits] max_inflated_size", "max_frame_size")]
    [InlineData("[compressor]\ncompress_on_write = yes\nformat = gzip\n[http]\ndurability = durable", 5, "[http] durability", "durability = written")]
    [InlineData("[input:python]\ntime_zone = UTC", 2, "[input:python] time_zone", "only for type = syslog")]
    [InlineData("[input:syslog]\ntime_zone = +25:00", 2, "[input:syslog] time_zone", "+02:00")]
    [InlineData("[input:syslog]\ntime_zone = Mars/Olympus", 2, "[input:syslog] time_zone", "Europe/Berlin")]
    [InlineData("[input:syslog]\nframing = counted", 2, "[input:syslog] framing", "auto, newline")]
    [InlineData("[retention]\nmin_free = -1", 2, "[retention] min_free", "a size")]
    [InlineData("[DEFAULT]\nlogdri = x", 2, "[DEFAULT] logdri", "did you mean logdir?")]
    public void Refuses_in_loghogd_conf(string text, int line, string subject, string hint)
    {
        LoadedConfiguration loaded = ConfigurationFolder.Load(text);

        AssertOnly(loaded, "loghogd.conf", line, subject, hint);
    }

    [Theory]
    [InlineData("[a]\nbackup_count = 3", 1, "[a] rotate", "add rotate = daily")]
    [InlineData("[a]\nrotate = daily", 1, "[a] backup_count", "add backup_count = 30")]
    [InlineData("[a]\nrotate = daily\nbackup_count = 0", 3, "[a] backup_count", "from 1 to")]
    [InlineData("[a]\nrotate = sometimes\nbackup_count = 3", 2, "[a] rotate", "size")]
    [InlineData("[a]\nrotate = @reboot\nbackup_count = 3", 2, "[a] rotate", "daily")]
    [InlineData("[a]\nrotate = size\nbackup_count = 3", 2, "[a] max_size", "add max_size = 100M")]
    [InlineData("[a:web]\nrotate = daily\nbackup_count = 3", 1, "[a:web]", "add [a] with rotate = daily")]
    [InlineData(App + "[a:web]\n[a:root.web]\n", 5, "[a:root.web]", "same facility as [a:web]")]
    [InlineData(App + "[a:root]\n", 4, "[a:root]", "keep one of them, as [a]")]
    [InlineData(App + "[a:]\n", 4, "[a:]", "write [a]")]
    [InlineData(App + "[:web]\n", 4, "[:web]", "write [my-app]")]
    [InlineData(App + "[ b ]\n", 4, "[ b ]", "write [b]")]
    [InlineData(App + "[a:x..y]\n", 4, "[a:x..y]", "dot too many")]
    [InlineData(App + "rotat = daily\n", 4, "[a] rotat", "did you mean rotate?")]
    [InlineData(App + "durability = durable\n", 4, "[a] durability", "not available in this version")]
    [InlineData(App + "format = xml\n", 4, "[a] format", "standard, classic, json")]
    [InlineData(App + "signature = v3\n", 4, "[a] signature", "any, v1, v2")]
    [InlineData(App + "max_age = 90\n", 4, "[a] max_age", "90d")]
    [InlineData(App + "max_size = 1M\nmax_total_size = 1K\n", 5, "[a] max_total_size", "larger size")]
    [InlineData(App + "secret_file = missing\n", 4, "[a] secret_file", "does not exist")]
    [InlineData(App + "secret = x\nsecret_file = y\n", 5, "[a] secret_file", "keep one")]
    [InlineData(App + "[a:web]\nflush_every = often\n", 5, "[a:web] flush_every", "whole number")]
    public void Refuses_in_facilities_conf(string text, int line, string subject, string hint)
    {
        LoadedConfiguration loaded = ConfigurationFolder.Load("", text);

        AssertOnly(loaded, "facilities.conf", line, subject, hint);
    }

    [Fact]
    public void A_TLS_address_needs_both_files()
    {
        LoadedConfiguration loaded = ConfigurationFolder.Load("[server]\nlisten_ipv6_ssl = ::1");

        Assert.All(loaded.Errors, error => Assert.Contains("loghogd.conf:2 [server] listen_ipv6_ssl: ", error.ToString(), StringComparison.Ordinal));
        Assert.Equal(2, loaded.Errors.Count);
        Assert.Contains("write pemfile = ", loaded.Errors[0].Message, StringComparison.Ordinal);
        Assert.Contains("write cacert = ", loaded.Errors[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistake_that_ten_facilities_inherit_is_told_once()
    {
        LoadedConfiguration loaded = ConfigurationFolder.Load("", "[a]\nrotate = never\nbackup_count = 3\n[a:x]\n[a:y]\n");

        Assert.Equal(2, Assert.Single(loaded.Errors).Origin.Line);
    }

    [Fact]
    public void Tells_all_errors_of_both_files_at_once_in_the_order_of_the_lines()
    {
        LoadedConfiguration loaded = ConfigurationFolder.Load(
            "[main]\ndaemon = perhaps\nnonsense\nlogdri = x\n[server]\nlisten_ipv4_ssl = 1.2.3.4\n[jornal]\n",
            "[a]\nrotate = never\n[b:web]\n");

        Assert.Equal(
        [
            "loghogd.conf:2", "loghogd.conf:3", "loghogd.conf:4", "loghogd.conf:6", "loghogd.conf:6", "loghogd.conf:7",
            "facilities.conf:1", "facilities.conf:2", "facilities.conf:3",
        ], loaded.Errors.Select(error => Path.GetFileName(error.Origin.ToString())));
        Assert.Null(loaded.Settings);
        Assert.Null(loaded.Facilities);
    }

    [Theory]
    [InlineData("missing.conf", null)]
    [InlineData("loghogd.conf", "[main]\nfacilities_config = missing.conf")]
    public void A_file_that_somebody_named_must_exist(string config, string? text)
    {
        using ConfigurationFolder folder = new();
        if (text is not null)
            folder.Write("loghogd.conf", text);
        folder.Sources = folder.Sources with { ConfigFile = folder[config] };

        ConfigurationProblem error = Assert.Single(folder.Load().Errors);
        Assert.Equal($"{folder["missing.conf"]}: does not exist; create it or name another file", error.ToString());
    }

    [Fact]
    public void A_secret_is_in_no_message_and_no_value()
    {
        LoadedConfiguration loaded = ConfigurationFolder.Load(
            "", "[a]\nrotate = daily\nbackup_count = 3\nsecret = hunter2\n  hunter2\n[a:web]\nsecret = \"hunter2\"\nsecrt = hunter2\nhunter2\n[b:c]\nsecret=hunter2");

        string all = string.Join('\n', [.. loaded.Errors, .. loaded.Warnings, .. loaded.Values, .. loaded.FacilityValues]);
        Assert.NotEmpty(loaded.Errors);
        Assert.DoesNotContain("hunter2", all, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_cannot_write_to_the_terminal()
    {
        LoadedConfiguration loaded = ConfigurationFolder.Load("[main]\ndaemon = \u001b[31m\n\u009b1m = x\n[\u001b]0;]\n");

        Assert.NotEmpty(loaded.Errors);
        Assert.All(loaded.Errors, error => Assert.DoesNotContain(error.ToString(), char.IsControl));
    }

    private static void AssertOnly(LoadedConfiguration loaded, string file, int line, string subject, string hint)
    {
        ConfigurationProblem error = Assert.Single(loaded.Errors);
        string text = error.ToString();
        Assert.Contains($"/{file}:{line} {subject}: ", text, StringComparison.Ordinal);
        Assert.Contains(hint, text, StringComparison.Ordinal);
        Assert.Null(loaded.Settings);
        Assert.Null(loaded.Facilities);
    }
}
