using System.Net;
using System.Text;
using LogHog.Engine.Configuration;
using LogHog.Engine.Diagnostics;
using LogHog.Engine.Ingest;
using LogHog.Engine.Storage;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Facilities;

/// <summary>
/// Where messages go for whose application there is no facility: into one bounded log of their own, and into a count per
/// application and source that people see. Nothing is lost by a forgotten section.
/// </summary>
internal sealed class Quarantine(TimeProvider time, ILogger log)
{
    /// <summary>Its folder beneath the log folder. No application's folder begins with a dot.</summary>
    public const string LogPath = ".quarantine/unknown.log";

    // Told apart in the status; the events of others are kept and counted all the same, under "(others)".
    private const int SourcesMax = 1_000;
    private const string Others = "(others)";

    private readonly Lock _lock = new();
    private readonly Dictionary<(string App, string Peer), Source> _sources = [];

    private sealed class Source
    {
        public long Events;
        public DateTimeOffset First;
        public DateTimeOffset Last;
    }

    /// <summary>How its log is kept: four files, a quarter of the limit each, and not for longer than a month.</summary>
    public static FacilitySettings Settings(long bytesMax) => new()
    {
        App = "",
        Module = "",
        Rotate = CronSchedule.Parse("daily"),
        BackupCount = 3,
        MaxSizeBytes = Math.Max(1, bytesMax / 4),
        MaxAge = TimeSpan.FromDays(31),
    };

    public void Count(ReadOnlySpan<byte> app, IPAddress peer)
    {
        (string App, string Peer) key = (Encoding.UTF8.GetString(app), peer.ToString());
        DateTimeOffset now = time.GetUtcNow();
        lock (_lock)
        {
            if (!_sources.TryGetValue(key, out Source? source))
            {
                if (_sources.Count >= SourcesMax)
                    key = (Others, Others);
                if (!_sources.TryGetValue(key, out source))
                {
                    _sources.Add(key, source = new Source { First = now });
                    IngestLog.Quarantined(log, key.App, key.Peer);
                }
            }

            source.Events++;
            source.Last = now;
        }
    }

    /// <summary>Applications that have a facility now are no longer listed.</summary>
    public void Forget(FacilityTable facilities)
    {
        lock (_lock)
        {
            foreach ((string App, string Peer) key in _sources.Keys.Where(key => facilities.Find(key.App, "") is not null).ToList())
                _sources.Remove(key);
        }
    }

    public IReadOnlyList<QuarantinedSource> Snapshot()
    {
        lock (_lock)
        {
            return [.. _sources
                .Select(static pair => new QuarantinedSource(
                    pair.Key.App, pair.Key.Peer, pair.Value.Events, pair.Value.First, pair.Value.Last))
                .OrderByDescending(static source => source.Events)];
        }
    }
}
