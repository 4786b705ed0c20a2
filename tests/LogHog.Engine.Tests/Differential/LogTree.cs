using System.Buffers;
using LogHog.Engine.Configuration;
using LogHog.Engine.Durability;
using LogHog.Engine.Formats;
using LogHog.Engine.Storage;
using LogHog.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace LogHog.Engine.Tests.Differential;

/// <summary>
/// A log folder with the events of a <see cref="RandomLog"/>: each file live, with plain and compressed archives before it. The last
/// events of the live files, and some files as a whole, come when it grows.
/// </summary>
internal sealed class LogTree : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Random _random;
    private readonly List<(string Path, List<LoggedEvent> Events)> _later = [];

    public LogTree(Random random, RandomLog log)
    {
        _random = random;
        Folder = RootedFolder.Open(_folder.Path, create: false);
        foreach (IGrouping<LogPlace, LoggedEvent> file in log.Events.GroupBy(static logged => logged.File))
        {
            Folder.CreateFolders(file.Key.Path[..file.Key.Path.LastIndexOf('/')]);
            WriteFile(file.Key, [.. file]);
        }
    }

    public RootedFolder Folder { get; }

    public string Path => _folder.Path;

    /// <summary>Writes what was held back.</summary>
    public void Grow()
    {
        foreach ((string path, List<LoggedEvent> events) in _later)
            Write(path, events);
        _later.Clear();
    }

    public void Dispose()
    {
        Folder.Dispose();
        _folder.Dispose();
    }

    private void WriteFile(LogPlace file, List<LoggedEvent> events)
    {
        int archives = Math.Min(events.Count, _random.Next(4));
        int from = 0;
        for (int archive = 0; archive < archives; archive++)
        {
            int to = from + ((events.Count - from) / (archives - archive + 1));
            if (to > from)
                WriteArchive(file, events[from..to]);
            from = to;
        }

        int live = from + (_random.Next(4) == 0 ? 0 : _random.Next(events.Count - from + 1));
        if (live > from)
            Write(file.Path, events[from..live]);
        _later.Add((file.Path, events[live..]));
    }

    private void WriteArchive(LogPlace file, List<LoggedEvent> events)
    {
        string name = System.IO.Path.GetFileName(file.Path);
        DateTime end = DateTime.UnixEpoch.AddTicks((events.Max(static logged => logged.Event.TimeUnixNs) / 100) + TimeSpan.TicksPerMillisecond).ToLocalTime();
        var archive = new ArchiveName(name, new DateTime(end.Ticks / 10 * 10), null);
        string path = $"{file.Path[..^name.Length]}{archive}";
        Write(path, events);
        if (_random.Next(6) == 0)
            return;
        CompressionFormat format = Enum.GetValues<CompressionFormat>()[_random.Next(4)];
        var settings = new CompressorSettings { Format = format, Level = 1 };
        Assert.Equal(CompressionOutcome.Compressed, new ArchiveCompressor(Folder, NullLogger.Instance).Compress(path, settings, CancellationToken.None));
        SetTime($"{path}{ArchiveName.SuffixOf(format)}", events);
    }

    private void Write(string path, List<LoggedEvent> events)
    {
        var text = new ArrayBufferWriter<byte>();
        ILineFormat? format = null;
        foreach (LoggedEvent logged in events)
        {
            format ??= LineFormats.CreateFormat(logged.File.Format, TimeZoneInfo.Local);
            format.Write(logged.Event, text, new LineContext(logged.Event.App));
        }

        using (FileStream stream = new(System.IO.Path.Combine(_folder.Path, path), FileMode.Append))
            stream.Write(text.WrittenSpan);
        SetTime(path, events);
    }

    /// <summary>Its last event was its last write, as with a file that LogHog wrote: time ranges can leave it out by that.</summary>
    private void SetTime(string path, List<LoggedEvent> events)
    {
        if (events.Count > 0)
            File.SetLastWriteTimeUtc(System.IO.Path.Combine(_folder.Path, path), DateTime.UnixEpoch.AddTicks((events.Max(static logged => logged.Event.TimeUnixNs) / 100) + 1));
    }
}
