using LogHog.Engine.Configuration;

namespace LogHog.Engine.Tests.Configuration;

public sealed class ConfigurationDifferenceTests
{
    [Theory]
    [InlineData("[main]\nuser = other", "[main] user")]
    [InlineData("[main]\nlogdir = /other", "[main] logdir")]
    [InlineData("[server]\nlisten_ipv4 = 127.0.0.2", "[server] listen_ipv4")]
    [InlineData("[server]\ndefault_port = 1", "[server] listen_ipv4")]
    [InlineData("[server]\nlisten_ipv6 = ::1", "[server] listen_ipv6")]
    [InlineData("[http]\nlisten =", "[http] listen")]
    [InlineData("[log]\nfilename = own.log\nwhen = hourly", "[log] filename, [log] when")]
    [InlineData("[limits]\nmax_files = 7", "[limits] max_files")]
    [InlineData("[limits]\nudp_receive_buffer = 1M", "[limits] udp_receive_buffer")]
    [InlineData("[main]\nuser = other\nworkdir = /other", "[main] workdir, [main] user")]
    public void Names_what_needs_a_restart(string text, string expected) =>
        Assert.Equal(expected, string.Join(", ", Difference(text)));

    [Theory]
    [InlineData("[server]\nlisten_ipv4 = 127.0.0.1:5566")]
    [InlineData("[limits]\nudp_receive_buffer = 65536K")]
    [InlineData("[compressor]\nformat = zstd\n[log]\nlevel = DEBUG\n[retention]\nmin_free = 1G\n[limits]\nsignature_window = 60s")]
    public void Is_silent_about_what_means_the_same_or_can_change_at_once(string text) => Assert.Empty(Difference(text));

    private static IReadOnlyList<string> Difference(string text) =>
        ConfigurationDifference.RestartOnly(ConfigurationFolder.Load("").Settings!, ConfigurationFolder.Load(text).Settings!);
}
