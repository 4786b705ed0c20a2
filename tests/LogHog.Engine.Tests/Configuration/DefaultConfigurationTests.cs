using System.Net;
using LogHog.Engine.Configuration;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Tests.Configuration;

public sealed class DefaultConfigurationTests
{
    [Fact]
    public void Starts_with_no_configuration_at_all()
    {
        LoadedConfiguration loaded = ConfigurationLoader.Load(new ConfigurationSources());

        Assert.Empty(loaded.Errors);
        Assert.Empty(loaded.Warnings);
        ServerSettings settings = loaded.Settings!;
        Assert.Equal("/var/lib/loghogd", settings.Main.WorkDir);
        Assert.Equal("/var/log/loghogd", settings.Main.LogDir);
        Assert.Equal("/run/loghogd", settings.Main.RunDir);
        Assert.Null(settings.Main.FacilitiesConfig);
        Assert.Null(settings.Main.PidFile);
        Assert.Null(settings.Main.User);
        Assert.Null(settings.Log.FileName);
        Assert.Equal(14, settings.Log.BackupCount);
        Assert.Equal("midnight", settings.Log.When.Expression);
        Assert.Equal(LogLevel.Information, settings.Log.Level);
        Assert.Equal(CompressionFormat.Xz, settings.Compressor.Format);
        FacilitySettings any = Assert.Single(loaded.Facilities!);
        Assert.Equal(("*", "", 30), (any.App, any.Module, any.BackupCount));
    }

    [Fact]
    public void Listens_on_loopback_only_unless_told_otherwise()
    {
        ServerSettings settings = ConfigurationLoader.Load(new ConfigurationSources()).Settings!;

        Assert.Equal([IPEndPoint.Parse("127.0.0.1:5566")], settings.Server.Plain);
        Assert.Empty(settings.Server.Tls);
        Assert.Equal([IPEndPoint.Parse("127.0.0.1:5580")], settings.Http.Listen);
        Assert.Equal(AnonymousAccess.Local, settings.Auth.AnonymousIngest);
        Assert.Equal(AnonymousAccess.Local, settings.Auth.AnonymousQuery);
    }

    [Fact]
    public void The_table_and_the_records_agree_about_every_default()
    {
        ServerSettings settings = ConfigurationLoader.Load(new ConfigurationSources()).Settings!;
        LoadedConfiguration least = ConfigurationFolder.Load("", "[app]\nrotate = daily\nbackup_count = 3\n");

        Assert.Equal(new LimitSettings(), settings.Limits);
        Assert.Equal(new RetentionSettings(), settings.Retention);
        Assert.Equal(new AuthSettings(), settings.Auth);
        Assert.Equal(new CompressorSettings(), settings.Compressor);
        FacilitySettings facility = Assert.Single(least.Facilities!);
        Assert.Equal(new FacilitySettings { App = "app", Module = "", Rotate = facility.Rotate, BackupCount = 3 }, facility);
    }
}
