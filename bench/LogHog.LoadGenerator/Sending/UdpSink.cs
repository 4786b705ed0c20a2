using System.ComponentModel;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using LogHog.LoadGenerator.Frames;

namespace LogHog.LoadGenerator.Sending;

/// <summary>Datagrams through <c>sendmmsg</c>: one system call for up to 64 of them, so that the sender is not the bottleneck.</summary>
internal sealed unsafe partial class UdpSink : IFrameSink
{
    private const int DatagramsPerCall = 64;
    private const int EINTR = 4;
    private const int ECONNREFUSED = 111;
    private const int ENOBUFS = 105;

    private readonly Socket _socket;
    private readonly MessageHeader* _headers;
    private readonly IoVector* _vectors;

    public UdpSink(IPEndPoint target)
    {
        _socket = new Socket(target.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        _socket.Connect(target);
        _headers = (MessageHeader*)NativeMemory.AllocZeroed(DatagramsPerCall, (nuint)sizeof(MessageHeader));
        _vectors = (IoVector*)NativeMemory.AllocZeroed(DatagramsPerCall, (nuint)sizeof(IoVector));
        for (int i = 0; i < DatagramsPerCall; i++)
        {
            _headers[i].Vectors = _vectors + i;
            _headers[i].VectorCount = 1;
        }
    }

    public int Send(FrameRun run)
    {
        int refused = 0;
        fixed (byte* bytes = run.Bytes)
        {
            for (int done = 0; done < run.Count;)
            {
                int count = Math.Min(DatagramsPerCall, run.Count - done);
                for (int i = 0; i < count; i++)
                {
                    int frame = run.First + done + i;
                    _vectors[i].Base = bytes + run.Starts[frame];
                    _vectors[i].Length = (nuint)(run.Starts[frame + 1] - run.Starts[frame]);
                }

                int taken = SendMany((int)_socket.Handle, _headers, (uint)count, 0);
                if (taken < 0)
                    refused += Refused(Marshal.GetLastPInvokeError(), ref done);
                else
                    done += taken;
            }
        }

        return run.Count - refused;
    }

    public void Dispose()
    {
        _socket.Dispose();
        NativeMemory.Free(_headers);
        NativeMemory.Free(_vectors);
    }

    // A refusal costs the one datagram it was said of; ECONNREFUSED is the answer to an earlier one and costs none.
    private static int Refused(int errno, ref int done)
    {
        switch (errno)
        {
            case EINTR or ECONNREFUSED:
                return 0;
            case ENOBUFS:
                done++;
                return 1;
            default:
                throw new Win32Exception(errno);
        }
    }

    [LibraryImport("libc", EntryPoint = "sendmmsg", SetLastError = true)]
    private static partial int SendMany(int socket, MessageHeader* messages, uint count, int flags);

    // struct iovec
    [StructLayout(LayoutKind.Sequential)]
    private struct IoVector
    {
        public byte* Base;
        public nuint Length;
    }

    // struct mmsghdr: a struct msghdr of 56 bytes, then the number of bytes sent.
    [StructLayout(LayoutKind.Explicit, Size = 64)]
    private struct MessageHeader
    {
        [FieldOffset(16)]
        public IoVector* Vectors;

        [FieldOffset(24)]
        public nuint VectorCount;

        [FieldOffset(56)]
        public uint BytesSent;
    }
}
