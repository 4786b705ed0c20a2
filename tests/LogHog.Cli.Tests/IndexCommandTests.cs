using System.Globalization;
using LogHog.TestKit;

namespace LogHog.Cli.Tests;

/// <summary><c>loghog index</c> as a process, without any server.</summary>
public sealed class IndexCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public IndexCommandTests()
    {
        Directory.CreateDirectory(_folder["shop"]);
        foreach (string file in (string[])["web.log", "web.log.2026-11-20-00-00-00-000000", "pay.log"])
        {
            File.WriteAllLines(_folder["shop/" + file], Enumerable.Range(0, 100).Select(
                static i => string.Create(CultureInfo.InvariantCulture, $"2026-11-20T12:00:01Z web01 web: INFO order {i} paid")));
        }
    }

    [Fact]
    public async Task Rebuild_makes_them_status_shows_them_and_verify_finds_them_right()
    {
        ProgramResult before = await Index("status");
        ProgramResult made = await Index("rebuild");
        ProgramResult after = await Index("status", "--all");
        ProgramResult verified = await Index("verify");

        Assert.Equal((1, 0, 0, 0), (before.ExitCode, made.ExitCode, after.ExitCode, verified.ExitCode));
        Assert.Contains("0 of 3 files", before.Output, StringComparison.Ordinal);
        Assert.Contains("3 files", made.Errors, StringComparison.Ordinal);
        Assert.Contains("3 of 3 files", after.Output, StringComparison.Ordinal);
        Assert.Equal(3, after.Output.Split('\n').Count(static line => line.StartsWith("whole", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Verify_names_an_index_that_is_wrong()
    {
        await Index("rebuild");
        string sidecar = _folder["shop/.index/web.log.2026-11-20-00-00-00-000000.idx"];
        byte[] bytes = File.ReadAllBytes(sidecar);
        bytes[^300] ^= 1;
        File.WriteAllBytes(sidecar, bytes);

        ProgramResult verified = await Index("verify");

        Assert.Equal(1, verified.ExitCode);
        Assert.Contains("web.log.2026-11-20", verified.Errors, StringComparison.Ordinal);
        Assert.Equal(0, (await Index("rebuild")).ExitCode);
        Assert.Equal(0, (await Index("verify")).ExitCode);
    }

    [Fact]
    public async Task Rebuild_with_missing_makes_only_what_is_missing()
    {
        await Index("rebuild");
        string kept = _folder["shop/.index/web.log.2026-11-20-00-00-00-000000.idx"];
        DateTime made = File.GetLastWriteTimeUtc(kept);
        File.Delete(_folder["shop/.index/pay.log.tail"]);

        Assert.Equal(0, (await Index("rebuild", "--missing")).ExitCode);

        Assert.Equal(made, File.GetLastWriteTimeUtc(kept));
        Assert.Equal(0, (await Index("status")).ExitCode);
    }

    [Fact]
    public async Task The_files_of_others_that_the_configuration_names_are_covered()
    {
        foreach (string folder in (string[])["own", "work", "others"])
            Directory.CreateDirectory(_folder[folder]);
        File.WriteAllText(_folder["others/access.log"], "10.0.0.1 - - [20/Nov/2026:12:18:36 +0100] \"GET /a HTTP/1.1\" 500 12 \"-\" \"curl\"\n");
        File.WriteAllText(_folder["loghogd.conf"], $"""
            [main]
            logdir = {_folder["own"]}
            workdir = {_folder["work"]}
            [files:web]
            path = {_folder["others"]}/**
            """);
        Task<ProgramResult> Of(params string[] arguments) => ExternalProgram.RunAsync(Repository.Loghog, ["index", .. arguments, "--config", _folder["loghogd.conf"]]);

        ProgramResult before = await Of("status");
        ProgramResult made = await Of("rebuild");
        ProgramResult after = await Of("status", "--all");
        ProgramResult verified = await Of("verify");

        Assert.Equal((1, 0, 0, 0), (before.ExitCode, made.ExitCode, after.ExitCode, verified.ExitCode));
        Assert.Contains("0 of 1 files", before.Output, StringComparison.Ordinal);
        Assert.Contains(_folder["others/access.log"], after.Output, StringComparison.Ordinal);
        Assert.Equal(["access.log"], Directory.EnumerateFileSystemEntries(_folder["others"], "*", SearchOption.AllDirectories).Select(Path.GetFileName));
        Assert.Single(Directory.EnumerateFiles(_folder["work"], "access.log.tail", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_told()
    {
        ProgramResult result = await ExternalProgram.RunAsync(Repository.Loghog, ["index", "status", "--dir", _folder["none"]]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("none", result.Errors, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private Task<ProgramResult> Index(params string[] arguments) =>
        ExternalProgram.RunAsync(Repository.Loghog, ["index", .. arguments, "--dir", _folder.Path]);
}
