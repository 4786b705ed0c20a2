using System.Net.Sockets;
using System.Text.RegularExpressions;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Ingest;

public sealed partial class RotationUnderLoadTests
{
    private const int SizeMax = 500;

    [Fact]
    public async Task Every_line_is_in_exactly_one_file_after_ten_thousand_rotations_with_a_reader_attached()
    {
        const int Connections = 4;
        const int MessagesEach = 25_000;
        using TempFolder folder = new();
        EngineHost host = EngineHost.Start([EngineHost.Facility("shop") with { MaxSizeBytes = SizeMax }], folder.Path);
        using CancellationTokenSource done = new();
        Task<int> reader = Task.Run(() => ReadLive(Path.Combine(host.LogDir, "shop", "root.log"), done.Token));

        await Task.WhenAll(Enumerable.Range(0, Connections).Select(connection => SendManyAsync(host, connection, MessagesEach)));
        await host.SettledAsync(Connections * MessagesEach);
        await done.CancelAsync();
        await host.DisposeAsync();

        Assert.True(await reader > 0, "the reader saw nothing");
        string[] files = Directory.GetFiles(Path.Combine(host.LogDir, "shop"), "root.log*");
        Assert.True(files.Length > 10_000, $"only {files.Length} files");
        HashSet<string> seen = [];
        foreach (string line in files.SelectMany(GzipText.ReadLines))
            Assert.True(seen.Add(Whole().Match(line).Value), $"twice: {line}");
        Assert.DoesNotContain("", seen);
        Assert.Equal(Connections * MessagesEach, seen.Count);
    }

    [Fact]
    public async Task A_file_is_rotated_with_the_message_that_fills_it()
    {
        using TempFolder folder = new();
        EngineHost host = EngineHost.Start([EngineHost.Facility("shop") with { MaxSizeBytes = SizeMax }], folder.Path);

        await SendManyAsync(host, 0, 1_000);
        await host.SettledAsync(1_000);
        await host.DisposeAsync();

        string[] archives = [.. Directory.GetFiles(Path.Combine(host.LogDir, "shop")).Where(static file => !file.EndsWith("root.log", StringComparison.Ordinal))];
        Assert.NotEmpty(archives);
        foreach (string file in archives)
        {
            string[] lines = [.. GzipText.ReadLines(file)];
            int bytes = lines.Sum(static line => line.Length + 1);
            Assert.True(bytes >= SizeMax && bytes - lines[^1].Length - 1 < SizeMax, $"{file} has {bytes} bytes in {lines.Length} lines");
        }
    }

    [GeneratedRegex(@"(?<=: )message \d-\d+(?= end$)", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Whole();

    /// <summary>Follows the live file as tail does; every line that it gets is whole.</summary>
    private static int ReadLive(string path, CancellationToken done)
    {
        int lines = 0;
        while (!done.IsCancellationRequested)
        {
            if (!File.Exists(path))
                continue;
            try
            {
                using StreamReader reader = new(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
                string text = reader.ReadToEnd();
                foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                {
                    Assert.Matches(Whole(), line);
                    lines++;
                }

                Assert.True(text.Length == 0 || text[^1] == '\n', "half a line was visible");
            }
            catch (FileNotFoundException)
            {
                // Rotated away between the look and the opening.
            }
        }

        return lines;
    }

    private static async Task SendManyAsync(EngineHost host, int connection, int messages)
    {
        using TcpClient client = new();
        await client.ConnectAsync(host.Tcp);
        for (int number = 0; number < messages; number += 100)
        {
            byte[] block = [.. Enumerable.Range(number, 100).SelectMany(one => Frames.Message("shop", "", $"message {connection}-{one} end"))];
            await client.GetStream().WriteAsync(block);
        }
    }
}
