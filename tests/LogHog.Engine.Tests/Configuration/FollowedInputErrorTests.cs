using LogHog.Engine.Configuration;

namespace LogHog.Engine.Tests.Configuration;

/// <summary>What can be wrong in <c>[tail:NAME]</c> and <c>[journal]</c>: one error each, where it is, and what to write.</summary>
public sealed class FollowedInputErrorTests
{
    private const string Tail = "[tail:x]\npath = /srv/x/*.log\n";

    [Theory]
    [InlineData("[tail:x]", 1, "[tail:x] path", "such as /var/log/auth.log")]
    [InlineData("[tail:x]\npath =", 2, "[tail:x] path", "write one or more absolute paths")]
    [InlineData("[tail:x]\npath = auth.log", 2, "[tail:x] path", "an absolute path")]
    [InlineData("[tail:x]\npath = /srv/x/../y.log", 2, "[tail:x] path", "an absolute path")]
    [InlineData("[tail:x]\npath = /*.log", 2, "[tail:x] path", "names a folder before its first star")]
    [InlineData("[tail:x]\npath = /srv/a.log\n    b.log", 2, "[tail:x] path", "'b.log'")]
    [InlineData("[tail]\npath = /srv/a.log", 1, "[tail]", "write [tail:NAME]")]
    [InlineData("[tail:]\npath = /srv/a.log", 1, "[tail:]", "write [tail:NAME]")]
    [InlineData("[tail:a b]\npath = /srv/a.log", 2, "[tail:a b] path", "letters, digits")]
    [InlineData("[tial:x]\npath = /srv/a.log", 1, "[tial:x]", "did you mean [tail:NAME]?")]
    [InlineData(Tail + "exclude = *.old", 3, "[tail:x] exclude", "an absolute path")]
    [InlineData(Tail + "format = apache", 3, "[tail:x] format", "combined")]
    [InlineData(Tail + "format = regex", 1, "[tail:x] pattern", "(?<msg>.*)")]
    [InlineData(Tail + "format = regex\npattern = (", 4, "[tail:x] pattern", "Not enough )'s")]
    [InlineData(Tail + "format = regex\npattern = \\d+", 4, "[tail:x] pattern", "named groups")]
    [InlineData(Tail + "format = regex\npattern = (?<a>x)(?=y)", 4, "[tail:x] pattern", "without lookarounds")]
    [InlineData(Tail + "pattern = (?<a>x)", 3, "[tail:x] pattern", "format = regex only")]
    [InlineData(Tail + "time_zone = Mars", 3, "[tail:x] time_zone", "Europe/Berlin")]
    [InlineData(Tail + "encoding = utf-16", 3, "[tail:x] encoding", "utf-8, latin-1")]
    [InlineData(Tail + "start_at = now", 3, "[tail:x] start_at", "beginning, end")]
    [InlineData(Tail + "multiline = jaba", 3, "[tail:x] multiline", "java, python")]
    [InlineData(Tail + "multiline = ,", 3, "[tail:x] multiline", "none, or some of")]
    [InlineData(Tail + "multiline = start", 1, "[tail:x] multiline_start", "write one, such as")]
    [InlineData(Tail + "multiline = start, java\nmultiline_start = ^x", 3, "[tail:x] multiline", "start alone")]
    [InlineData(Tail + "multiline_start = ^x", 3, "[tail:x] multiline_start", "multiline = start only")]
    [InlineData(Tail + "multiline_wait = 5ms", 3, "[tail:x] multiline_wait", "from 10ms to 1m")]
    [InlineData(Tail + "app = {name}", 3, "[tail:x] app", "{file} and {folder} alone")]
    [InlineData(Tail + "module = a}", 3, "[tail:x] module", "{file} and {folder} alone")]
    [InlineData(Tail + "path_field = perhaps", 3, "[tail:x] path_field", "yes, no")]
    [InlineData(Tail + "max_event = 2M", 3, "[tail:x] max_event", "from 1K to 1M")]
    [InlineData(Tail + "max_files = 0", 3, "[tail:x] max_files", "from 1 to 100000")]
    [InlineData(Tail + "poll = 1", 3, "[tail:x] poll", "with its unit")]
    [InlineData(Tail + "close_after = 2d", 3, "[tail:x] close_after", "from 100ms to 1d")]
    [InlineData(Tail + "pth = /srv/a.log", 3, "[tail:x] pth", "did you mean path?")]
    [InlineData("[main]\nlogdir = /srv/log\n[tail:x]\npath = /srv/log/shop/*.log", 4, "[tail:x] path", "exclude = /srv/log/**")]
    [InlineData("[main]\nlogdir = /srv/log\n[tail:x]\npath = /srv/**", 4, "[tail:x] path", "exclude = /srv/log/**")]
    [InlineData("[journal]\nmatch = ssh.service", 2, "[journal] match", "_SYSTEMD_UNIT=ssh.service")]
    [InlineData("[journal]\nfiles = /a.journal\ndirectory = /b", 2, "[journal] files", "write one of the two")]
    [InlineData("[journal]\nstart_at = now", 2, "[journal] start_at", "beginning, end")]
    [InlineData("[journal]\napp = record:", 2, "[journal] app", "record:service")]
    [InlineData("[journal]\nenabled = maybe", 2, "[journal] enabled", "yes, no")]
    [InlineData("[journal]\nmach = A=b", 2, "[journal] mach", "did you mean match?")]
    [InlineData("[journal:x]", 1, "[journal:x]", "did you mean [journal]?")]
    public void Says_what_is_wrong_and_what_to_write(string text, int line, string subject, string hint)
    {
        ConfigurationProblem error = Assert.Single(ConfigurationFolder.Load(text).Errors);

        Assert.Contains($"loghogd.conf:{line} {subject}: ", error.ToString(), StringComparison.Ordinal);
        Assert.Contains(hint, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[main]\nlogdir = /srv/log\n[tail:x]\npath = /srv/**\nexclude = /srv/log/**")]
    [InlineData("[main]\nlogdir = /srv/log\n[tail:x]\npath = /srv/logs/*.log")]
    [InlineData("[tail:x]\npath = /var/log/auth.log\n    /srv/*/log/**\nmultiline = java, python\napp = {folder}-{file}")]
    [InlineData("[journal]\nmatch = _SYSTEMD_UNIT=ssh.service PRIORITY=3\n    _UID=0")]
    public void Takes_what_is_right(string text) => Assert.Empty(ConfigurationFolder.Load(text).Errors);
}
