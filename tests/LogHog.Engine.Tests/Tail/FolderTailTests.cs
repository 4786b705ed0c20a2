using System.Text;
using LogHog.Engine.Durability;
using LogHog.Engine.Query;
using LogHog.Engine.Tail;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Tail;

public sealed class FolderTailTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Rows _rows = new();
    private FolderTail? _tail;
    private RootedFolder? _rooted;

    public void Dispose()
    {
        _tail?.Dispose();
        _rooted?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Shows_what_is_written_after_it_began_to_old_and_to_new_files_and_the_last_event_when_nothing_follows_it()
    {
        Write("syslog", "old one\nold two\n");
        await OpenAsync();

        Write("syslog", "one\n\twith a second line\ntwo\n");
        Write("sub/new.log", "three\nfour");
        Look();
        Assert.Equal(["one\n\twith a second line", "three"], _rows.Messages.Order());
        Write("sub/new.log", " and its end\n");
        Look(times: 2);

        Assert.Equal(["four and its end", "one\n\twith a second line", "three", "two"], _rows.Messages.Order());
    }

    [Fact]
    public async Task Begins_with_the_newest_lines_in_order_of_time()
    {
        Write("shop/root.log", Line(10, "one") + Line(12, "three"));
        Write("shop/pay.log", Line(11, "two"));
        await OpenAsync("* | fields _msg");

        _tail!.ReadHistory(null, 2, CancellationToken.None);
        Write("shop/pay.log", Line(13, "four"));
        Look(times: 2);

        Assert.Equal(["two", "three", "four"], _rows.Messages);
    }

    [Fact]
    public async Task Nothing_is_lost_when_a_file_is_renamed_and_still_written_to()
    {
        Write("app.log", "one\n");
        await OpenAsync();

        Write("app.log", "two\n");
        File.Move(PathOf("app.log"), PathOf("app.log.1"));
        Write("app.log.1", "three\n");
        Write("app.log", "four\n");
        Look(times: 2);

        Assert.Equal(["four", "three", "two"], _rows.Messages.Order());
    }

    [Fact]
    public async Task The_end_of_a_file_that_was_read_is_not_lost_when_it_is_deleted()
    {
        Write("app.log", "one\n");
        await OpenAsync();
        Write("app.log", "two\n");
        Look(times: 2);

        Write("app.log", "three\nfour");
        File.Delete(PathOf("app.log"));
        Look();

        Assert.Equal(["two", "three", "four"], _rows.Messages);
    }

    [Fact]
    public async Task Copies_of_rotated_files_and_files_that_begin_anew_are_understood()
    {
        Write("app.log", "one\n");
        await OpenAsync();

        File.Copy(PathOf("app.log"), PathOf("app.log.1"));
        File.WriteAllText(PathOf("app.log"), "");
        Look();
        Write("app.log", "a longer line than before\n");
        Look(times: 2);

        Assert.Equal(["a longer line than before"], _rows.Messages);
    }

    [Fact]
    public async Task What_is_no_text_is_passed_by()
    {
        Write("wtmp", "\0\0one\n");
        await OpenAsync();

        Write("wtmp", "\0\0two\n");
        Write("new", "\0three\n");
        Look(times: 2);

        Assert.Empty(_rows.Messages);
    }

    [Fact]
    public async Task Every_event_is_shown_once_while_the_server_writes_rotates_and_compresses()
    {
        const int Events = 3_000;
        await using EngineHost host = EngineHost.Start([EngineHost.Facility("shop") with { MaxSizeBytes = 2_000 }], _folder.Path);
        await OpenAsync(path: host.LogDir);
        Task writing = Task.Run(async () =>
        {
            for (int i = 0; i < Events; i += 20)
                await host.SendAsync([.. Enumerable.Range(i, 20).Select(static number => Frames.Message("shop", "", $"n{number}"))]);
            await host.SettledAsync(Events);
        });
        string[] Archives(string pattern) => Directory.Exists(Path.Combine(host.LogDir, "shop")) ? Directory.GetFiles(Path.Combine(host.LogDir, "shop"), pattern) : [];
        while (!writing.IsCompleted || Archives("*.gz").Length == 0)
            Look();
        await writing;
        Look(times: 2);

        Assert.Null(_tail!.TakeProblem());
        Assert.Equal(Events, _rows.Messages.Count);
        Assert.Equal(Events, _rows.Messages.Distinct(StringComparer.Ordinal).Count());
        Assert.True(Archives("root.log.*").Length > 10, "nothing was rotated");
    }

    private static string Line(int second, string message) => $"2026-11-20T12:00:{second}.000000Z web01 shop: INFO {message}\n";

    private string PathOf(string file) => Path.Combine(_folder.Path, file);

    private void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(file))!);
        File.AppendAllText(PathOf(file), text);
    }

    private async Task OpenAsync(string query = "*", string? path = null)
    {
        _rooted = RootedFolder.Open(path ?? _folder.Path, create: false);
        _tail = await FolderTail.OpenAsync(_rooted, now => LogsQuery.Parse(query, now), _rows, TimeProvider.System, CancellationToken.None);
    }

    private void Look(int times = 1)
    {
        for (int i = 0; i < times; i++)
            _tail!.Look(CancellationToken.None);
    }

    private sealed class Rows : IPipeProcessor
    {
        public List<string> Messages { get; } = [];

        public bool Process(RowBatch batch)
        {
            for (int i = 0; i < batch.Count; i++)
                Messages.Add(Encoding.UTF8.GetString(batch[i].Get("_msg")));
            return true;
        }

        public void Flush()
        {
        }
    }
}
