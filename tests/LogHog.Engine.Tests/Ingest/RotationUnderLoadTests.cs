using System.Net.Sockets;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Ingest;

public sealed class RotationUnderLoadTests
{
    [Fact]
    public async Task Every_line_is_in_exactly_one_file_after_thousands_of_rotations_by_size()
    {
        const int Connections = 4;
        const int MessagesEach = 25_000;
        await using EngineHost host = EngineHost.Start([EngineHost.Facility("shop") with { MaxSizeBytes = 600 }]);

        await Task.WhenAll(Enumerable.Range(0, Connections).Select(connection => SendManyAsync(host, connection, MessagesEach)));
        await host.SettledAsync(Connections * MessagesEach);

        string[] files = Directory.GetFiles(Path.Combine(host.LogDir, "shop"), "root.log*");
        Assert.True(files.Length > 10_000, $"only {files.Length} files");
        HashSet<string> seen = [];
        foreach (string line in files.SelectMany(File.ReadLines))
            Assert.True(seen.Add(line[(line.LastIndexOf(": ", StringComparison.Ordinal) + 2)..]), $"twice: {line}");
        Assert.Equal(Connections * MessagesEach, seen.Count);
        Assert.All(files, static file => Assert.True(new FileInfo(file).Length < 600 + 200, $"{file} is too long"));
    }

    private static async Task SendManyAsync(EngineHost host, int connection, int messages)
    {
        using TcpClient client = new();
        await client.ConnectAsync(host.Tcp);
        for (int number = 0; number < messages; number += 100)
        {
            byte[] block = [.. Enumerable.Range(number, 100).SelectMany(one => Frames.Message("shop", "", $"message {connection}-{one}"))];
            await client.GetStream().WriteAsync(block);
        }
    }
}
