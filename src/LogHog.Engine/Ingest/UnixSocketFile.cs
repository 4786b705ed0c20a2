using System.Net;
using System.Net.Sockets;
using LogHog.Engine.Durability;
using Microsoft.Win32.SafeHandles;

namespace LogHog.Engine.Ingest;

/// <summary>
/// Sockets to listen on, and the file that a Unix socket is: made at the start, removed by .NET when the socket is
/// disposed of, never somebody else's.
/// </summary>
internal static class UnixSocketFile
{
    private const nint CurrentFolder = -100; // AT_FDCWD
    private const int TypeMask = 0xf000; // S_IFMT
    private const int TypeSocket = 0xc000; // S_IFSOCK

    public static Socket CreateSocket(EndPoint address, SocketType type)
    {
        if (address is not IPEndPoint)
            return new Socket(AddressFamily.Unix, type, ProtocolType.Unspecified);
        Socket socket = new(address.AddressFamily, type, type == SocketType.Stream ? ProtocolType.Tcp : ProtocolType.Udp);
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
            socket.DualMode = false;
        return socket;
    }

    /// <summary>Binds; takes the place of a socket file that a killed server has left.</summary>
    /// <exception cref="SocketException">The place is taken or not allowed.</exception>
    /// <exception cref="IOException">The path is something else than a socket, or a socket that somebody serves.</exception>
    public static void Bind(Socket socket, EndPoint address, UnixFileMode mode)
    {
        if (address is not UnixDomainSocketEndPoint unix)
        {
            socket.Bind(address);
            return;
        }

        string path = unix.ToString();
        RemoveLeftOver(unix, path, socket.SocketType);
        socket.Bind(unix);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, mode);
    }

    private static void RemoveLeftOver(UnixDomainSocketEndPoint address, string path, SocketType type)
    {
        if (!File.Exists(path))
            return;
        using Socket probe = new(AddressFamily.Unix, type, ProtocolType.Unspecified);
        try
        {
            probe.Connect(address);
        }
        catch (SocketException failure) when (failure.SocketErrorCode == SocketError.ConnectionRefused && IsSocket(path))
        {
            File.Delete(path);
            return;
        }
        catch (SocketException failure)
        {
            throw new IOException($"{path} is there already and cannot be taken: {failure.Message}", failure);
        }

        throw new IOException($"{path} is served by another process");
    }

    /// <summary>A plain file refuses a connection, too, and is not ours to delete.</summary>
    private static bool IsSocket(string path)
    {
        using SafeFileHandle currentFolder = new(CurrentFolder, ownsHandle: false);
        return LibC.statx(currentFolder, path, LibC.StatNoFollow, LibC.StatBasic, out LibC.StatX file) == 0 && (file.Mode & TypeMask) == TypeSocket;
    }
}
