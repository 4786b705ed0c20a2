using System.Net;
using System.Net.Sockets;
using LogHog.Engine.Configuration;
using LogHog.Status;

namespace LogHog.Cli.Checking;

/// <summary>Every port of the settings is free, or our own daemon has it.</summary>
internal static class PortChecks
{
    public static void Run(ServerSettings settings, DaemonStatus? daemon, CheckReport report)
    {
        foreach (IPEndPoint address in settings.Server.Plain)
        {
            Check("tcp", address, daemon, report);
            Check("udp", address, daemon, report);
        }

        foreach (IPEndPoint address in settings.Server.Tls) Check("tls", address, daemon, report);
        foreach (InputSettings input in settings.Inputs)
        {
            foreach (IPEndPoint address in input.Tcp) Check($"{input.Name}/tcp", address, daemon, report);
            foreach (IPEndPoint address in input.Tls) Check($"{input.Name}/tls", address, daemon, report);
            foreach (IPEndPoint address in input.Udp) Check($"{input.Name}/udp", address, daemon, report);
        }

        string http = settings.Http.Tls == HttpTls.Off ? "http" : "https";
        foreach (IPEndPoint address in settings.Http.Listen) Check(http, address, daemon, report);
        foreach (IPEndPoint address in settings.Acme?.Ports ?? []) Check("acme", address, daemon, report);
    }

    private static void Check(string kind, IPEndPoint address, DaemonStatus? daemon, CheckReport report)
    {
        string text = address.ToString();
        if (daemon?.Listening.Any(at => at.Kind == kind && at.Address == text) == true)
        {
            report.Ok($"port: {kind} {text}, our daemon listens");
            return;
        }

        try
        {
            bool isUdp = kind.EndsWith("udp", StringComparison.Ordinal);
            using var socket = new Socket(
                address.AddressFamily, isUdp ? SocketType.Dgram : SocketType.Stream, isUdp ? ProtocolType.Udp : ProtocolType.Tcp);
            socket.Bind(address);
            if (!isUdp) socket.Listen();
            report.Ok($"port: {kind} {text} is free");
        }
        catch (SocketException cause) when (cause.SocketErrorCode == SocketError.AccessDenied && !Environment.IsPrivilegedProcess)
        {
            // loghogd starts as root, or has CAP_NET_BIND_SERVICE of its unit; who checks may have neither.
            report.Warn($"port: {kind} {text} is for root, so it cannot be tried as {Environment.UserName}");
        }
        catch (SocketException cause)
        {
            report.Fail($"port: {kind} {text}: {cause.Message}");
        }
    }
}
