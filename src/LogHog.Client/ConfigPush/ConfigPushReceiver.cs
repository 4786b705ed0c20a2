using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using LogHog.Protocols.ConfigPush;

namespace LogHog.Client.ConfigPush;

/// <summary>
/// The socket of a configuration listener: takes what <c>logging.config.listen</c> takes (4 bytes of length, big-endian, and the
/// bytes), within a limit and a deadline, answers in one line and closes. Memory follows what has come, never what was claimed.
/// </summary>
internal sealed class ConfigPushReceiver : IDisposable
{
    // Pushes are rare; who holds more connections than these waits in the kernel's queue.
    private const int ConnectionsMax = 16;
    private const int LengthBytes = 4;
    private const int FirstBufferBytes = 16 * 1024;
    private static readonly TimeSpan AcceptRetry = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _room = new(ConnectionsMax);

    /// <summary>Binds; port 0 is chosen by the system.</summary>
    /// <exception cref="SocketException">The address cannot be had.</exception>
    public ConfigPushReceiver(IPEndPoint address, TimeSpan timeout, TimeProvider time)
    {
        (_timeout, _time) = (timeout, time);
        _socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            _socket.Bind(address);
            _socket.Listen(ConnectionsMax);
            Address = (IPEndPoint)_socket.LocalEndPoint!;
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    public IPEndPoint Address { get; }

    /// <summary>Serves until stopped; ends when every connection has ended.</summary>
    /// <param name="take">Decides about the bytes of one push; must not throw.</param>
    /// <param name="told">Is told of each push that did not come whole.</param>
    /// <param name="stop">Ends it.</param>
    public async Task RunAsync(Func<ReadOnlyMemory<byte>, IPAddress, Task<PushAnswer>> take, Action<PushAnswer, IPAddress> told, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await _room.WaitAsync(stop).ConfigureAwait(false);
                _ = ServeAsync(await AcceptAsync(stop).ConfigureAwait(false), take, told, stop);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        _socket.Dispose();
        for (int ended = 0; ended < ConnectionsMax - 1; ended++)
            await _room.WaitAsync(CancellationToken.None).ConfigureAwait(false);
    }

    public void Dispose() => _socket.Dispose();

    private async Task<Socket> AcceptAsync(CancellationToken stop)
    {
        while (true)
        {
            try
            {
                return await _socket.AcceptAsync(stop).ConfigureAwait(false);
            }
            catch (SocketException)
            {
                // The peer gave up while it waited, or no descriptor is left: neither may end the loop.
                await Task.Delay(AcceptRetry, _time, stop).ConfigureAwait(false);
            }
            catch (ObjectDisposedException disposed)
            {
                throw new OperationCanceledException("the listener was disposed of", disposed);
            }
        }
    }

    private async Task ServeAsync(
        Socket socket, Func<ReadOnlyMemory<byte>, IPAddress, Task<PushAnswer>> take, Action<PushAnswer, IPAddress> told, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(_timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        IPAddress peer = IPAddress.None;
        try
        {
            using (socket)
            {
                peer = ((IPEndPoint)socket.RemoteEndPoint!).Address;
                (byte[]? bytes, PushAnswer? answer) = await ReadAsync(socket, either.Token).ConfigureAwait(false);
                if (bytes is not null)
                    answer = await take(bytes, peer).ConfigureAwait(false);
                else
                    told(answer!, peer);
                await socket.SendAsync(answer!.Write(), either.Token).ConfigureAwait(false);
                socket.Shutdown(SocketShutdown.Both);
            }
        }
        catch (Exception gone) when (gone is SocketException or OperationCanceledException)
        {
            // The peer did not wait for the answer.
        }
        finally
        {
            _room.Release();
        }
    }

    private static async Task<(byte[]? Bytes, PushAnswer? Refusal)> ReadAsync(Socket socket, CancellationToken cancellation)
    {
        byte[] buffer = new byte[FirstBufferBytes];
        int have = 0;
        int? length = null;
        try
        {
            while (length is null || have < LengthBytes + length)
            {
                int wanted = LengthBytes + (length ?? 0);
                if (have == buffer.Length)
                    Array.Resize(ref buffer, buffer.Length * 2);
                int read = await socket.ReceiveAsync(buffer.AsMemory(have, Math.Min(wanted - have, buffer.Length - have)), cancellation).ConfigureAwait(false);
                if (read == 0)
                    return (null, Truncated(have, wanted));
                have += read;
                if (length is not null || have < LengthBytes)
                    continue;
                uint claimed = BinaryPrimitives.ReadUInt32BigEndian(buffer);
                if (claimed > PushEnvelope.BytesMax)
                    return (null, PushAnswer.Refused(PushRefusal.TooLong, $"claims {claimed} bytes; at most {PushEnvelope.BytesMax} are taken"));
                length = (int)claimed;
            }

            return (buffer[LengthBytes..have], null);
        }
        catch (Exception gone) when (gone is SocketException or OperationCanceledException)
        {
            return (null, Truncated(have, LengthBytes + (length ?? 0)));
        }
    }

    private static PushAnswer Truncated(int have, int wanted) =>
        PushAnswer.Refused(PushRefusal.Truncated, $"did not come whole: {have} of {wanted} bytes");
}
