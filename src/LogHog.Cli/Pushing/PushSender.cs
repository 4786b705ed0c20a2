using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using LogHog.Protocols.ConfigPush;

namespace LogHog.Cli.Pushing;

/// <summary>Sends an envelope as <c>logging.config.listen</c> takes it: 4 bytes of length, the bytes, end; then hears what is answered.</summary>
internal static class PushSender
{
    // Enough to reach a fleet in seconds, few enough for any limit of open files.
    private const int AtOnceMax = 64;

    /// <summary>To all addresses at the same time.</summary>
    public static async Task<PushResult[]> SendAsync(IReadOnlyList<IPEndPoint> addresses, byte[] envelope, TimeSpan timeout)
    {
        using var room = new SemaphoreSlim(AtOnceMax);
        return await Task.WhenAll(addresses.Select(async address =>
        {
            await room.WaitAsync();
            try
            {
                return await SendAsync(address, envelope, timeout);
            }
            finally
            {
                room.Release();
            }
        }));
    }

    private static async Task<PushResult> SendAsync(IPEndPoint address, byte[] envelope, TimeSpan timeout)
    {
        using var limit = new CancellationTokenSource(timeout);
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        bool isConnected = false;
        try
        {
            await socket.ConnectAsync(address, limit.Token);
            isConnected = true;
            byte[] frame = new byte[4 + envelope.Length];
            BinaryPrimitives.WriteUInt32BigEndian(frame, (uint)envelope.Length);
            envelope.CopyTo(frame, 4);
            for (int sent = 0; sent < frame.Length;)
                sent += await socket.SendAsync(frame.AsMemory(sent), limit.Token);
            socket.Shutdown(SocketShutdown.Send);
            return Result(address, await ReadAnswerAsync(socket, limit.Token));
        }
        catch (OperationCanceledException)
        {
            string what = isConnected ? "no end" : "no connection";
            return new PushResult(address.ToString(), isConnected ? PushOutcome.Broken : PushOutcome.Unreachable, $"{what} within {timeout.TotalSeconds:0.#} s");
        }
        catch (SocketException failure)
        {
            return new PushResult(address.ToString(), isConnected ? PushOutcome.Broken : PushOutcome.Unreachable, failure.Message);
        }
    }

    private static async Task<PushAnswer?> ReadAnswerAsync(Socket socket, CancellationToken cancellation)
    {
        byte[] bytes = new byte[PushAnswer.BytesMax];
        int have = 0;
        // Whoever talks more than an answer long is no receiver of ours; its end is waited for nevertheless.
        while (await socket.ReceiveAsync(bytes.AsMemory(have), cancellation) is var read and > 0)
            have = Math.Min(have + read, bytes.Length - 1);
        return PushAnswer.Parse(bytes.AsMemory(0, have));
    }

    private static PushResult Result(IPEndPoint address, PushAnswer? answer) => answer is null
        ? new PushResult(address.ToString(), PushOutcome.Delivered, "read to its end; the program's own log says whether it counts")
        : new PushResult(
            address.ToString(), answer.Accepted ? PushOutcome.Accepted : PushOutcome.Refused,
            answer.Accepted ? answer.Reason : $"{answer.Status}: {answer.Reason}");
}
