using System.Diagnostics;
using System.Text.Json;
using LogHog.TestKit;
using LogHog.TestKit.Acme;

namespace LogHog.Interop.Tests.Channels;

/// <summary>
/// A real exim of Debian's, on free ports of loopback and in a folder of its own, without any right of root (as root it runs as <c>nobody</c>):
/// libnss_wrapper tells it that whoever runs it is its own user. It takes mails for everybody into one maildir; <c>unknown@…</c> it refuses for
/// ever, <c>grey@…</c> for now, the first time.
/// </summary>
internal sealed class EximServer : IAsyncDisposable
{
    public const string User = "loghog";
    public const string Password = "pässword";

    private const int StartsMax = 5;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly string Unpacked = Path.Combine(Repository.Root, "artifacts", "exim");

    private readonly TempFolder _folder = new();
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private Process? _process;

    private EximServer()
    {
    }

    /// <summary>Null = it is here.</summary>
    public static string? Missing => File.Exists(Path.Combine(Unpacked, "usr", "sbin", "exim4")) ? null : "artifacts/exim is missing; ./test makes it where apt has it";

    /// <summary>With STARTTLS.</summary>
    public int Port { get; private set; }

    /// <summary>With TLS from the start.</summary>
    public int TlsPort { get; private set; }

    /// <summary>What it says of each connection and mail.</summary>
    public string Log => File.Exists(_folder["log/mainlog"]) ? File.ReadAllText(_folder["log/mainlog"]) : "";

    /// <param name="pem">Certificate and key.</param>
    /// <param name="mechanisms">Of AUTH: PLAIN, LOGIN.</param>
    public static async Task<EximServer> StartAsync(string pem, params string[] mechanisms)
    {
        EximServer server = new();
        try
        {
            await server.PrepareAsync(pem);
            for (int start = 1; !await server.TryStartAsync(mechanisms); start++)
            {
                if (start == StartsMax)
                    throw new InvalidOperationException($"exim does not start:\n{server.Log}");
            }

            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>The next mail in the maildir, taken apart by Python's own library.</summary>
    public async Task<JsonElement> TakenAsync()
    {
        string inbox = _folder["box/new"];
        Stopwatch waiting = Stopwatch.StartNew();
        while (true)
        {
            string? file = Directory.Exists(inbox) ? Directory.GetFiles(inbox).Order(StringComparer.Ordinal).FirstOrDefault(one => !_read.Contains(one)) : null;
            if (file is not null)
            {
                _read.Add(file);
                ProcessStartInfo start = new("/bin/sh", ["-c", "exec \"$0\" \"$1\" <\"$2\"", Pythons.Find("3")!, Pythons.Script("mail_parts.py"), file]);
                ProgramResult result = await ExternalProgram.RunAsync(start, "");
                Assert.True(result.ExitCode == 0, result.ToString());
                return JsonDocument.Parse(result.Output).RootElement.Clone();
            }

            if (waiting.Elapsed > Limit)
                throw new TimeoutException($"No mail has come:\n{Log}");
            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await RemoveAsync();
    }

    /// <summary>Its program and libraries, too: whoever it runs as may not see into this repository.</summary>
    private async Task PrepareAsync(string pem)
    {
        ProgramResult copied = await ExternalProgram.RunAsync("/bin/bash", "-c", $"""
            set -e
            mkdir '{_folder["lib"]}'
            cp -P '{Unpacked}/usr/sbin/exim4' '{_folder.Path}/'
            cp -P $(find '{Unpacked}' -name 'lib*.so*') '{_folder["lib"]}/'
            cp '{pem}' '{_folder["server.pem"]}'
            """);
        Assert.True(copied.ExitCode == 0, copied.ToString());
        (string uid, string gid) = Environment.IsPrivilegedProcess ? ("65534", "65534") : (await IdAsync("-u"), await IdAsync("-g"));
        await File.WriteAllTextAsync(_folder["passwd"], $"root:x:0:0::/:/bin/sh\nDebian-exim:x:{uid}:{gid}::/:/bin/false\nnobody:x:65534:65534::/:/bin/false\n");
        await File.WriteAllTextAsync(_folder["group"], $"root:x:0:\nDebian-exim:x:{gid}:\nnogroup:x:65534:\n");
    }

    private static async Task<string> IdAsync(string option) => (await ExternalProgram.RunAsync("id", option)).Output.Trim();

    /// <returns>False: somebody else has a port.</returns>
    private async Task<bool> TryStartAsync(string[] mechanisms)
    {
        (Port, TlsPort) = (PebbleServer.FreePort(), PebbleServer.FreePort());
        await File.WriteAllTextAsync(_folder["exim.conf"], await ConfigurationAsync(mechanisms));
        if (Environment.IsPrivilegedProcess)
            await ExternalProgram.RunAsync("chown", "-R", "65534:65534", _folder.Path);
        string[] asNobody = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];
        string[] command = [.. asNobody, _folder["exim4"], "-C", _folder["exim.conf"], "-bdf", "-oX", $"{Port}:{TlsPort}"];
        ProcessStartInfo start = new(command[0], command[1..]) { UseShellExecute = false, WorkingDirectory = _folder.Path };
        foreach ((string name, string value) in Variables)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        for (Stopwatch waiting = Stopwatch.StartNew(); waiting.Elapsed < Limit && !_process.HasExited; await Task.Delay(20))
        {
            string log = Log;
            if (log.Contains($"[127.0.0.1]:{Port} and for SMTPS on [127.0.0.1]:{TlsPort}", StringComparison.Ordinal))
                return true;
            if (log.Contains($"bind() to port {Port} ", StringComparison.Ordinal) || log.Contains($"bind() to port {TlsPort} ", StringComparison.Ordinal))
                break;
        }

        await StopAsync();
        return false;
    }

    private Dictionary<string, string> Variables => new(StringComparer.Ordinal)
    {
        ["LD_LIBRARY_PATH"] = _folder["lib"], ["LD_PRELOAD"] = _folder["lib/libnss_wrapper.so"], ["NSS_WRAPPER_PASSWD"] = _folder["passwd"], ["NSS_WRAPPER_GROUP"] = _folder["group"],
    };

    private async Task StopAsync()
    {
        if (_process is not { } process)
            return;
        _process = null;
        if (!process.HasExited)
            ProcessSignal.Send(process.Id, ProcessSignal.Terminate);
        using CancellationTokenSource limit = new(Limit);
        await process.WaitForExitAsync(limit.Token);
        process.Dispose();
    }

    /// <summary>A child of it may still write what became of the last connection.</summary>
    private async Task RemoveAsync()
    {
        for (Stopwatch waiting = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            try
            {
                _folder.Dispose();
                return;
            }
            catch (IOException) when (waiting.Elapsed < Limit)
            {
            }
        }
    }

    private async Task<string> ConfigurationAsync(string[] mechanisms)
    {
        IEnumerable<string> macros =
        [
            $"FOLDER = {_folder.Path}", $"TLS_PORT = {TlsPort}", $"USER = {User}", $"PASSWORD = {Password}", .. mechanisms.Select(static one => $"AUTH_{one} = yes"),
        ];
        string file = Path.Combine(Repository.Root, "tests", "Interop", "Channels", "exim.conf");
        return string.Join('\n', macros) + "\n" + await File.ReadAllTextAsync(file);
    }
}
