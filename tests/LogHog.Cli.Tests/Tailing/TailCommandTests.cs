using System.Net;
using System.Net.Sockets;
using LogHog.TestKit;

namespace LogHog.Cli.Tests.Tailing;

public sealed class TailCommandTests
{
    [Fact]
    public async Task Begins_with_the_newest_events_follows_and_ends_with_130_at_control_c()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync();
        await SendAsync(hog, "one", "two", "three");
        using RunningTail tail = RunningTail.Start("--http", $"127.0.0.1:{hog.HttpPort}", "-n", "2", "-o", "raw");
        Assert.Equal(["two", "three"], await tail.ReadAsync(2));

        await SendAsync(hog, "four");

        Assert.Equal(["four"], await tail.ReadAsync(1));
        Assert.Equal(130, await tail.InterruptAsync());
        Assert.Equal("", await tail.Errors);
    }

    [Fact]
    public async Task Filters_and_shows_rows_in_the_format_that_is_asked_for()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync();
        await SendAsync(hog, "order 1", "else");
        using RunningTail tail = RunningTail.Start("--http", $"127.0.0.1:{hog.HttpPort}", "order | fields app, _msg", "-o", "json");

        Assert.Equal(["""{"_msg":"order 1","app":"shop"}"""], await tail.ReadAsync(1));
    }

    [Fact]
    public async Task Goes_on_where_it_was_when_the_server_is_there_again()
    {
        using TempFolder folder = new();
        string configuration = $"[http]\nlisten = 127.0.0.1:{FreePort()}\n";
        RunningTail tail;
        await using (LogHogProcess hog = await LogHogProcess.StartAsync(configuration, options: new LogHogProcessOptions { Folder = folder.Path }))
        {
            tail = RunningTail.Start("--http", $"127.0.0.1:{hog.HttpPort}", "-n", "0", "-o", "raw");
            // Its first row tells that it follows.
            Task<string[]> first = tail.ReadAsync(1);
            while (await Task.WhenAny(first, SendAsync(hog, "is it there?")) != first)
            {
            }

            await SendAsync(hog, "one", "two");
        }

        await using LogHogProcess again = await LogHogProcess.StartAsync(configuration, options: new LogHogProcessOptions { Folder = folder.Path });
        await SendAsync(again, "three", "the end");

        List<string> shown = [];
        while (!shown.Contains("the end"))
            shown.AddRange(await tail.ReadAsync(1));
        Assert.Equal(["one", "two", "three", "the end"], shown.Where(static line => line != "is it there?"));
        Assert.Equal(130, await tail.InterruptAsync());
        Assert.Contains("trying again", await tail.Errors, StringComparison.Ordinal);
        tail.Dispose();
    }

    [Fact]
    public async Task Follows_a_folder_without_a_server_through_rotation()
    {
        using TempFolder folder = new();
        File.WriteAllText(folder["app.log"], "old one\nold two\n");
        using RunningTail tail = RunningTail.Start("--dir", folder.Path, "-n", "1", "-o", "raw", "*");
        Assert.Single(await tail.ReadAsync(1));

        File.AppendAllText(folder["app.log"], "new one\n");
        Assert.Equal(["new one"], await tail.ReadAsync(1));
        File.Move(folder["app.log"], folder["app.log.1"]);
        File.WriteAllText(folder["app.log"], "new two\n");
        Assert.Equal(["new two"], await tail.ReadAsync(1));

        Assert.Equal(130, await tail.InterruptAsync());
        Assert.Equal("", await tail.Errors);
    }

    [Fact]
    public async Task A_reader_that_has_gone_ends_it_well()
    {
        using TempFolder folder = new();
        using RunningTail tail = RunningTail.Start("--dir", folder.Path, "-o", "raw");
        File.AppendAllText(folder["app.log"], "one\n");
        await tail.ReadAsync(1);

        tail.CloseOutput();
        File.AppendAllText(folder["app.log"], "two\n");

        Assert.Equal(0, await tail.ExitAsync());
    }

    [Fact]
    public async Task What_cannot_be_followed_is_2_and_no_server_is_4()
    {
        using TempFolder folder = new();
        using RunningTail sorted = RunningTail.Start("--dir", folder.Path, "* | sort by (_time)");
        using RunningTail table = RunningTail.Start("--dir", folder.Path, "-o", "table");
        using RunningTail wrong = RunningTail.Start("--dir", folder.Path, "a:(");
        using RunningTail nobody = RunningTail.Start("--http", $"127.0.0.1:{FreePort()}");

        Assert.Equal((2, 2, 2, 4), (await sorted.ExitAsync(), await table.ExitAsync(), await wrong.ExitAsync(), await nobody.ExitAsync()));
        Assert.Contains("'sort'", await sorted.Errors, StringComparison.Ordinal);
        Assert.Contains("--dir", await nobody.Errors, StringComparison.Ordinal);
    }

    private static int FreePort()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }

    private static async Task SendAsync(LogHogProcess hog, params string[] messages)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, hog.TcpPort);
        NetworkStream stream = client.GetStream();
        foreach (string message in messages)
            await stream.WriteAsync(Frames.Message("shop", "", message, nsecs: Interlocked.Increment(ref _nsecs)));
        client.Client.Shutdown(SocketShutdown.Send);
        // The server closes when it has read everything.
        _ = await stream.ReadAsync(new byte[1]);
    }

    // Events of one second in the order in which they are sent.
    private static int _nsecs;
}
