using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace LogHog.TestKit;

/// <summary>How to start it, where the defaults do not do.</summary>
public sealed record LogHogProcessOptions
{
    /// <summary>Options of loghogd, after <c>--config FILE</c>.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>An existing folder for configuration and files, which outlives the process (restarts); null = a new one, deleted at the end.</summary>
    public string? Folder { get; init; }

    /// <summary>A program and its arguments that starts loghogd (strace, setpriv, faketime …); it must end with the daemon's command line.</summary>
    public IReadOnlyList<string> StartedBy { get; init; } = [];
}

/// <summary>
/// A real <c>loghogd</c>, on free ports, in a folder of its own: <c>await using var hog = await LogHogProcess.StartAsync();</c>
/// Its output goes to the test's output, which the runner shows when the test fails. The end of the block stops it (SIGTERM)
/// and throws when it does not end well.
/// </summary>
public sealed class LogHogProcess : IAsyncDisposable
{
    // Generous: the machine may be busy with other tests. Nothing waits this long when all is well.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ProcessOutput _output = new();
    private readonly TempFolder? _ownFolder;
    private readonly HttpClient _http = new() { Timeout = Limit };

    private LogHogProcess(Process process, string folder, TempFolder? ownFolder)
    {
        _process = process;
        _ownFolder = ownFolder;
        Folder = folder;
    }

    /// <summary>Holds <c>loghogd.conf</c>, <c>facilities.conf</c>, <c>log/</c>, <c>lib/</c>, <c>run/</c>.</summary>
    public string Folder { get; }

    /// <summary>Where the log files are.</summary>
    public string LogDir { get; private set; } = "";

    /// <summary>The daemon's own (with <see cref="LogHogProcessOptions.StartedBy"/>: not that program's).</summary>
    public int ProcessId { get; private set; }

    /// <summary>Every address of its ready text: kind (<c>tcp</c>, <c>udp</c>, <c>tls</c>, <c>http</c>) and where.</summary>
    public IReadOnlyList<(string Kind, IPEndPoint Address)> Listening { get; private set; } = [];

    public int TcpPort => Port("tcp");

    public int UdpPort => Port("udp");

    public int HttpPort => Port("http");

    /// <summary>With <c>[http] tls</c>.</summary>
    public int HttpsPort => Port("https");

    public Uri HttpAddress => new($"http://127.0.0.1:{HttpPort}/");

    /// <summary>Everything it said so far, standard output and error.</summary>
    public string Output => _output.Text;

    /// <param name="configuration">loghogd.conf; folders and ports that it does not set are filled in.</param>
    /// <param name="facilities">facilities.conf.</param>
    /// <param name="options">Null = the defaults.</param>
    /// <exception cref="InvalidOperationException">It did not become ready; the message has its output.</exception>
    public static async Task<LogHogProcess> StartAsync(
        string configuration = "", string facilities = TestConfiguration.AnyApplication, LogHogProcessOptions? options = null)
    {
        options ??= new LogHogProcessOptions();
        TempFolder? ownFolder = options.Folder is null ? new TempFolder() : null;
        string folder = options.Folder ?? ownFolder!.Path;
        WriteConfiguration(folder, configuration, facilities);
        var start = new ProcessStartInfo
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] command =
            [.. options.StartedBy, Repository.Loghogd, "--config", Path.Combine(folder, "loghogd.conf"), .. options.Arguments];
        start.FileName = command[0];
        foreach (string argument in command[1..]) start.ArgumentList.Add(argument);
        // The daemon must not believe that it runs under the systemd of whoever runs the tests.
        foreach (string name in new[] { "JOURNAL_STREAM", "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID" })
            start.Environment.Remove(name);
        foreach ((string name, string value) in options.Environment) start.Environment[name] = value;

        var hog = new LogHogProcess(Process.Start(start)!, folder, ownFolder);
        try
        {
            await hog.BecomeReady();
            return hog;
        }
        catch
        {
            hog._process.Kill(entireProcessTree: true);
            ownFolder?.Dispose();
            throw;
        }
    }

    /// <summary>One that is to die at a failpoint.</summary>
    /// <param name="configuration">See <see cref="StartAsync"/>.</param>
    /// <param name="failpoint">LOGHOG_FAILPOINTS.</param>
    /// <param name="folder">That outlives it.</param>
    /// <returns>Null: it has died already, over what a life before it left behind.</returns>
    public static async Task<LogHogProcess?> StartToDieAsync(string configuration, string failpoint, TempFolder folder)
    {
        Dictionary<string, string> environment = new() { ["LOGHOG_FAILPOINTS"] = failpoint };
        try
        {
            return await StartAsync(configuration, options: new() { Folder = folder.Path, Environment = environment });
        }
        catch (InvalidOperationException dead) when (dead.Message.Contains("LOGHOG_FAILPOINTS is set", StringComparison.Ordinal))
        {
            return null;
        }
    }

    /// <summary>Writes both files again, for a reload (then <see cref="Signal"/> with <see cref="ProcessSignal.Hangup"/>).</summary>
    public void Configure(string configuration, string facilities) => WriteConfiguration(Folder, configuration, facilities);

    public void Signal(int signal) => ProcessSignal.Send(ProcessId, signal);

    /// <summary>Waits until it has said a line that contains the text, from the start on.</summary>
    public Task<string> WaitForOutput(string text) => _output.WaitFor(line => line.Contains(text, StringComparison.Ordinal), Limit);

    /// <returns>Its exit code.</returns>
    public async Task<int> WaitForExit()
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException cause)
        {
            throw new TimeoutException($"loghogd did not end within {Limit.TotalSeconds} s:\n{Output}", cause);
        }

        return _process.ExitCode;
    }

    /// <summary>SIGTERM and wait: what it has taken in is in its files. The folder stays until the end of the block.</summary>
    public async Task<int> StopAsync()
    {
        Signal(ProcessSignal.Terminate);
        return await WaitForExit();
    }

    /// <summary>An abrupt end (SIGKILL), as in a crash.</summary>
    public async Task KillAsync()
    {
        Signal(ProcessSignal.Kill);
        await WaitForExit();
    }

    public async Task<MetricsText> Metrics() => MetricsText.Parse(await Get("metrics"));

    /// <summary>Asks for the metrics until they are as wanted.</summary>
    public async Task<MetricsText> WaitForMetrics(Func<MetricsText, bool> wanted)
    {
        var waiting = Stopwatch.StartNew();
        while (true)
        {
            MetricsText metrics = await Metrics();
            if (wanted(metrics)) return metrics;
            if (waiting.Elapsed > Limit) throw new TimeoutException($"The metrics never came to that:\n{metrics.Text}");
            await Task.Delay(10);
        }
    }

    /// <summary>The body of a 200 answer.</summary>
    public Task<string> Get(string path) => _http.GetStringAsync(new Uri(HttpAddress, path));

    /// <summary>Any answer.</summary>
    public Task<HttpResponseMessage> Send(HttpRequestMessage request)
    {
        request.RequestUri = new Uri(HttpAddress, request.RequestUri!);
        return _http.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (!_process.HasExited) Signal(ProcessSignal.Terminate);
        try
        {
            await WaitForExit();
        }
        finally
        {
            if (!_process.HasExited) _process.Kill(entireProcessTree: true);
            _process.Dispose();
            _ownFolder?.Dispose();
        }
    }

    private static void WriteConfiguration(string folder, string configuration, string facilities)
    {
        File.WriteAllText(Path.Combine(folder, "loghogd.conf"), TestConfiguration.Complete(configuration));
        File.WriteAllText(Path.Combine(folder, "facilities.conf"), facilities);
    }

    private async Task BecomeReady()
    {
        _output.Read(_process);
        try
        {
            // "loghogd 1.0.0 is ready (process 4711, started in 180 ms)", then "  KIND  ADDRESS" lines up to "  files FOLDER".
            string ready = await _output.WaitFor(line => line.Contains(" is ready (process ", StringComparison.Ordinal), Limit);
            string files = await _output.WaitFor(line => line.StartsWith("  files ", StringComparison.Ordinal), Limit);
            ProcessId = int.Parse(
                ready.Split("(process ")[1].Split(',')[0], NumberStyles.None, CultureInfo.InvariantCulture);
            LogDir = files[8..].Trim();
        }
        catch (Exception cause) when (cause is TimeoutException or EndOfStreamException)
        {
            throw new InvalidOperationException($"loghogd did not become ready:\n{Output}", cause);
        }

        Listening = [.. _output.Lines.Select(ReadyAddress).OfType<(string, IPEndPoint)>()];
    }

    private static (string, IPEndPoint)? ReadyAddress(string line)
    {
        string[] parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (!line.StartsWith("  ", StringComparison.Ordinal) || parts.Length != 2) return null;
        string address = parts[1].Replace("http://", "", StringComparison.Ordinal).Replace("https://", "", StringComparison.Ordinal).TrimEnd('/');
        return IPEndPoint.TryParse(address, out IPEndPoint? at) ? (parts[0], at) : null;
    }

    /// <summary>The port of one kind of listener: <c>tcp</c>, <c>NAME/tcp</c> …</summary>
    public int Port(string kind) => Listening.First(at => at.Kind == kind).Address.Port;
}
