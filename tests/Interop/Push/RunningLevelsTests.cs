using System.Diagnostics;
using LogHog.Interop.Tests.Clients;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Push;

/// <summary>The real loghog turns running programs up and down.</summary>
public sealed class RunningLevelsTests
{
    private const string Debug = """{"version":1,"incremental":true,"loggers":{"shop":{"level":"DEBUG"},"shop.db":{"level":"ERROR"}},"root":{"level":"ERROR"}}""";

    private const string Full = """
        {"version":1,"disable_existing_loggers":false,
         "formatters":{"plain":{"format":"%(levelname)s %(message)s"}},
         "handlers":{"err":{"class":"logging.StreamHandler","formatter":"plain"}},
         "loggers":{"shop":{"level":"WARNING"},"pay":{"level":"CRITICAL"}},
         "root":{"level":"INFO","handlers":["err"]}}
        """;

    /// <summary>The oldest and the newest, and Debian's; all of them with <c>LOGHOG_TORTURE=1</c>.</summary>
    public static TheoryData<string> Versions =>
        Environment.GetEnvironmentVariable("LOGHOG_TORTURE") == "1" ? HostilePushTests.Versions : ["3", "3.8", "3.13"];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_push_takes_effect_in_a_running_Python_program_and_a_rollback_takes_it_back(string version)
    {
        string python = PythonClientTests.FindOrSkip(version);
        using PushFolder folder = new();
        await using RunningProgram program = await RunningProgram.StartAsync(python, HostilePushTests.Arguments(folder, version, "stdlib"));
        string[] to = ["shop", "--to", $"127.0.0.1:{program.Port}", "--key", version == "3" ? "pub" : "ops"];

        await folder.Loghog(0, ["push", folder.Write("debug.json", Debug), .. to]);
        await program.WaitForAsync("shop", "DEBUG");
        Assert.Contains("\"ERROR\"", await program.AskAsync("shop.db"), StringComparison.Ordinal);
        Assert.Contains("\"ERROR\"", await program.AskAsync("pay"), StringComparison.Ordinal);

        var taken = Stopwatch.StartNew();
        await folder.Loghog(0, ["push", folder.Write("full.json", Full), .. to]);
        await program.WaitForAsync("shop", "WARNING");
        TestContext.Current.TestOutputHelper?.WriteLine($"| loghog config push, from its start to the level in Python {version}: {taken.ElapsedMilliseconds} ms");
        Assert.Contains("CRITICAL", await program.AskAsync("pay"), StringComparison.Ordinal);

        await folder.Loghog(0, ["rollback", .. to]);
        await program.WaitForAsync("shop", "DEBUG");
        Assert.Contains("\"ERROR\"", await program.AskAsync("shop.db"), StringComparison.Ordinal);
        Assert.Contains("\"ERROR\"", await program.AskAsync("pay"), StringComparison.Ordinal);
        Assert.Contains("took configuration version", program.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_push_takes_effect_in_a_running_NET_program_and_a_rollback_takes_it_back()
    {
        using PushFolder folder = new();
        await using RunningProgram program = await RunningProgram.StartAsync(
            HostilePushTests.Program("PushedProgram"), folder["state"], folder.HmacFile, folder.PublicFile);
        string[] to = ["shop", "--to", $"127.0.0.1:{program.Port}", "--key", "pub"];
        Assert.Equal("level Information", await program.AskAsync("shop.web"));
        Assert.Equal("level Warning", await program.AskAsync("Other"));

        ProgramResult pushed = await folder.Loghog(0, ["push", folder.Write("debug.json", Debug), .. to]);
        Assert.Contains("accepted", pushed.Output, StringComparison.Ordinal);
        Assert.Equal("level Debug", await program.AskAsync("shop.web"));
        Assert.Equal("level Error", await program.AskAsync("shop.db.pool"));
        Assert.Equal("level Error", await program.AskAsync("shopping"));

        var taken = Stopwatch.StartNew();
        await folder.Loghog(0, ["push", folder.Write("full.json", Full), .. to]);
        Assert.Equal("level Warning", await program.AskAsync("shop"));
        TestContext.Current.TestOutputHelper?.WriteLine($"| loghog config push, from its start to the level in .NET: {taken.ElapsedMilliseconds} ms");
        Assert.Equal("level Critical", await program.AskAsync("pay"));
        Assert.Equal("level Information", await program.AskAsync("Other"));

        await folder.Loghog(0, ["rollback", .. to]);
        Assert.Equal("level Debug", await program.AskAsync("shop"));
        Assert.Equal("level Error", await program.AskAsync("pay"));
        Assert.Equal("level Error", await program.AskAsync("shop.db"));
    }

    [Fact]
    public async Task A_restart_of_the_program_lets_nothing_in_twice()
    {
        using PushFolder folder = new();
        foreach (string[] command in new[]
        {
            ["/usr/bin/python3", .. HostilePushTests.Arguments(folder, "3", "own")],
            new[] { HostilePushTests.Program("PushedProgram"), folder["net-state"], folder.HmacFile },
        })
        {
            byte[] push;
            await using (RunningProgram first = await RunningProgram.StartAsync(command[0], command[1..]))
            {
                HostileMeans means = folder.Means([], 5);
                push = HostilePush.Framed(means.Signed(means.Body(version: "6")));
                Assert.Contains("true", await first.SendAsync(push), StringComparison.Ordinal);
            }

            await using RunningProgram second = await RunningProgram.StartAsync(command[0], command[1..]);
            Assert.Contains("old_version", await second.SendAsync(push), StringComparison.Ordinal);
        }
    }
}
