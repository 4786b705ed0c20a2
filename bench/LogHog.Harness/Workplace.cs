using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LogHog.Harness;

/// <summary>The checkout: its programs, and a folder on its disk that is emptied when the run is over.</summary>
internal sealed class Workplace : IDisposable
{
    private readonly string _root = FindRoot();
    private readonly string _scratch;
    private int _folders;

    public Workplace()
    {
        _scratch = Path.Combine(_root, "artifacts", "bench", $"run-{Environment.ProcessId}");
        Directory.CreateDirectory(_scratch);
    }

    public string Loghogd => Path.Combine(_root, "artifacts", "bin", "LogHog.Server", "release", "loghogd");

    public string Loghog => Path.Combine(_root, "artifacts", "bin", "LogHog.Cli", "release", "loghog");

    /// <summary>The path of a file of the checkout.</summary>
    public string InTree(string path) => Path.Combine(_root, path);

    /// <summary>For data that is made once and kept.</summary>
    public string DataFolder => Path.Combine(_root, "artifacts", "bench", "data");

    public string LoadGenerator => Path.Combine(_root, "artifacts", "bin", "LogHog.LoadGenerator", "release", "LogHog.LoadGenerator");

    /// <summary>The C floor, compiled by bench/run where there is a compiler.</summary>
    public string Floor => Path.Combine(_root, "artifacts", "bench", "floor");

    public string NewFolder(string name)
    {
        string folder = Path.Combine(_scratch, string.Create(CultureInfo.InvariantCulture, $"{_folders++}-{name}"));
        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <summary>A port of loopback that is free for TCP and UDP at this moment.</summary>
    public static int FreePort()
    {
        for (int attempt = 0; attempt < 20; attempt++)
        {
            using var tcp = new TcpListener(IPAddress.Loopback, 0);
            tcp.Start();
            int port = ((IPEndPoint)tcp.LocalEndpoint).Port;
            using var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            try
            {
                udp.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Taken for UDP only: try the next one.
            }
        }

        throw new InvalidOperationException("No port is free for both TCP and UDP.");
    }

    /// <summary>What a reader must know to judge the figures.</summary>
    public static string Machine()
    {
        string model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) ?? ": unknown";
        string load = File.ReadAllText("/proc/loadavg").Split(' ')[0];
        return $"{Environment.ProcessorCount} x {model.Split(':', 2)[1].Trim()}, Linux {Environment.OSVersion.Version}, " +
            $".NET {Environment.Version}, load {load} before the run";
    }

    public void Dispose() => Directory.Delete(_scratch, recursive: true);

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "LogHog.slnx")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException("The harness must lie in LogHog's checkout.");
    }
}
