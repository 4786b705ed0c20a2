using System.IO.Compression;
using System.Text;
using LogHog.Engine.Configuration;
using LogHog.Engine.Durability;
using LogHog.Engine.Search;
using LogHog.Engine.Tests.Configuration;
using LogHog.Engine.Tests.Query;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Search;

/// <summary><c>[files:NAME]</c>: other programs' files are found where they lie, as the configuration says.</summary>
public sealed class OthersFilesTests : IDisposable
{
    private readonly TempFolder _temp = new();

    [Fact]
    public void Finds_what_other_programs_wrote()
    {
        Write("var/syslog", "Nov 20 12:18:36 web01 sshd[4711]: Failed password for root\n");
        Write("var/nginx/access.log", "10.0.0.1 - - [20/Nov/2026:12:18:36 +0100] \"GET /a HTTP/1.1\" 500 12 \"-\" \"curl\"\n");
        Write("var/nginx/deep/er/x.log", "a needle\n");
        Write("var/wtmp", "\0\0needle");
        Write("var/private/key.log", "needle\n");
        WritePacked("var/syslog.1.gz", "Nov 19 12:00:00 web01 su[1]: needle\n");
        Write("app/one.txt", "2026-11-20 10:00:00|WARN|pay|low stock|sku=7\n");
        IReadOnlyList<FilesSettings> files = Load($"""
            [files:system]
            path = {_temp.Path}/var/**
            exclude = {_temp.Path}/var/private/*
            [files:own]
            path = {_temp.Path}/app/*.txt
            format = regex
            pattern = ^(?<time>[^|]+)\|(?<level>\w+)\|(?<module>\w+)\|(?<msg>[^|]*)\|sku=(?<sku>\d+)
            app = till
            time_zone = America/New_York
            """);

        Assert.Equal(["system su needle", "system nginx.deep.er.x a needle"], Answer(files, "needle | sort by (module desc) | format \"<app> <module> <_msg>\" as _msg"));
        Assert.Equal(["system 500 /a nginx.access"], Answer(files, "http.response.status_code:500 | format \"<app> <http.response.status_code> <url.path> <module>\" as _msg"));
        Assert.Equal(["2026-11-20T15:00:00Z warn pay 7 low stock"], Answer(files, "app:=till | format \"<_time> <level> <module> <sku> <_msg>\" as _msg"));
        Assert.Equal(["web01 4711"], Answer(files, "{app=system,module=sshd} | format \"<host> <process.pid>\" as _msg"));
        Assert.Equal(["5"], Answer(files, "* | count() as _msg"));
    }

    [Fact]
    public void A_raw_line_is_a_message_and_nothing_else()
    {
        Write("app/one.log", "2026-11-20T12:00:00Z web01 web: ERROR needle {a=1}\r\nsecond\n\tgoes on\n");
        IReadOnlyList<FilesSettings> files = Load($"[files:a]\npath = {_temp.Path}/app/*.log\nformat = raw\n");
        Assert.Equal(
            ["2026-11-20T12:00:00Z web01 web: ERROR needle {a=1}", "second\n\tgoes on"], Answer(files, "* | sort by (_msg) | fields _msg"));
        Assert.Empty(Answer(files, "level:error or a:1"));
    }

    [Fact]
    public void What_is_missing_is_named_and_the_rest_is_searched()
    {
        Write("app/one.log", "needle\n");
        IReadOnlyList<FilesSettings> files = Load($"[files:a]\npath = {_temp.Path}/gone/*.log\n  {_temp.Path}/app/*.log\n");
        StoreSource source = Source(files);
        Assert.Equal("needle", Encoding.UTF8.GetString(RowCollector.Run("needle", source).Single().Get("_msg")));
        Assert.Contains("[files:a]", Assert.Single(source.Problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("path = relative/*.log", "absolute")]
    [InlineData("path = /*", "absolute")]
    [InlineData("path = /var/log/../../*", "absolute")]
    [InlineData("format = regex", "pattern")]
    [InlineData("pattern = (?<a>b)", "format = regex")]
    [InlineData("format = regex\npattern = (unclosed", "regular expression")]
    [InlineData("format = regex\npattern = (?<a>x)\\k<a>", "regular expression")]
    [InlineData("format = regex\npattern = nothing named", "named groups")]
    [InlineData("time_zone = Mars/Olympus", "Europe/Berlin")]
    [InlineData("app = a b", "spaces")]
    [InlineData("paths = /var/log/*", "path")]
    public void Says_what_is_wrong(string lines, string says)
    {
        LoadedConfiguration loaded = ConfigurationFolder.Load($"[files:x]\n{lines}\n");
        Assert.Contains(loaded.Errors, error => error.ToString().Contains(says, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/var/log/**", "/var/log", "a/b/c", true)]
    [InlineData("/var/log/**", "/var/log", "a", true)]
    [InlineData("/var/log/**/x.log", "/var/log", "a/b/x.log", true)]
    [InlineData("/var/log/**/x.log", "/var/log", "x.log", true)]
    [InlineData("/var/log/**/x.log", "/var/log", "x.logs", false)]
    [InlineData("/var/log/*.log", "/var/log", "a/b.log", false)]
    [InlineData("/var/log/*.log*", "/var/log", "b.log.1.gz", true)]
    [InlineData("/var/log/syslog", "/var/log", "syslog", true)]
    [InlineData("/var/log/syslog", "/var/log", "syslog.1", false)]
    [InlineData("/srv/*/log/a?c", "/srv", "x/log/abc", true)]
    [InlineData("/srv/*/log/a?c", "/srv", "x/y/log/abc", false)]
    [InlineData("/srv/a*b*c", "/srv", "aXbYbZc", true)]
    [InlineData("/srv/a*b*c", "/srv", "aXbYbZ", false)]
    public void Stars_mean_what_a_shell_means(string pattern, string root, string path, bool matches)
    {
        Assert.True(FileGlob.TryParse(pattern, out FileGlob? glob));
        Assert.Equal(root, glob.Root);
        Assert.Equal(matches, glob.Matches(path));
        int slash = path.LastIndexOf('/');
        Assert.True(!matches || glob.MayHold(slash < 0 ? "" : path[..slash]));
    }

    public void Dispose() => _temp.Dispose();

    private IReadOnlyList<FilesSettings> Load(string text)
    {
        LoadedConfiguration loaded = ConfigurationFolder.Load(text);
        Assert.Empty(loaded.Errors);
        return loaded.Settings!.Files;
    }

    private List<string> Answer(IReadOnlyList<FilesSettings> files, string query) =>
        [.. RowCollector.Run(query, Source(files)).Select(row => Encoding.UTF8.GetString(row.Get("_msg")))];

    private StoreSource Source(IReadOnlyList<FilesSettings> files)
    {
        RootedFolder own = RootedFolder.Open(Path.Combine(_temp.Path, "own"), create: true);
        return new StoreSource(new FolderSource(own, TimeProvider.System), files, TimeProvider.System);
    }

    private void Write(string path, string text)
    {
        string full = Path.Combine(_temp.Path, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    private void WritePacked(string path, string text)
    {
        using var packed = new GZipStream(File.Create(Path.Combine(_temp.Path, path)), CompressionLevel.Fastest);
        packed.Write(Encoding.UTF8.GetBytes(text));
    }
}
