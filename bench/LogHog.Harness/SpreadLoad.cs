using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LogHog.LoadGenerator;
using LogHog.LoadGenerator.Frames;

namespace LogHog.Harness;

/// <summary>One message for each application, module and host: as many files as there are of them.</summary>
internal sealed class SpreadLoad(int apps, int modules, int hosts)
{
    public int Files => apps * modules * hosts;

    public static string App(int number) => string.Create(CultureInfo.InvariantCulture, $"app{number:D3}");

    /// <summary>Module 0 is the root module.</summary>
    public static string Module(int number) => number == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"web.part{number:D2}");

    public void Send(IPEndPoint server)
    {
        var frames = new LogHogFrames(FrameKind.V1, secret: null);
        string body = new Corpus(1).Of(0, 1)[0].Body;
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(server);
        for (int host = 0; host < hosts; host++)
        {
            for (int app = 0; app < apps; app++)
            {
                for (int module = 0; module < modules; module++)
                    socket.Send(frames.Encode(new Message(App(app), Module(module), $"host{host:D2}", body), now));
            }
        }

        socket.Shutdown(SocketShutdown.Send);
        // The server reads to the end, then closes: what was sent is not cut off.
        socket.Receive(new byte[1]);
    }
}
