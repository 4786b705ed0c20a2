using LogHog.Interop.Tests.Clients;
using LogHog.Protocols.ConfigPush;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Push;

/// <summary>No running program takes what it must not: Python 3.8 to 3.13 behind the real <c>logging.config.listen</c>, and .NET.</summary>
public sealed class HostilePushTests
{
    private static readonly string Python = Path.Combine(Repository.Root, "tests", "Interop", "python", "push_program.py");
    private static readonly string Shipped = Path.Combine(Repository.Root, "packaging", "python");

    public static TheoryData<string> Versions => ["3", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13"];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Python_takes_none_of_them(string version)
    {
        string python = PythonClientTests.FindOrSkip(version);
        using PushFolder folder = new();
        await using RunningProgram program = await RunningProgram.StartAsync(python, Arguments(folder, version, "stdlib"));
        HostileMeans means = await BaselineAsync(program, folder);

        IReadOnlyList<HostilePush> pushes = HostilePushes.All(means);
        foreach (HostilePush push in pushes)
        {
            await program.SendAsync(push.Frame, push.IsCut);
            Assert.False(File.Exists(means.Canary), push.Name);
        }

        var after = await program.AskJsonAsync("shop");
        Assert.True(pushes.Count > 300);
        Assert.Equal("INFO", after.GetProperty("level").GetString());
        Assert.Equal(1, after.GetProperty("accepted").GetInt32());
        Assert.True(after.GetProperty("refused").GetInt32() >= pushes.Count(static push => !push.IsCut), $"{after}\n{program.Errors}");
        await StillTakesAsync(program, means, version == "3" ? means.Ecdsa : means.Hmac);
    }

    [Theory]
    [InlineData("3.8")]
    [InlineData("3.13")]
    public async Task The_listener_of_loghog_verify_refuses_each_and_says_why(string version)
    {
        string python = PythonClientTests.FindOrSkip(version);
        using PushFolder folder = new();
        await using RunningProgram program = await RunningProgram.StartAsync(python, Arguments(folder, version, "own"));
        await EachIsRefusedAsync(program, folder);
        Assert.Equal("INFO", (await program.AskJsonAsync("shop")).GetProperty("level").GetString());
    }

    [Fact]
    public async Task A_NET_program_refuses_each_and_says_why()
    {
        using PushFolder folder = new();
        await using RunningProgram program = await RunningProgram.StartAsync(
            Program("PushedProgram"), folder["state"], folder.HmacFile, folder.PublicFile);
        await EachIsRefusedAsync(program, folder);
        Assert.Equal("level Information", await program.AskAsync("shop"));
    }

    internal static string Program(string name) =>
        Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(Repository.Loghog)))!, name, Path.GetFileName(Path.GetDirectoryName(Repository.Loghog))!, name);

    /// <summary>Only Debian's Python has the package that checks ECDSA.</summary>
    internal static string[] Arguments(PushFolder folder, string version, string listener) =>
        [Python, Shipped, listener, folder["state"], folder.HmacFile, .. version == "3" ? new[] { folder.PublicFile } : []];

    private static async Task EachIsRefusedAsync(RunningProgram program, PushFolder folder)
    {
        HostileMeans means = await BaselineAsync(program, folder);
        foreach (HostilePush push in HostilePushes.All(means))
        {
            string answer = await program.SendAsync(push.Frame, push.IsCut);
            Assert.DoesNotContain("\"accepted\":true", answer.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.True(push.IsCut || answer.Length == 0 || answer.Contains("\"reason\"", StringComparison.Ordinal), $"{push.Name}: {answer}");
            Assert.False(File.Exists(means.Canary), push.Name);
        }

        await StillTakesAsync(program, means, means.Hmac);
    }

    /// <summary>One push that counts: what is older from now on is refused.</summary>
    private static async Task<HostileMeans> BaselineAsync(RunningProgram program, PushFolder folder)
    {
        HostileMeans first = folder.Means([], 1000);
        byte[] accepted = first.Signed(first.Body("""{"version":1,"incremental":true,"loggers":{"shop":{"level":"INFO"}}}""", version: "1000"));
        await program.SendAsync(HostilePush.Framed(accepted));
        return folder.Means(accepted, 1000);
    }

    /// <summary>It was not merely broken.</summary>
    private static async Task StillTakesAsync(RunningProgram program, HostileMeans means, PushKey key)
    {
        await program.SendAsync(HostilePush.Framed(means.Signed(means.Body("""{"version":1,"incremental":true,"loggers":{"shop":{"level":"ERROR"}}}"""), key)));
        await program.WaitForAsync("shop", "E");
        Assert.Contains("rror", (await program.AskAsync("shop")).ToLowerInvariant(), StringComparison.Ordinal);
        await program.SendAsync(HostilePush.Framed(means.Signed(means.Body("""{"version":1,"incremental":true,"loggers":{"shop":{"level":"INFO"}}}""", version: $"{means.Version + 2}"), key)));
    }
}
