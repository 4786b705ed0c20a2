using LogHog.Engine.Configuration.Keys;
using LogHog.Engine.Inputs.Tail;

namespace LogHog.Engine.Configuration;

/// <summary>What no key of loghogd.conf can say alone.</summary>
internal static class ServerCrossChecks
{
    public static void Check(ServerSettings settings, SettingsReader reader)
    {
        CheckFolders(settings.Main, reader);
        CheckCompressor(settings.Compressor, reader);
        CheckDurability(settings, reader);
        TlsChecks.Check(settings, reader);
        HttpTlsChecks.Check(settings, reader);
        AcmeChecks.Check(settings.Acme!, reader);
        AddressChecks.Check(settings, reader);
        if (settings.Limits.InflatedBytesMax < settings.Limits.FrameBytesMax)
            reader.Error(reader.IsSaid(LimitKeys.InflatedSize) ? LimitKeys.InflatedSize : LimitKeys.FrameSize,
                "max_inflated_size must not be smaller than max_frame_size; raise the first or lower the second");
        CheckBodies(settings.Limits, reader);
        CheckChannels(settings, reader);
        CheckTails(settings, reader);
    }

    // What is stored would be read, and stored again.
    private static void CheckTails(ServerSettings settings, SettingsReader reader)
    {
        string folder = Path.TrimEndingDirectorySeparator(settings.Main.LogDir);
        string[] stored = [$"{folder}/shop/root.log", $"{folder}/shop/pay.log"];
        foreach (TailSettings tail in settings.Tails)
        {
            bool isOwn = tail.Paths.Any(path => IsWithin(path.Root, folder) || stored.Any(path.Means));
            if (isOwn && !stored.All(file => tail.Exclude.Any(path => path.Means(file))))
            {
                reader.Error(TailKeys.Path, $"{TailKeys.Section}:{tail.Name}",
                    $"meets the files that loghogd itself writes in [main] logdir, which would be stored again and again; write another path, or exclude = {folder}/**");
            }
        }
    }

    private static void CheckChannels(ServerSettings settings, SettingsReader reader)
    {
        string[] channels = [.. reader.Sections("channel").Select(static section => section["channel:".Length..])];
        foreach (AlertSettings rule in settings.Alerts)
        {
            foreach (string channel in rule.Channels.Except(channels, StringComparer.Ordinal))
            {
                string advice = NameSuggestion.For(channel, channels) is { } near ? $"there is no [channel:{Printable.Text(channel)}]; did you mean {near}?" : AlertRuleFiles.NoChannel(channel);
                reader.Error(AlertKeys.Channels, $"{AlertKeys.Section}:{rule.Name}", advice);
            }
        }
    }

    private static void CheckBodies(LimitSettings limits, SettingsReader reader)
    {
        if (limits.BodyInflatedBytesMax < limits.BodyBytesMax)
            reader.Error(reader.IsSaid(LimitKeys.BodyInflatedSize) ? LimitKeys.BodyInflatedSize : LimitKeys.BodySize,
                "max_body_inflated_size must not be smaller than max_body_size; raise the first or lower the second");
        // The largest body lies there twice while it is inflated, and a buffer that grows is copied into one twice its size.
        if (limits.BodyMemoryBytesMax < 2L * ((long)limits.BodyBytesMax + limits.BodyInflatedBytesMax))
            reader.Error(reader.IsSaid(LimitKeys.BodyMemory) ? LimitKeys.BodyMemory : LimitKeys.BodyInflatedSize,
                "max_body_memory must be at least twice max_body_size and max_body_inflated_size together; raise it or lower those");
    }

    // Applications name the folders of logdir, and retention deletes there: the server's own files must not lie among them.
    // The other way round does no harm: a log folder inside workdir is one that nobody else writes to.
    private static void CheckFolders(MainSettings main, SettingsReader reader)
    {
        if (IsWithin(main.WorkDir, main.LogDir))
            reader.Error(reader.IsSaid(MainKeys.WorkDir) ? MainKeys.WorkDir : MainKeys.LogDir,
                $"workdir {main.WorkDir} must not lie in logdir {main.LogDir}, where applications name the folders; "
                + "write a path outside of it");
    }

    private static bool IsWithin(string path, string folder) =>
        (Path.TrimEndingDirectorySeparator(path) + "/").StartsWith(
            Path.TrimEndingDirectorySeparator(folder).TrimEnd('/') + "/", StringComparison.Ordinal);

    private static void CheckCompressor(CompressorSettings compressor, SettingsReader reader)
    {
        if (compressor is { Format: CompressionFormat.Bzip2, Level: 0 })
            reader.Error(CompressorKeys.Level, "bzip2 has no level 0; write 1 to 9");
        if (compressor is { CompressOnWrite: true, Format: not CompressionFormat.Gzip } && reader.IsSaid(CompressorKeys.Format))
            reader.Warning(CompressorKeys.Format, "compress_on_write writes gzip whatever the format is; write format = gzip");
    }

    private static void CheckDurability(ServerSettings settings, SettingsReader reader)
    {
        if (settings.AcknowledgeWhen == settings.Http.Durability || settings.Http.Listen.Count == 0)
            return;
        if (reader.IsSaid(ListenKeys.HttpDurability))
            reader.Error(ListenKeys.HttpDurability, "durable needs plain live files; write durability = written, or compress_on_write = no");
        else
            reader.Warning(CompressorKeys.CompressOnWrite, "with it HTTP requests are acknowledged when they are written, not when they are on the disk; write [http] durability = written");
    }
}
