using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace LogHog.TestKit.Zabbix;

/// <summary>Gives values to trapper items, as zabbix_sender does: the protocol's header, then JSON.</summary>
public static class ZabbixSender
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Until the server knows the item, which it may have got a moment ago.</summary>
    public static async Task SendAsync(ZabbixServer server, string host, string key, string value)
    {
        Stopwatch waiting = Stopwatch.StartNew();
        while (true)
        {
            string answer = await TryAsync(server.TrapperPort, host, key, value);
            if (answer.Contains("processed: 1;", StringComparison.Ordinal))
                return;
            if (waiting.Elapsed > Limit)
                throw new TimeoutException($"Zabbix does not take a value for {host} {key}: {answer}\n{server.Output}");
            await Task.Delay(100);
        }
    }

    private static async Task<string> TryAsync(int port, string host, string key, string value)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new { request = "sender data", data = new[] { new { host, key, value } } });
        byte[] header = [(byte)'Z', (byte)'B', (byte)'X', (byte)'D', 1, 0, 0, 0, 0, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(5), body.Length);
        try
        {
            using TcpClient tcp = new();
            await tcp.ConnectAsync(IPAddress.Loopback, port);
            NetworkStream stream = tcp.GetStream();
            await stream.WriteAsync((byte[])[.. header, .. body]);
            using StreamReader reader = new(stream);
            return await reader.ReadToEndAsync();
        }
        catch (Exception failure) when (failure is SocketException or IOException)
        {
            return failure.Message;
        }
    }
}
