using System.ComponentModel;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace LogHog.Engine.Ingest;

/// <summary>
/// A socket of datagrams, UDP or Unix, that takes many datagrams with one system call (<c>recvmmsg</c>), which .NET has no call for, and that knows
/// how many the kernel threw away (<c>SO_MEMINFO</c>).
/// </summary>
internal sealed partial class DatagramSocket : IDisposable
{
    /// <summary>Datagrams a call at most: a fast sender fills it. Of a Unix socket fewer, since they may be longer.</summary>
    public const int DatagramsMax = 64;

    // The largest payload of UDP over IPv4 is 65,507 bytes; over IPv6 65,527.
    private const int UdpBytesMax = 64 * 1024;

    // Unix datagrams have no such bound: they may be as long as a message. All slots together are so much address space, or one of them more.
    private const int DataBytes = DatagramsMax * UdpBytesMax;
    private const int AddressBytes = 28; // sizeof(struct sockaddr_in6), the largest that is looked at

    private const int MessageWaitForOne = 0x10000;
    private const int SocketLevel = 1;
    private const int ReceiveBufferForce = 33;
    private const int SocketMemoryInfo = 55;
    private const int MemoryInfoDrops = 8;
    private const int MessageTruncated = 0x20;
    private const int InterruptedCall = 4;
    private const int TryAgain = 11;

    private readonly Socket _socket;
    private readonly int _slotBytes;
    private readonly int _slots;
    private readonly byte[] _data;
    private readonly byte[] _addresses = GC.AllocateArray<byte>(DatagramsMax * AddressBytes, pinned: true);
    private readonly IoVector[] _vectors = GC.AllocateArray<IoVector>(DatagramsMax, pinned: true);
    private readonly MessageHeader[] _messages = GC.AllocateArray<MessageHeader>(DatagramsMax, pinned: true);

    /// <param name="address">Where to listen.</param>
    /// <param name="unixMode">Of a Unix socket's file.</param>
    /// <param name="messageBytesMax">What is taken of a datagram at most, beyond what UDP can bring.</param>
    /// <param name="receiveBufferBytes">Asked of the kernel.</param>
    /// <param name="receiveTimeout">Of <see cref="Receive"/>.</param>
    public DatagramSocket(EndPoint address, UnixFileMode unixMode, int messageBytesMax, int receiveBufferBytes, TimeSpan receiveTimeout)
    {
        _slotBytes = address is IPEndPoint ? UdpBytesMax : Math.Max(UdpBytesMax, messageBytesMax);
        _slots = Math.Clamp(DataBytes / _slotBytes, 1, DatagramsMax);
        _data = GC.AllocateUninitializedArray<byte>(_slots * _slotBytes, pinned: true);
        _socket = UnixSocketFile.CreateSocket(address, SocketType.Dgram);
        try
        {
            // Beyond net.core.rmem_max where we may; else as much as the kernel gives.
            IsBufferForced = setsockopt(_socket.SafeHandle, SocketLevel, ReceiveBufferForce, receiveBufferBytes, sizeof(int)) == 0;
            if (!IsBufferForced)
                _socket.ReceiveBufferSize = receiveBufferBytes;
            _socket.ReceiveTimeout = (int)receiveTimeout.TotalMilliseconds;
            UnixSocketFile.Bind(_socket, address, unixMode);
            Address = address is IPEndPoint ? _socket.LocalEndPoint! : address;
        }
        catch
        {
            _socket.Dispose();
            throw;
        }

        PrepareMessages();
    }

    /// <summary>As bound; it stays known when the socket is closed.</summary>
    public EndPoint Address { get; }

    /// <summary>What the kernel gave, in the bytes that were asked for (it doubles them for its own book-keeping).</summary>
    public int ReceiveBufferBytes => _socket.ReceiveBufferSize / 2;

    /// <summary>Whether it was allowed to be larger than the machine's limit (CAP_NET_ADMIN).</summary>
    public bool IsBufferForced { get; }

    /// <summary>Waits for datagrams and takes all that are there, as far as there is room.</summary>
    /// <returns>Their number; 0 = none came within the time-out.</returns>
    /// <exception cref="SocketException">The socket is of no more use.</exception>
    public int Receive()
    {
        for (int index = 0; index < _slots; index++)
            _messages[index].NameLength = AddressBytes;
        int received = recvmmsg(_socket.SafeHandle, _messages, (uint)_slots, MessageWaitForOne, IntPtr.Zero);
        if (received >= 0)
            return received;
        int errno = Marshal.GetLastPInvokeError();
        // Refusals that ICMP reports for datagrams we never sent cannot come here: the socket only receives.
        return errno is InterruptedCall or TryAgain ? 0 : throw new SocketException(errno, new Win32Exception(errno).Message);
    }

    /// <summary>The bytes of a received datagram, until the next <see cref="Receive"/>.</summary>
    public ReadOnlyMemory<byte> Datagram(int index) => _data.AsMemory(index * _slotBytes, (int)_messages[index].Received);

    /// <summary>Whether it was longer, and the rest is lost.</summary>
    public bool IsCut(int index) => (_messages[index].Flags & MessageTruncated) != 0;

    /// <summary>The address of a received datagram's sender, 4 or 16 bytes; empty for a Unix socket, whose senders are all on this machine.</summary>
    public ReadOnlySpan<byte> SenderBytes(int index)
    {
        if (_socket.AddressFamily == AddressFamily.Unix)
            return default;
        ReadOnlySpan<byte> address = _addresses.AsSpan(index * AddressBytes, AddressBytes);
        // sockaddr_in: family 2, port 2, address 4; sockaddr_in6: family 2, port 2, flow 4, address 16.
        return _socket.AddressFamily == AddressFamily.InterNetwork ? address.Slice(4, 4) : address.Slice(8, 16);
    }

    /// <summary>Datagrams that the kernel threw away on this socket since it was opened, because its buffer was full.</summary>
    public long Dropped()
    {
        Span<uint> memory = stackalloc uint[MemoryInfoDrops + 1];
        int length = memory.Length * sizeof(uint);
        return getsockopt(_socket.SafeHandle, SocketLevel, SocketMemoryInfo, memory, ref length) == 0 ? memory[MemoryInfoDrops] : 0;
    }

    public void Dispose() => _socket.Dispose();

    private unsafe void PrepareMessages()
    {
        for (int index = 0; index < _slots; index++)
        {
            // The arrays are pinned for good: their addresses stay.
            _vectors[index].Base = (IntPtr)Unsafe(_data, index * _slotBytes);
            _vectors[index].Length = (nuint)_slotBytes;
            _messages[index].Name = (IntPtr)Unsafe(_addresses, index * AddressBytes);
            fixed (IoVector* vector = &_vectors[index])
                _messages[index].Vectors = (IntPtr)vector;
            _messages[index].VectorCount = 1;
        }

        static void* Unsafe(byte[] pinned, int offset) => (void*)Marshal.UnsafeAddrOfPinnedArrayElement(pinned, offset);
    }

    /// <summary><c>struct iovec</c></summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct IoVector
    {
        public IntPtr Base;
        public nuint Length;
    }

    /// <summary><c>struct mmsghdr</c>: a <c>struct msghdr</c> and the number of bytes received.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct MessageHeader
    {
        public IntPtr Name;
        public uint NameLength;
        public IntPtr Vectors;
        public nuint VectorCount;
        public IntPtr Control;
        public nuint ControlLength;
        public int Flags;
        private readonly int _padding;
        public uint Received;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int recvmmsg(SafeHandle socket, [In, Out] MessageHeader[] messages, uint count, int flags, IntPtr timeout);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setsockopt(SafeHandle socket, int level, int name, in int value, int length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getsockopt(SafeHandle socket, int level, int name, Span<uint> value, ref int length);
}
