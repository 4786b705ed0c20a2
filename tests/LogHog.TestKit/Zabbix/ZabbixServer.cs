using System.Diagnostics;
using LogHog.TestKit.Acme;

namespace LogHog.TestKit.Zabbix;

/// <summary>
/// A real Zabbix 6.0 of Debian's packages with a PostgreSQL of its own and its web pages, on free ports of loopback and in a folder of its
/// own; no service of the system is touched. As root, everything of it runs as <c>nobody</c>, as PostgreSQL wants it.
/// </summary>
public sealed class ZabbixServer : IAsyncDisposable
{
    private const string Sql = "/usr/share/zabbix-server-pgsql";
    private const string Pages = "/usr/share/zabbix";
    private const string Daemon = "/usr/sbin/zabbix_server";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    // What a new Zabbix needs of the data that Debian ships. Its 300 templates take a minute on a busy machine; a test makes one of its own.
    private static readonly string[] Loaded =
        ["role", "role_rule", "hstgrp", "usrgrp", "users", "users_groups", "config", "config_autoreg_tls", "globalmacro", "regexps", "expressions", "graph_theme"];

    private readonly TempFolder _folder = new();
    private readonly List<(Process Process, ProcessOutput Output)> _running = [];
    private readonly int _pagesPort = PebbleServer.FreePort();

    private ZabbixServer() => Api = new ZabbixApi(new Uri($"http://127.0.0.1:{_pagesPort}/api_jsonrpc.php"));

    /// <summary>What of Debian's packages is missing here; null = nothing.</summary>
    public static string? Missing =>
        new[] { Daemon, Pages + "/api_jsonrpc.php", Sql + "/schema.sql.gz", "/usr/bin/php", "/usr/bin/psql" }.FirstOrDefault(static file => !File.Exists(file))
        ?? (PostgresFolder is null ? "/usr/lib/postgresql/*/bin/initdb" : null)
        ?? (PhpHas("pgsql") ? null : "php-pgsql");

    /// <summary>Its API, asked without any code of LogHog's.</summary>
    public ZabbixApi Api { get; }

    /// <summary>Of its web pages.</summary>
    public Uri Url => new($"http://127.0.0.1:{_pagesPort}/");

    /// <summary>Where trapper items get their values.</summary>
    public int TrapperPort { get; } = PebbleServer.FreePort();

    /// <summary>What its parts said, for a test that failed.</summary>
    public string Output => string.Join("\n", _running.Select(static one => one.Output.Text));

    private static string? PostgresFolder => Directory.Exists("/usr/lib/postgresql")
        ? Directory.EnumerateDirectories("/usr/lib/postgresql").Select(static version => Path.Combine(version, "bin")).Order(StringComparer.Ordinal).LastOrDefault(static bin => File.Exists(Path.Combine(bin, "initdb")))
        : null;

    public static async Task<ZabbixServer> StartAsync()
    {
        ZabbixServer server = new();
        try
        {
            await server.LoadAsync();
            server.Run(new Dictionary<string, string>(), Daemon, "-f", "-c", server._folder["zabbix_server.conf"]);
            server.Run(new Dictionary<string, string> { ["PHP_CLI_SERVER_WORKERS"] = "2" }, "/usr/bin/php", "-d", "error_reporting=0", "-d", "opcache.enable=1", "-d", "opcache.enable_cli=1", "-d", "opcache.validate_timestamps=0", "-d", "opcache.memory_consumption=128", "-S", $"127.0.0.1:{server._pagesPort}", "-t", server._folder["web"]);
            await server.Api.LoginAsync(Limit);
            return server;
        }
        catch (Exception failure)
        {
            string output = server.Output;
            await server.DisposeAsync();
            throw new InvalidOperationException($"Zabbix does not start: {failure.Message}\n{output}", failure);
        }
    }

    /// <summary>As if all who have signed in had waited too long.</summary>
    public Task EndSessionsAsync() => ShellAsync("psql", "-q", "-h", _folder.Path, "-U", "zabbix", "-d", "zabbix", "-c", "DELETE FROM sessions");

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        // The database last: the others wait for it when they end.
        foreach ((Process process, _) in Enumerable.Reverse(_running))
        {
            if (!process.HasExited)
                ProcessSignal.Send(process.Id, ProcessSignal.Interrupt);
            using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync();
            }

            process.Dispose();
        }

        _folder.Dispose();
    }

    private async Task LoadAsync()
    {
        await WriteFilesAsync();
        string bin = PostgresFolder!;
        await ShellAsync(Path.Combine(bin, "initdb"), "-D", _folder["db"], "-U", "zabbix", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C");
        Run(
            new Dictionary<string, string>(), Path.Combine(bin, "postgres"), "-D", _folder["db"], "-c", "listen_addresses=", "-c", $"unix_socket_directories={_folder.Path}",
            "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off", "-c", "autovacuum=off", "-c", "max_wal_size=2GB",
            "-c", "wal_level=minimal", "-c", "max_wal_senders=0", "-c", "shared_buffers=64MB", "-c", "max_connections=40");
        string psql = $"psql -q -h '{_folder.Path}' -U zabbix -v ON_ERROR_STOP=1 -d";
        string loaded = string.Join('|', Loaded);
        await ShellAsync("/bin/bash", "-c", $"""
            set -eo pipefail
            for try in $(seq 600); do '{bin}/pg_isready' -q -h '{_folder.Path}' -U zabbix -d postgres && break; sleep 0.1; done
            {psql} postgres -c 'CREATE DATABASE zabbix'
            (echo 'BEGIN; SET session_replication_role = replica;'
             zcat {Sql}/schema.sql.gz
             zcat {Sql}/data.sql.gz | grep -aE '^INSERT INTO ({loaded}) '
             echo 'COMMIT; ANALYZE;') | {psql} zabbix >'{_folder.Path}/load.log'
            """);
    }

    private async Task WriteFilesAsync()
    {
        string config = _folder["zabbix.conf.php"];
        Directory.CreateDirectory(_folder["sockets"]);
        await File.WriteAllTextAsync(config, $"""
            <?php
            $DB['TYPE'] = 'POSTGRESQL'; $DB['SERVER'] = '{_folder.Path}'; $DB['PORT'] = '0'; $DB['DATABASE'] = 'zabbix'; $DB['USER'] = 'zabbix';
            $DB['PASSWORD'] = ''; $DB['SCHEMA'] = ''; $DB['ENCRYPTION'] = false; $DB['DOUBLE_IEEE754'] = true;
            $ZBX_SERVER = '127.0.0.1'; $ZBX_SERVER_PORT = '{TrapperPort}'; $ZBX_SERVER_NAME = ''; $IMAGE_FORMAT_DEFAULT = IMAGE_FORMAT_PNG;
            """);
        string[] none = ["Pollers", "PollersUnreachable", "Pingers", "Discoverers", "HTTPPollers", "HistoryPollers", "ODBCPollers", "ReportWriters"];
        string[] one = ["Trappers", "Preprocessors", "LLDProcessors", "DBSyncers", "Timers", "Escalators", "Alerters"];
        await File.WriteAllLinesAsync(_folder["zabbix_server.conf"],
        [
            "LogType=console", $"DBHost={_folder.Path}", "DBName=zabbix", "DBUser=zabbix", "ListenIP=127.0.0.1", $"ListenPort={TrapperPort}",
            $"PidFile={_folder["zabbix_server.pid"]}", $"SocketDir={_folder["sockets"]}", "CacheUpdateFrequency=1", "HousekeepingFrequency=0",
            .. none.Select(static name => $"Start{name}=0"), .. one.Select(static name => $"Start{name}=1"),
        ]);
        // A copy of what looks for the configuration beside itself, links to the rest.
        await ExternalProgram.RunAsync("/bin/bash", "-c", $"""
            set -e
            mkdir '{_folder["web"]}'; cp -r {Pages}/include {Pages}/api_jsonrpc.php '{_folder["web"]}/'
            for part in app vendor local locale modules conf; do ln -s {Pages}/$part '{_folder["web"]}/'; done
            sed -i "s#'[^']*zabbix.conf.php'#'{config}'#" '{_folder["web"]}/include/classes/core/CConfigFile.php'
            """);
        if (Environment.IsPrivilegedProcess)
            await ExternalProgram.RunAsync("chown", "-R", "nobody", _folder.Path);
    }

    /// <summary>Runs it to its end.</summary>
    private static async Task ShellAsync(params string[] command)
    {
        string[] whole = AsNobody(command);
        ProgramResult result = await ExternalProgram.RunAsync(whole[0], whole[1..]);
        if (result.ExitCode != 0)
            throw new InvalidOperationException($"{command[0]}: {result}");
    }

    private void Run(Dictionary<string, string> environment, params string[] command)
    {
        string[] whole = AsNobody(command);
        ProcessStartInfo start = new(whole[0], whole[1..])
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder.Path,
        };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        Process process = Process.Start(start)!;
        ProcessOutput output = new();
        output.Read(process);
        _running.Add((process, output));
    }

    private static string[] AsNobody(string[] command) => Environment.IsPrivilegedProcess
        ? ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", .. command]
        : command;

    private static bool PhpHas(string extension)
    {
        using Process process = Process.Start(new ProcessStartInfo("/usr/bin/php", ["-m"]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        string modules = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return modules.Split('\n').Contains(extension, StringComparer.Ordinal);
    }
}
