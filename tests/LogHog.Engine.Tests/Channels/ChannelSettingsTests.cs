using LogHog.Engine.Configuration;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Channels;

/// <summary><c>[channel:NAME]</c>: what it says when something is missing, too much, or known to others.</summary>
public sealed class ChannelSettingsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public ChannelSettingsTests()
    {
        Write("token", "s3cr3t-t0ken\n");
        Write("hook", "https://hooks.example.org/s3cr3t-t0ken\n");
        Write("inside", "http://10.0.0.7/hook\n");
        Write("nothing", "\n");
    }

    [Theory]
    [InlineData("type = pushover", "token: is missing, and pushover needs it; write token_file = PATH")]
    [InlineData("type = pushover\ntoken_file = token\nuser_file = token\npriority = 3", "Pushover has -2 to 2")]
    [InlineData("type = pushover\ntoken_file = token\nuser_file = token\nretry = 10s", "30s")]
    [InlineData("type = pager", "is no service known here; write one of: pushover, webex")]
    [InlineData("type = 3", "is no service known here")]
    [InlineData("type = webex\ntoken_file = token\nto = somewhere", "write the id of a room")]
    [InlineData("type = webex\ntoken_file = nothing", "one line of UTF-8 text")]
    [InlineData("type = webex\ntoken_file = missing", "does not exist")]
    [InlineData("type = webex\ntoken_env = LOGHOG_TEST_NOT_SET", "is not set")]
    [InlineData("type = webex\ntoken_file = token\ntoken_env = PATH", "keep one of them")]
    [InlineData("type = slack", "slack needs either")]
    [InlineData("type = slack\ntoken_file = token", "write the channel")]
    [InlineData("type = slack\nurl_file = hook\nto = #ops", "take it out")]
    [InlineData("type = teams\nurl_file = token", "is no http:// or https:// URL")]
    [InlineData("type = telegram\ntoken_file = token\nto = x", "write the number of a chat")]
    [InlineData("type = ntfy\nto = a b", "write a topic")]
    [InlineData("type = ntfy\nto = a\npriority = 0", "ntfy has 1 to 5")]
    [InlineData("type = webhook\nurl_file = inside", "write allow_private = yes")]
    [InlineData("type = webhook\nurl_file = hook\nheaders = Host: x", "not for you to set")]
    [InlineData("type = webhook\nurl_file = hook\nsound = siren", "webhook does not use it, only pushover; take it out")]
    [InlineData("type = webhook\nurl_file = hook\ntemplates = nowhere", "is no folder")]
    [InlineData("type = email\nserver = localhost\nfrom = x\nto = ops@example.org", "is no address")]
    [InlineData("type = email\nserver = localhost\nfrom = a@b.c\nto = ops@example.org\nuser = x", "belong together")]
    [InlineData("type = email\nserver = mail.example.org\nfrom = a@b.c\nto = ops@example.org\nuser = x\npassword_file = token\ntls = none", "in the clear")]
    [InlineData("type = email\nserver = mail.example.org\nfrom = a@b.c\nto = ops@example.org\nca_file = token", "ca_file")]
    [InlineData("type = zabbix\nserver = zabbix:x\nhost = h", "a host, and a port")]
    [InlineData("type = command\ncommand = siren", "whole path")]
    [InlineData("type = command\ncommand = /no/such/program", "does not exist")]
    public void What_is_wrong_is_said(string lines, string expected)
    {
        LoadedConfiguration loaded = Load($"[channel:it]\n{lines}\n");

        Assert.Contains(loaded.Errors, error => $"{error.Key}: {error.Message}".Contains(expected, StringComparison.Ordinal));
        Assert.DoesNotContain(loaded.Errors, static error => error.ToString().Contains("s3cr3t", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("type = pushover\ntoken_file = token\nuser_file = token\nsound = siren\npriority = 2")]
    [InlineData("type = webex\ntoken_file = token\nto = Y2lzY29zcGFyazovL3VzL1JPT00vMQ, ana@example.org")]
    [InlineData("type = slack\nurl_file = hook")]
    [InlineData("type = slack\ntoken_file = token\nto = #ops, C0123")]
    [InlineData("type = teams\nurl_file = hook")]
    [InlineData("type = telegram\ntoken_file = token\nto = -100123/4, @channel_name\nformat = markdown")]
    [InlineData("type = ntfy\nurl = http://10.0.0.7:8080\nallow_private = yes\nto = a, b\nuser = x\npassword_file = token")]
    [InlineData("type = email\nserver = mail.example.org\nfrom = LogHog <a@b.c>\nto = ops@example.org")]
    [InlineData("type = webhook\nurl_file = hook\nsecret_file = token\nheaders = X-A: b\n  X-C: d")]
    [InlineData("type = zabbix\nserver = [::1]:10051\nhost = h")]
    [InlineData("type = command\ncommand = /bin/true --x \"two words\"")]
    public void What_is_right_is_taken(string lines) => Assert.Empty(Load($"[channel:it]\n{lines}\n").Errors);

    [Theory]
    [InlineData(0b110_000_000, true)]
    [InlineData(0b110_100_000, false)]
    [InlineData(0b110_100_100, false)]
    public void A_secret_stands_only_in_a_file_that_nobody_else_reads(int mode, bool isFine)
    {
        LoadedConfiguration loaded = Load("[channel:it]\ntype = webex\ntoken = s3cr3t-t0ken\nto = ana@example.org\n", (UnixFileMode)mode);

        Assert.Equal(isFine, loaded.Errors.Count == 0);
        Assert.All(loaded.Errors, static error => Assert.Contains("chmod 600", error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void No_secret_is_printed()
    {
        LoadedConfiguration loaded = Load("[channel:it]\ntype = webhook\nurl = https://example.org/s3cr3t-t0ken\nheaders = X: s3cr3t-t0ken\nsecret = s3cr3t-t0ken\n", UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Assert.Empty(loaded.Errors);
        Assert.DoesNotContain("s3cr3t", ConfigurationPrinter.PrintServer(loaded), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", loaded.Settings!.Channels[0].ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private LoadedConfiguration Load(string text, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead)
    {
        Write("loghogd.conf", $"[main]\nlogdir = log\nworkdir = lib\n{text}");
        File.SetUnixFileMode(_folder["loghogd.conf"], mode);
        return ConfigurationLoader.Load(new ConfigurationSources { ConfigFile = _folder["loghogd.conf"] });
    }

    private void Write(string name, string text)
    {
        File.WriteAllText(_folder[name], text);
        File.SetUnixFileMode(_folder[name], UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
