using System.Diagnostics;
using System.Text;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Tls;

/// <summary>What tests of the real daemon over TLS have in common: a folder with certificates of <c>loghog cert</c>, and the daemon on them.</summary>
public abstract class TlsTests : IDisposable
{
    private protected TempFolder Folder { get; } = new();

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected static double Refused(MetricsText metrics, string reason) => metrics.Sum("loghog_tls_refused_total", $"reason=\"{reason}\"");

    /// <summary>Waits until a file has a line that contains the text.</summary>
    private protected static async Task WaitForLine(LogHogProcess hog, string file, string text)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        while (!File.Exists(hog.PathOf(file)) || !hog.Lines(file).Any(line => line.Contains(text, StringComparison.Ordinal)))
            await Task.Delay(20, limit.Token);
    }

    private protected static int TlsPort(LogHogProcess hog) => hog.Listening.First(static one => one.Kind == "tls").Address.Port;

    private protected static byte[] Frame(string payload)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(payload);
        return [(byte)(bytes.Length >> 24), (byte)(bytes.Length >> 16), (byte)(bytes.Length >> 8), (byte)bytes.Length, 0, 0, 0, 0, .. bytes];
    }

    private protected async Task<LogHogProcess> StartAsync(string configuration = "", string facilities = TestConfiguration.AnyApplication)
    {
        await Loghog("cert", "server");
        await Loghog("cert", "client", "web01");
        return await LogHogProcess.StartAsync(Configuration() + configuration, facilities);
    }

    private protected string Configuration(string further = "") =>
        $"[server]\nlisten_ipv4_ssl = 127.0.0.1:0\npemfile = {Folder["loghog-server.pem"]}\ncacert = {Folder["loghog-ca.cert"]}\n{further}";

    private protected async Task Loghog(params string[] arguments)
    {
        ProgramResult result = await ExternalProgram.RunAsync(new ProcessStartInfo(Repository.Loghog, arguments) { WorkingDirectory = Folder.Path }, "");
        Assert.True(result.ExitCode == 0, result.ToString());
    }

    private protected object Message(LogHogProcess hog, string body, string app = "shop", string host = "web01", string? pem = null, string? ca = null, string? ciphers = null) =>
        new { port = TlsPort(hog), pem = pem ?? Folder["web01.pem"], ca, ciphers, payload = TlsClient.Payload(app, body, host) };
}
