using LogHog.TestKit;

namespace LogHog.Interop.Tests.Hostile;

/// <summary>Names from the network never leave the log folder, meet each other, or make files without limit.</summary>
public sealed class HostileNamesTests
{
    private const string AnyPerHost = "[*]\nrotate = daily\nbackup_count = 3\nfile_per_host = yes\n";

    private static readonly string[] Names =
    [
        "..", ".", "...", "../outside", "../../outside", "/etc/passwd", "/", "a/b", "a\\b", "a\0b", "a\0", "a\r\nb", "a\nb", "a", "A", "ａ", "а",
        "\u00e9", "e\u0301", "\u202etxt.exe", ".index", ".quarantine", ".hidden", "%2e%2e", "%2E%2E", "..%2f", "~", "~root", "-rf", "*", "?", "$(id)",
        "`id`", "; rm -rf .", "CON", "root", "root.log", "web.log.2026-11-20-00-00-00-000000.xz", " ", "a ", " a", "\t", "\u001b[2J", "é\u2028",
        new string('x', 300), new string('x', 301), new string('/', 300), new string('ä', 5000), string.Concat(Enumerable.Repeat("../", 400)),
    ];

    [Fact]
    public async Task Each_stays_in_a_file_of_its_own_beneath_the_log_folder()
    {
        using var folder = new TempFolder();
        string outside = Directory.CreateDirectory(folder["outside"]).FullName;
        var options = new LogHogProcessOptions { Folder = folder.Path };
        await using LogHogProcess hog = await LogHogProcess.StartAsync("", AnyPerHost, options);
        string[] around = Directory.GetFileSystemEntries(folder.Path);

        await Peer.SendAllAsync(
            hog,
            [
                .. Names.Select((name, i) => Wire.Frame(name, $"app {i} ends", "", "h")),
                .. Names.Select((name, i) => Wire.Frame("m", $"module {i} ends", name, "h")),
                .. Names.Select((name, i) => Wire.Frame("h", $"host {i} ends", "", name)),
            ]);

        await hog.StoredAsync(3 * Names.Length);
        SortedDictionary<string, long> files = hog.Files();
        // A module that is in no configuration has no file of its own: all of them are in one.
        Assert.Equal(Names.Length, hog.Lines("m/h-root.log").Length);
        files.Remove("m/h-root.log");
        Assert.Equal(2 * Names.Length, files.Count);
        foreach (string file in files.Keys)
        {
            Assert.Matches(@"^[A-Za-z0-9_%~][A-Za-z0-9._%~-]*/[A-Za-z0-9_%~][A-Za-z0-9._%~-]*\.log$", file);
            Assert.Single(File.ReadLines(hog.PathOf(file)), line => line.EndsWith(" ends", StringComparison.Ordinal));
        }

        Assert.Empty(Directory.GetFileSystemEntries(outside));
        Assert.Equal(around, Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task A_hundred_thousand_applications_make_no_more_files_than_the_limit()
    {
        const int limit = 500;
        const int count = 100_000;
        await using LogHogProcess hog = await LogHogProcess.StartAsync(
            $"[limits]\nmax_files = {limit}\n", TestConfiguration.AnyApplication);
        await Peer.SendAllAsync(hog, Wire.Frame("bystander", "first"));
        await hog.StoredAsync(1);
        using Peer bystander = await Peer.ConnectAsync(hog);

        await Peer.SendAllAsync(
            hog, [.. Enumerable.Range(0, 100).Select(block => Enumerable.Range(block * 1000, count / 100)
                .SelectMany(i => Wire.Frame($"app-{i}", "x")).ToArray())]);
        await bystander.SendAsync(Wire.Frame("bystander", "second"));

        MetricsText metrics = await hog.SettledAsync(count + 2);
        Assert.InRange(hog.Files().Count, 2, limit);
        Assert.Equal(count + 2, metrics.Sum("loghog_events_stored_total") + metrics.Sum("loghog_events_rejected_total", "reason=\"too_many_files\""));
        Assert.InRange(metrics.Sum("loghog_events_stored_total"), limit / 2, limit + 2);
        Assert.Equal(2, hog.Lines("bystander/root.log").Length);
    }

    [Fact]
    public async Task Who_has_no_secret_cannot_use_up_the_files()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync(
            "[limits]\nmax_files = 100\n", "[shop]\nrotate = daily\nbackup_count = 3\nsecret = correct horse\nfile_per_host = yes\n");
        await Peer.SendAllAsync(
            hog, [.. Enumerable.Range(0, 200).Select(i => Wire.Message("shop", "forged", host: $"h{i}").SignedV1("guessed").Frame())]);

        await Peer.SendAllAsync(hog, Wire.Message("shop", "signed", host: "web01").SignedV1("correct horse").Frame());

        MetricsText metrics = await hog.SettledAsync(201);
        Assert.Equal(200, metrics.Sum("loghog_events_rejected_total", "reason=\"signature_wrong\""));
        Assert.Equal(1, metrics.Sum("loghog_events_stored_total"));
        Assert.Equal("shop/web01-root.log", Assert.Single(hog.Files().Keys));
    }

    [Fact]
    public async Task Unknown_applications_are_kept_in_a_bounded_quarantine_and_shown()
    {
        const int limit = 64 << 10;
        await using LogHogProcess hog = await LogHogProcess.StartAsync(
            "[limits]\nmax_quarantine_size = 64K\n[compressor]\nformat = gzip\nlevel = 1\n", "[known]\nrotate = daily\nbackup_count = 3\n");
        string text = new('x', 500);

        await Peer.SendAllAsync(
            hog,
            [
                .. Enumerable.Range(0, 3000).Select(i => Wire.Frame($"stranger-{i % 3}", $"{i} {text}")),
                Wire.Frame("known", "mine"),
            ]);

        await hog.StoredAsync(3001);
        MetricsText metrics = await hog.WaitForMetrics(found =>
            found.Sum("loghog_archives_waiting") == 0 && hog.Files().Where(file => file.Key.StartsWith(".quarantine/", StringComparison.Ordinal)).Sum(file => file.Value) <= limit);
        Assert.Equal(3, metrics.Sum("loghog_quarantined_applications"));
        Assert.Contains("3 applications send but have no facility", await hog.Get("/api/v1/status"), StringComparison.Ordinal);
        Assert.Equal(["known/root.log"], hog.Files().Keys.Where(file => !file.StartsWith(".quarantine/", StringComparison.Ordinal)));
        Assert.Single(hog.Lines("known/root.log"));
    }

    [Fact]
    public async Task A_link_in_the_log_folder_is_never_followed()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["outside"]);
        Directory.CreateDirectory(folder["log/shop"]);
        File.WriteAllText(folder["outside/file"], "precious\n");
        File.CreateSymbolicLink(folder["log/shop/root.log"], folder["outside/file"]);
        File.CreateSymbolicLink(folder["log/shop/dangling.log"], folder["outside/new"]);
        Directory.CreateSymbolicLink(folder["log/evil"], folder["outside"]);
        await using LogHogProcess hog = await LogHogProcess.StartAsync(
            "", TestConfiguration.AnyApplication + "[shop]\nrotate = daily\nbackup_count = 3\n[shop:dangling]\n", new LogHogProcessOptions { Folder = folder.Path });

        await Peer.SendAllAsync(
            hog, Wire.Frame("shop", "one"), Wire.Frame("shop", "two", "dangling"), Wire.Frame("evil", "three"), Wire.Frame("good", "four"));

        await hog.WaitForMetrics(metrics => metrics.Sum("loghog_files_failing") == 3 && metrics.Sum("loghog_events_stored_total") == 1);
        Assert.Equal([folder["outside/file"]], Directory.GetFileSystemEntries(folder["outside"]));
        Assert.Equal("precious\n", File.ReadAllText(folder["outside/file"]));

        // They wait, and go where they belong as soon as nothing stands in the way.
        foreach (string link in (string[])["log/shop/root.log", "log/shop/dangling.log", "log/evil"])
            File.Delete(folder[link]);
        await hog.StoredAsync(4);
        Assert.EndsWith("one", Assert.Single(hog.Lines("shop/root.log")), StringComparison.Ordinal);
        Assert.EndsWith("three", Assert.Single(hog.Lines("evil/root.log")), StringComparison.Ordinal);
    }
}
