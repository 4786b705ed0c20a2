using LogHog.TestKit;

namespace LogHog.Engine.Tests.Durability;

public sealed class SyncErrorTests
{
    [Theory]
    [InlineData("EIO")]
    [InlineData("ENOSPC")]
    [InlineData("EDQUOT")]
    public void Dotnets_own_flush_hides_a_failed_sync_and_ours_does_not(string error)
    {
        using TempFolder temp = new();
        // The first fsync of each file fails as the kernel would tell it; a second one would go well.
        string[] strace = ["strace", "-f", "-qq", "-o", temp["trace"], "-e", "trace=fsync", "-e", $"inject=fsync:error={error}:when=1"];
        (_, string dotnet) = CrashSubject.Run(["sync-dotnet", temp.Path, "a"], under: strace);
        Assert.Contains($"{error}", File.ReadAllText(temp["trace"]));
        Assert.Equal("synced\n", dotnet);

        (_, string ours) = CrashSubject.Run(["sync-ours", temp.Path, "b"], under: strace);
        Assert.Equal($"failed {error}\nfailed {error} broken True\n", ours);
    }
}
