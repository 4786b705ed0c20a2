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
        foreach (IPEndPoint address in settings.Http.Listen) Check("http", address, daemon, report);
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
            bool isUdp = kind == "udp";
            using var socket = new Socket(
                address.AddressFamily, isUdp ? SocketType.Dgram : SocketType.Stream, isUdp ? ProtocolType.Udp : ProtocolType.Tcp);
            socket.Bind(address);
            if (!isUdp) socket.Listen();
            report.Ok($"port: {kind} {text} is free");
        }
        catch (SocketException cause)
        {
            report.Fail($"port: {kind} {text}: {cause.Message}");
        }
    }
}
