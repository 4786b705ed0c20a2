using System.Text;
using System.Text.Json;
using LogHog.Engine.Configuration;
using LogHog.Engine.Inputs.Tail;
using LogHog.Engine.Search;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Inputs;

/// <summary><c>[tail:NAME]</c> from the bytes in a file to the lines in the store.</summary>
public sealed class TailInputTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Latin_1_becomes_utf_8()
    {
        Write("app.log", [.. "caf"u8, 0xE9, .. " \u00A7\n"u8, (byte)'\n', 0xFC, (byte)'\n']);
        await using EngineHost host = Follow(tail => tail with { Encoding = TextEncoding.Latin1 });
        Assert.Equal(["café Â§", "ü"], await BodiesAsync(host, 2));
    }

    [Fact]
    public async Task A_byte_that_is_no_utf_8_is_marked_and_counted_and_the_rest_stays()
    {
        Write("app.log", [.. "caf"u8, 0xE9, .. " naïve\nfine\n"u8]);
        await using EngineHost host = Follow();
        await host.SettledAsync(2);
        Assert.Equal([@"caf\udce9 naïve", "fine"], Lines(host, "x").Select(static line => line.GetProperty("@m").GetRawText().Trim('"')));
        Assert.Equal(1, Count(host, "loghog_tail_bad_bytes_total"));
    }

    [Fact]
    public async Task A_file_in_utf_16_is_passed_by_and_not_stored_as_rubbish()
    {
        Write("wide.log", Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("order 1 paid\n")).ToArray());
        Write("app.log", "order 2 paid\n"u8.ToArray());
        await using EngineHost host = Follow();
        Assert.Equal(["order 2 paid"], await BodiesAsync(host, 1));
    }

    [Fact]
    public async Task Carriage_returns_at_line_ends_and_blank_lines_are_no_part_of_any_event()
    {
        Write("app.log", "one\r\n\r\n \t\ntwo\r\n\n"u8.ToArray());
        await using EngineHost host = Follow();
        Assert.Equal(["one", "two"], await BodiesAsync(host, 2));
    }

    [Fact]
    public async Task The_hole_that_a_writer_leaves_who_does_not_append_is_no_text()
    {
        Write("app.log", "order 1 paid\n"u8.ToArray());
        await using EngineHost host = Follow();
        await BodiesAsync(host, 1);
        using (FileStream file = new(_folder["app.log"], FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(0);
            file.Position = 5_000;
            file.Write("order 2 paid\n"u8);
        }

        Assert.Equal(["order 1 paid", "order 2 paid"], await BodiesAsync(host, 2));
    }

    [Fact]
    public async Task The_names_of_file_and_folder_name_its_events()
    {
        Directory.CreateDirectory(_folder["shop"]);
        Write("shop/pay.log", "order 1 paid\n"u8.ToArray());
        await using EngineHost host = Follow(
            tail => tail with { App = "{folder}-x", Module = "{file}", Host = "{folder}.example", PathField = true }, "**/*.log");
        await host.SettledAsync(1);
        JsonElement stored = Assert.Single(Lines(host, "shop-x"));
        string[] names = ["app", "module", "host", "log.file.path", "@m"];
        Assert.Equal(["shop-x", "pay", "shop.example", _folder["shop/pay.log"], "order 1 paid"], names.Select(name => stored.GetProperty(name).GetString()));
    }

    [Fact]
    public async Task Globs_meet_names_and_folders_of_any_depth_but_not_what_is_excluded_packed_or_a_folder()
    {
        Directory.CreateDirectory(_folder["a/b/c.log"]);
        foreach (string name in (string[])["a1.log", "a22.log", "a/b/deep.log", "a/b/c.log/inner.log", "a/b/skip.log", "old.log.gz", "a1.txt"])
            Write(name, Encoding.UTF8.GetBytes($"in {name}\n"));
        await using EngineHost host = Follow(tail => tail with { Exclude = [Glob("**/skip.log")] }, "a?.log", "a/**/*.log");
        Assert.Equal(["in a/b/c.log/inner.log", "in a/b/deep.log", "in a1.log"], (await BodiesAsync(host, 3)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_folder_that_comes_later_is_followed()
    {
        await using EngineHost host = Follow(null, "*/log/*.log");
        Directory.CreateDirectory(_folder["shop/log"]);
        Write("shop/log/a.log", "order 1 paid\n"u8.ToArray());
        Assert.Equal(["order 1 paid"], await BodiesAsync(host, 1));
    }

    [Fact]
    public async Task An_event_of_several_lines_is_stored_as_one_also_when_its_last_line_is_followed_by_none()
    {
        Write("app.log", "one\n at a\n at b\ntwo\n at c\n"u8.ToArray());
        await using EngineHost host = Follow(tail => tail with { Multiline = [MultilineKind.Indent], MultilineWait = TimeSpan.FromMilliseconds(50) });
        Assert.Equal(["one\n at a\n at b", "two\n at c"], await BodiesAsync(host, 2));
    }

    [Fact]
    public async Task A_restart_in_the_middle_of_an_event_does_not_cut_it()
    {
        Func<TailSettings, TailSettings> waits = static tail => tail with { Multiline = [MultilineKind.Indent], MultilineWait = TimeSpan.FromMinutes(1) };
        Write("app.log", "one\ntwo\n at a\n"u8.ToArray());
        await using (EngineHost first = Follow(waits))
            Assert.Equal(["one"], await BodiesAsync(first, 1));

        File.AppendAllText(_folder["app.log"], " at b\nthree\n");
        await using EngineHost second = Follow(waits);
        Assert.Equal(["one", "two\n at a\n at b"], await BodiesAsync(second, 1, lines: 2));
    }

    [Fact]
    public async Task What_is_longer_than_an_event_may_be_becomes_several_and_is_counted()
    {
        Write("app.log", Encoding.UTF8.GetBytes(new string('x', 2_500) + "\nfine\n"));
        await using EngineHost host = Follow(static tail => tail with { EventBytesMax = 1_024 });
        string[] bodies = await BodiesAsync(host, 4);
        Assert.Equal([1_024, 1_024, 452, 4], bodies.Select(static body => body.Length));
        Assert.Equal(2, Count(host, "loghog_tail_events_cut_total"));
    }

    public void Dispose() => _folder.Dispose();

    private FileGlob Glob(string pattern) => FileGlob.TryParse(_folder[pattern], out FileGlob? glob) ? glob : throw new FormatException(pattern);

    private void Write(string name, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        File.WriteAllBytes(_folder[name], bytes);
    }

    private EngineHost Follow(Func<TailSettings, TailSettings>? change = null, params string[] patterns)
    {
        var tail = new TailSettings
        {
            Name = "x", App = "x", Format = FileFormatKind.Raw, Paths = [.. (patterns.Length == 0 ? ["*.log"] : patterns).Select(Glob)],
        };
        return EngineHost.Start([EngineHost.Facility("*") with { Format = LineFormatKind.Json }], _folder["engine"], settings => settings with { Tails = [change?.Invoke(tail) ?? tail] });
    }

    /// <summary>Waits for so many events.</summary>
    /// <param name="host">The server.</param>
    /// <param name="events">That this start stores.</param>
    /// <param name="lines">In the file; null = the same.</param>
    private static async Task<string[]> BodiesAsync(EngineHost host, int events, int? lines = null)
    {
        await host.SettledAsync(events);
        JsonElement[] stored = Lines(host, "x");
        Assert.Equal(lines ?? events, stored.Length);
        return [.. stored.Select(static line => line.GetProperty("@m").GetString()!)];
    }

    private static JsonElement[] Lines(EngineHost host, string app) =>
        [.. File.ReadAllLines(Path.Combine(host.LogDir, app, "root.log")).Select(static line => JsonSerializer.Deserialize<JsonElement>(line))];

    private static double Count(EngineHost host, string name) => host.Engine.Snapshot().Metrics.Single(metric => metric.Name == name && metric.Labels == "input=\"tail:x\"").Value;
}
