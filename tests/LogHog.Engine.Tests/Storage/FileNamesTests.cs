using System.Text;
using LogHog.Engine.Storage;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Storage;

public sealed class FileNamesTests
{
    [Theory]
    [InlineData("my-app", "", "", "my-app/root.log")]
    [InlineData("my-app", "web.requests", "", "my-app/web.requests.log")]
    [InlineData("my-app", "web.requests", "web01", "my-app/web01-web.requests.log")]
    [InlineData("my-app", "", "web-01.example.org", "my-app/web-01.example.org-root.log")]
    [InlineData("my-app", "log-2", "", "my-app/log%2D2.log")]
    [InlineData("my-app", "root", "", "my-app/%72oot.log")]
    [InlineData("MyApp", "Web", "", "MyApp/Web.log")]
    [InlineData("..", ".", "", "%2E./%2E.log")]
    [InlineData("../../etc", "a/b", "c/d", "%2E.%2F..%2Fetc/c%2Fd-a%2Fb.log")]
    [InlineData(".quarantine", ".index", "", "%2Equarantine/%2Eindex.log")]
    [InlineData("-rf", "", "-x", "%2Drf/%2Dx-root.log")]
    [InlineData("a%2Fb", "~", "é", "a%252Fb/%C3%A9-%7E.log")]
    [InlineData("a b", "x\ny\0", "", "a%20b/x%0Ay%00.log")]
    [InlineData("", "m", "", "~/m.log")]
    public void Names_stay_readable_and_inside_their_folder(string app, string module, string host, string path) =>
        Assert.Equal(path, FileNames.LogFile(app, module, host));

    [Fact]
    public void A_hundred_thousand_odd_names_get_a_hundred_thousand_files_and_read_back()
    {
        Random random = SeededRandom.Create();
        Dictionary<string, (string, string, string)> seen = new(StringComparer.Ordinal);
        for (int i = 0; i < 100_000; i++)
        {
            (byte[] app, byte[] module, byte[] host) = (OddName(random), OddName(random), OddName(random));
            string path = FileNames.LogFile(app, module, host);
            (string, string, string) whose = (Convert.ToHexString(app), Convert.ToHexString(module), Convert.ToHexString(host));
            if (!seen.TryAdd(path, whose))
                Assert.Equal(seen[path], whose);
            string[] parts = path.Split('/');
            Assert.Equal(2, parts.Length);
            Assert.All(parts, part => Assert.True(part[0] is not ('.' or '-') && part.Length <= 184 && Ascii.IsValid(part), part));
            Assert.False(ArchiveName.TryParse(parts[1], out _));
            Assert.True(FileNames.TryParse(path, out LogFileIdentity file), path);
            if (!file.IsCut)
                Assert.Equal(whose, (Convert.ToHexString(file.App.Span), Convert.ToHexString(file.Module.Span), Convert.ToHexString(file.Host.Span)));
        }
    }

    [Fact]
    public void Long_names_that_begin_alike_differ_in_their_hash()
    {
        string start = new('x', 300);
        string one = FileNames.LogFile("a", start + "1");
        Assert.NotEqual(one, FileNames.LogFile("a", start + "2"), StringComparer.Ordinal);
        Assert.Equal(one, FileNames.LogFile("a", start + "1"));
        Assert.Equal("a/".Length + 180 + ".log".Length, one.Length);
        Assert.True(FileNames.TryParse(one, out LogFileIdentity file) && file.IsCut);
        string longest = FileNames.LogFile("a", start, start);
        Assert.Equal("a/".Length + 180 + ".log".Length, longest.Length);
        Assert.NotEqual(longest, FileNames.LogFile("a", start, start + "x"), StringComparer.Ordinal);
    }

    [Fact]
    public void A_cut_never_parts_an_escape()
    {
        for (int length = 50; length < 80; length++)
        {
            string path = FileNames.LogFile("a", new string('y', length % 3) + new string('ü', length));
            Assert.True(FileNames.TryParse(path, out _), path);
        }
    }

    [Theory]
    [InlineData("web.log")]
    [InlineData("app/web.txt")]
    [InlineData("app/.log")]
    [InlineData("app/web.log.2026-11-20-00-00-00-000000")]
    [InlineData("app/web.log.2026-11-20-00-00-00-000000.gz")]
    [InlineData("app/sub/web.log")]
    [InlineData(".quarantine/web.log")]
    [InlineData("app/%2e.log")]
    [InlineData("app/%41.log")]
    [InlineData("app/%.log")]
    [InlineData("app/%4.log")]
    [InlineData("app/a~b.log")]
    [InlineData("app/é.log")]
    [InlineData("app/host-.log")]
    [InlineData("app/-module.log")]
    public void What_LogHog_does_not_write_is_not_its_file(string path) => Assert.False(FileNames.TryParse(path, out _));

    [Fact]
    public void A_file_that_is_written_compressed_has_a_name_of_its_own()
    {
        string path = FileNames.LogFile("app", "web", "h", FileNames.LiveGzipSuffix);
        Assert.Equal("app/h-web.log.gz", path);
        Assert.True(FileNames.TryParse(path, out LogFileIdentity file));
        Assert.Equal("web"u8, file.Module.Span);
        Assert.Equal("app/h-web.log.gz.log", FileNames.LogFile("app", "web.log.gz", "h"));
    }

    /// <summary>Short names over few characters meet often; some are long, some any bytes.</summary>
    private static byte[] OddName(Random random)
    {
        ReadOnlySpan<byte> alphabet = "ab-.%~/_rot2DEé"u8;
        byte[] name = new byte[random.Next(8) == 0 ? random.Next(150, 300) : random.Next(1, 7)];
        if (random.Next(10) == 0)
            random.NextBytes(name);
        else
            random.GetItems(alphabet, name);
        return random.Next(20) == 0 ? "root"u8.ToArray() : name;
    }
}
