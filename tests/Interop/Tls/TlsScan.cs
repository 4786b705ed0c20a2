using LogHog.TestKit;

namespace LogHog.Interop.Tests.Tls;

/// <summary>Debian's sslscan, asked what it thinks of a port.</summary>
internal static class TlsScan
{
    public static async Task AssertIsGoodAsync(int port)
    {
        ProgramResult scan = await ExternalProgram.RunAsync("sslscan", "--no-colour", "--show-certificate", $"127.0.0.1:{port}");

        string[] lines = scan.Output.Split('\n');
        Assert.All(new[] { "SSLv2", "SSLv3", "TLSv1.0", "TLSv1.1" }, version =>
            Assert.DoesNotContain(lines, line => line.StartsWith(version + " ", StringComparison.Ordinal) && line.Contains("enabled", StringComparison.Ordinal)));
        Assert.DoesNotContain("Compression enabled", scan.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Insecure", scan.Output, StringComparison.Ordinal);
        string[] ciphers = [.. lines.Where(static line => line.StartsWith("Preferred ", StringComparison.Ordinal) || line.StartsWith("Accepted ", StringComparison.Ordinal))];
        Assert.NotEmpty(ciphers);
        Assert.All(ciphers, static line => Assert.True(line.Contains("GCM", StringComparison.Ordinal) || line.Contains("CHACHA20", StringComparison.Ordinal), line));
    }
}
