using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;

namespace LogHog.Engine.Ingest.Tls;

/// <summary>
/// The peer's first record, which has its hello (RFC 8446 §4.1.2), is received before anything is set up for TLS: who says nothing, or half of it, costs a
/// socket and a small buffer.
/// </summary>
internal static class FirstRecord
{
    private const byte Handshake = 22; // RFC 8446 §5.1
    private const int HeaderBytes = 5;

    // Hellos have 200 to 2,000 bytes. A longer one is begun before it is whole.
    private const int BytesMax = 4 << 10;

    /// <summary>Receives it, for whoever reads from the stream next.</summary>
    /// <returns>False: it is not TLS.</returns>
    /// <exception cref="IOException">The peer closed the connection.</exception>
    /// <exception cref="SocketException">The connection broke.</exception>
    public static async Task<bool> ReceiveAsync(SocketStream stream, CancellationToken end)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(BytesMax);
        int length = 0;
        try
        {
            do
            {
                int received = await stream.Socket.ReceiveAsync(bytes.AsMemory(length, BytesMax - length), SocketFlags.None, end);
                if (received == 0)
                    throw new IOException("the peer closed the connection");
                length += received;
                if (bytes[0] != Handshake)
                    return false;
            }
            while (length < Math.Min(WholeLength(bytes.AsSpan(0, length)), BytesMax));

            stream.Unread(bytes.AsSpan(0, length));
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static int WholeLength(ReadOnlySpan<byte> record) =>
        record.Length < HeaderBytes ? HeaderBytes : HeaderBytes + BinaryPrimitives.ReadUInt16BigEndian(record[(HeaderBytes - sizeof(ushort))..]);
}
