using System.Net;
using System.Net.Sockets;
using LogHog.Engine.Channels.Templates;

namespace LogHog.Engine.Channels;

/// <summary>
/// A notification goes to ourselves, over loopback, and to nobody else, so that the first real one does not wait for the compiler: of HTTP that is
/// a third of a second on a busy machine.
/// </summary>
internal static class ChannelWarmUp
{
    private const int RequestBytesMax = 64 << 10;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(Limit);
            using TcpListener listener = new(IPAddress.Loopback, 0);
            listener.Start(1);
            Task answering = AnswerAsync(listener, limit.Token);
            await TestNotification.SendAsync(
                new ChannelSettings
                {
                    Name = "warm-up",
                    Type = ChannelType.Webhook,
                    Templates = ChannelTemplates.Default(ChannelType.Webhook),
                    Url = new Secret($"http://{listener.LocalEndpoint}/"),
                    AllowPrivate = true,
                    Timeout = Limit,
                },
                TestNotification.Create(null, null, time.GetUtcNow()), recipient: null, time, limit.Token);
            await answering;
        }
        catch (Exception failure) when (failure is ServiceException or IOException or SocketException or OperationCanceledException)
        {
            // Then the first one takes as long as it takes.
        }
    }

    /// <summary>To whatever ends as our JSON does.</summary>
    private static async Task AnswerAsync(TcpListener listener, CancellationToken cancellation)
    {
        using Socket peer = await listener.AcceptSocketAsync(cancellation);
        byte[] request = new byte[RequestBytesMax];
        int length = 0;
        while (length == 0 || request[length - 1] != (byte)'}')
        {
            int read = await peer.ReceiveAsync(request.AsMemory(length), cancellation);
            if (read == 0)
                return;
            length += read;
        }

        await peer.SendAsync("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"u8.ToArray(), cancellation);
    }
}
