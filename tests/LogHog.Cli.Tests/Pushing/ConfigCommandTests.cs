using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using LogHog.TestKit;

namespace LogHog.Cli.Tests.Pushing;

/// <summary><c>loghog config</c>, as people type it.</summary>
public sealed class ConfigCommandTests : IDisposable
{
    private const string Debug = """{"version":1,"incremental":true,"loggers":{"shop":{"level":"DEBUG"}}}""";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Keys_are_files_for_their_owner_alone_and_a_revoked_one_signs_nothing()
    {
        await Run(0, "keys", "create", "ops");
        await Run(0, "keys", "create", "edge", "--algorithm", "ecdsa-p256");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder["store/keys/ops.key"]));
        Assert.Contains("already", (await Run(1, "keys", "create", "ops")).Errors, StringComparison.Ordinal);
        ProgramResult shown = await Run(0, "keys", "show-public", "edge");
        Assert.Contains("\"public\"", shown.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("private", shown.Output, StringComparison.Ordinal);
        Assert.Contains("no public part", (await Run(1, "keys", "show-public", "ops")).Errors, StringComparison.Ordinal);

        await Run(0, "keys", "revoke", "ops");

        Assert.Matches("ops +revoked", (await Run(0, "keys", "list")).Output);
        Assert.Contains("was revoked", (await Run(1, "keys", "create", "ops")).Errors, StringComparison.Ordinal);
        Assert.Contains("was revoked", (await Run(1, "push", Write(Debug), "shop", "--to", "127.0.0.1:1", "--key", "ops")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_mistake_is_told_with_its_place_and_nothing_is_sent()
    {
        await Run(0, "keys", "create", "ops");
        string file = Write("""{"version":1,"handlers":{"h":{"class":"subprocess.Popen"}},"loggers":{"shop.web":{"level":"LOUD","handlers":["x"]}},"root":{"level":"ext://os"}}""");

        ProgramResult refused = await Run(2, "push", file, "shop", "--to", "127.0.0.1:1", "--key", "ops");

        foreach (string place in new[] { "$.handlers.h.class:", "$.loggers['shop.web'].level:", "$.loggers['shop.web'].handlers[0]:", "$.root.level:", "nothing was sent" })
            Assert.Contains(place, refused.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["store/history"]));
        Assert.Contains("an INI is not pushed", (await Run(2, "push", Write("[loggers]\nkeys=root\n"), "shop", "--to", "127.0.0.1:1", "--key", "ops")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_keeps_and_sends_nothing()
    {
        await Run(0, "keys", "create", "ops");
        ProgramResult dry = await Run(0, "push", "--dry-run", Write(Debug), "shop", "--to", "127.0.0.1:1", "--key", "ops");
        Assert.Contains("+ $.loggers.shop.level: \"DEBUG\"", dry.Output, StringComparison.Ordinal);
        Assert.Equal(1, (await Run(1, "history")).ExitCode);
    }

    [Fact]
    public async Task Targets_by_name_and_a_line_for_each_address()
    {
        await Run(0, "keys", "create", "ops");
        using var taker = new TcpListener(IPAddress.Loopback, 0);
        taker.Start();
        Task<string> taking = TakeAsync(taker);
        File.WriteAllText(_folder["facilities.conf"], TestConfiguration.AnyApplication);
        File.WriteAllText(_folder["loghogd.conf"], TestConfiguration.Complete($"[targets]\nshop = {taker.LocalEndpoint}, 127.0.0.1:1 key=ops\n"));

        ProgramResult pushed = await Run(5, "push", Write(Debug), "shop", "--config", _folder["loghogd.conf"], "--json", "-m", "why not");

        Assert.StartsWith("""{"loghog_push":"1","key":"ops",""", await taking, StringComparison.Ordinal);
        using JsonDocument report = JsonDocument.Parse(pushed.Output);
        Assert.Equal(["delivered", "unreachable"], report.RootElement.GetProperty("results").EnumerateArray().Select(one => one.GetProperty("outcome").GetString()));
        using JsonDocument kept = JsonDocument.Parse((await Run(0, "history", "shop", "--json")).Output);
        Assert.Equal("why not", kept.RootElement.GetProperty("message").GetString());
        Assert.Equal(report.RootElement.GetProperty("version").GetInt64(), kept.RootElement.GetProperty("version").GetInt64());
        Assert.Contains("[targets] does not have it (it has shop)", (await Run(2, "push", Write(Debug), "web", "--config", _folder["loghogd.conf"])).Errors, StringComparison.Ordinal);
        Assert.Equal(0, (await Run(0, "diff", Write(Debug), "shop")).ExitCode);
        Assert.Contains("DEBUG\" → \"INFO", (await Run(1, "diff", Write(Debug.Replace("DEBUG", "INFO", StringComparison.Ordinal)), "shop")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_history_is_named_and_its_version_never_given_again()
    {
        await Run(0, "keys", "create", "ops");
        await Run(4, "push", Write(Debug), "shop", "--to", "127.0.0.1:1", "--key", "ops");
        string file = Assert.Single(Directory.GetFiles(_folder["store/history/shop"]));
        string later = Path.Combine(Path.GetDirectoryName(file)!, "0000009999999999.json");
        File.Move(file, later);
        File.WriteAllText(later, "{\"target\":");
        // What a kill in the middle of a write leaves.
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(file)!, ".0000010000000000.json.new"), "{");

        ProgramResult pushed = await Run(4, "push", Write(Debug), "shop", "--to", "127.0.0.1:1", "--key", "ops");

        Assert.Contains("is damaged", pushed.Errors, StringComparison.Ordinal);
        Assert.Contains("version 10000000000,", pushed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_at_a_time_writes_the_history()
    {
        await Run(0, "keys", "create", "ops");
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        Task<ProgramResult> first = Run(5, "push", Write(Debug), "shop", "--to", $"{silent.LocalEndpoint}", "--key", "ops", "--timeout", "20s");
        using TcpClient connected = await silent.AcceptTcpClientAsync();

        ProgramResult second = await Run(1, "push", Write(Debug), "web", "--to", "127.0.0.1:1", "--key", "ops");

        Assert.Contains("another loghog config is at work", second.Errors, StringComparison.Ordinal);
        connected.Client.Close(0);
        Assert.Contains("BROKEN", (await first).Output, StringComparison.Ordinal);
    }

    private static async Task<string> TakeAsync(TcpListener listener)
    {
        using TcpClient client = await listener.AcceptTcpClientAsync();
        using var all = new MemoryStream();
        await client.GetStream().CopyToAsync(all);
        return System.Text.Encoding.UTF8.GetString(all.ToArray()[4..]);
    }

    private string Write(string text)
    {
        File.WriteAllText(_folder["pushed.json"], text);
        return _folder["pushed.json"];
    }

    private async Task<ProgramResult> Run(int exitCode, params string[] arguments)
    {
        ProgramResult result = await ExternalProgram.RunAsync(Repository.Loghog, ["config", .. arguments, "--store", _folder["store"]]);
        Assert.True(result.ExitCode == exitCode, result.ToString());
        return result;
    }
}
