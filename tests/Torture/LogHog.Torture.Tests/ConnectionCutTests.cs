using System.Net;
using System.Net.Sockets;
using System.Text;
using LogHog.Torture.Harness;

namespace LogHog.Torture;

/// <summary>A request that is cut at each of its bytes, in each way a connection can end; then sent again, as clients do.</summary>
public sealed class ConnectionCutTests
{
    private static readonly LoadShape Shape = new(Files: 3, EventsPerRequest: 3, FilesPerRequest: 3);

    private enum Ending
    {
        Fin,
        Reset,
        Silence,
    }

    [Fact]
    public async Task A_request_cut_at_any_byte_is_stored_once_when_it_is_sent_again()
    {
        int step = Scale.IsFull ? 1 : 9;
        await using Campaign campaign = new(Shape, senders: 1);
        await campaign.StartAsync();
        List<Socket> silent = [];
        long sequence = 0;
        try
        {
            foreach (Ending ending in Enum.GetValues<Ending>())
            {
                for (int cut = 0; cut <= Request(sequence + 1).Length; cut += step)
                {
                    sequence++;
                    await CutAsync(campaign.Hog.HttpPort, Request(sequence).AsMemory(), cut, ending, silent);
                    string answer = await SendAsync(campaign.Hog.HttpPort, Request(sequence));
                    Assert.True(answer.StartsWith("HTTP/1.1 20", StringComparison.Ordinal), $"{ending} at byte {cut}: refused when sent again: {answer}");
                }
            }
        }
        finally
        {
            silent.ForEach(static socket => socket.Dispose());
        }

        await campaign.ConservedAsync();
        await campaign.StopAsync();
        Verdict verdict = await Oracle.JudgeAsync(campaign.LogDir, Shape, [new ClientKnowledge(1, sequence, sequence)]);
        Assert.True(verdict.IsClean, verdict.ToString());
        Report.Row("connection cut at every byte by FIN, RST, silence", $"{sequence}", "0 lost, 0 twice");
    }

    private static byte[] Request(long sequence)
    {
        byte[] body = Shape.Request(1, sequence);
        string head = $"POST /insert/jsonline HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/stream+json\r\nX-LogHog-Client: cut\r\n"
            + $"X-LogHog-Sequence: {sequence}\r\nConnection: close\r\nContent-Length: {body.Length}\r\n\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }

    private static async Task CutAsync(int port, ReadOnlyMemory<byte> request, int cut, Ending ending, List<Socket> silent)
    {
        Socket socket = await ConnectAsync(port);
        if (cut > 0)
            await socket.SendAsync(request[..Math.Min(cut, request.Length)]);
        switch (ending)
        {
            case Ending.Fin:
                socket.Shutdown(SocketShutdown.Send);
                await ReadAnswerAsync(socket);
                socket.Dispose();
                break;
            case Ending.Reset:
                socket.LingerState = new LingerOption(enable: true, seconds: 0);
                socket.Dispose();
                break;
            case Ending.Silence:
                silent.Add(socket);
                break;
        }
    }

    private static async Task<string> SendAsync(int port, byte[] request)
    {
        using Socket socket = await ConnectAsync(port);
        await socket.SendAsync(request);
        return await ReadAnswerAsync(socket);
    }

    private static async Task<Socket> ConnectAsync(int port)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        return socket;
    }

    private static async Task<string> ReadAnswerAsync(Socket socket)
    {
        byte[] buffer = new byte[4096];
        StringBuilder answer = new();
        try
        {
            for (int size; (size = await socket.ReceiveAsync(buffer)) > 0;)
                answer.Append(Encoding.ASCII.GetString(buffer, 0, size));
        }
        catch (SocketException)
        {
            // Reset: no answer, or none that came through.
        }

        return answer.ToString();
    }
}
