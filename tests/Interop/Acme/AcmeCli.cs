using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using LogHog.TestKit;
using LogHog.TestKit.Acme;

namespace LogHog.Interop.Tests.Acme;

/// <summary><c>loghog cert acme</c> as people run it, with a folder of its own and pebble as the authority.</summary>
internal sealed class AcmeCli : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly PebbleServer _pebble;

    public AcmeCli(PebbleServer pebble)
    {
        _pebble = pebble;
        File.WriteAllText(_folder["hook.py"], HookText);
    }

    public string Folder => _folder["acme"];

    public string CertificateFile => Path.Combine(Folder, "certificate.pem");

    public string this[string name] => _folder[name];

    /// <summary>The certificate in force, checked to fit its key.</summary>
    public X509Certificate2 Certificate
    {
        get
        {
            string pem = File.ReadAllText(CertificateFile);
            return X509Certificate2.CreateFromPem(pem, pem);
        }
    }

    public string[] Http => ["--challenge", "http-01", "--listen", $"127.0.0.1:{_pebble.HttpPort}"];

    public string[] Tls => ["--challenge", "tls-alpn-01", "--listen", $"127.0.0.1:{_pebble.TlsPort}"];

    /// <summary>The hook writes what it was called with, a line each time.</summary>
    public string[] Dns => ["--challenge", "dns-01", "--hook", $"/usr/bin/python3 {_folder["hook.py"]} {_pebble.DnsManagementPort} {_folder["hook.log"]} \"two words\""];

    public string[] HookCalls => File.ReadAllLines(_folder["hook.log"]);

    public Task<ProgramResult> RunAsync(string command, params string[] arguments) => RunAsync(command.Split(' '), failpoints: "", arguments);

    /// <summary>The same, killed at a step, or with another failure: <c>NAME=ACTION@HIT</c>.</summary>
    public Task<ProgramResult> RunKilledAsync(string command, string failpoint, params string[] arguments) =>
        RunAsync(command.Split(' '), failpoint.Contains('=') ? failpoint : $"{failpoint}=kill", arguments);

    public async Task<X509Certificate2> GetAsync(string command, params string[] arguments)
    {
        ProgramResult result = await RunAsync(command, arguments);
        Assert.True(result.ExitCode == 0, result.ToString());
        return Certificate;
    }

    public void Dispose() => _folder.Dispose();

    private Task<ProgramResult> RunAsync(string[] command, string failpoints, string[] arguments)
    {
        var start = new ProcessStartInfo(Repository.Loghog,
        [
            "cert", "acme", .. command, "--folder", Folder, "--directory", _pebble.Directory.AbsoluteUri, "--ca-bundle", _pebble.CaBundle,
            "--agree-terms", .. arguments,
        ]);
        start.Environment["LOGHOG_FAILPOINTS"] = failpoints;
        return ExternalProgram.RunAsync(start, input: "");
    }

    private const string HookText = """
        import json, os, sys, urllib.request
        port, log = sys.argv[1], sys.argv[2]
        e = {k: v for k, v in os.environ.items() if k.startswith("LOGHOG")}
        with open(log, "a") as f:
            f.write(json.dumps([sys.argv[3:], e], sort_keys=True) + "\n")
        name = e["LOGHOG_ACME_NAME"] + "."
        if e["LOGHOG_ACME_ACTION"] == "present":
            path, body = "set-txt", {"host": name, "value": e["LOGHOG_ACME_VALUE"]}
        else:
            path, body = "clear-txt", {"host": name}
        urllib.request.urlopen("http://127.0.0.1:%s/%s" % (port, path), json.dumps(body).encode()).read()
        """;
}
