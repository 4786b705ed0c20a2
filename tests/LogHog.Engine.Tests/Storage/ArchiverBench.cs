using System.Collections.Concurrent;
using LogHog.Engine.Configuration;
using LogHog.Engine.Durability;
using LogHog.Engine.Storage;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Tests.Storage;

/// <summary>An archiver over a folder, with a clock that stands and a log that is kept.</summary>
internal sealed class ArchiverBench : ILoggerFactory, ILogger
{
    public static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public ArchiverBench(
        RootedFolder folder, CompressorSettings compressor, FacilitySettings? rules = null, RetentionSettings? limits = null,
        Action<string>? step = null)
    {
        Settings = new ServerSettings
        {
            Main = new MainSettings { WorkDir = folder.Path, LogDir = folder.Path, RunDir = folder.Path },
            Log = new OwnLogSettings { When = CronSchedule.Parse("midnight") },
            Compressor = compressor,
            Server = new ListenSettings { Plain = [] },
            Http = new HttpSettings { Listen = [] },
            Limits = new LimitSettings(),
            Retention = limits ?? new RetentionSettings(),
        };
        Archiver = new Archiver(folder, Settings, new StandingClock(), this, _ => rules, failure => Died = failure, step);
    }

    public ServerSettings Settings { get; }

    public Archiver Archiver { get; }

    public ConcurrentQueue<string> Log { get; } = new();

    public Exception? Died { get; private set; }

    public static FacilitySettings Rules(int backupCount) =>
        new() { App = "app", Module = "web", Rotate = CronSchedule.Parse("daily"), BackupCount = backupCount };

    public void Dispose() => Archiver.Dispose();

    void ILogger.Log<TState>(LogLevel level, EventId id, TState state, Exception? error, Func<TState, Exception?, string> format) =>
        Log.Enqueue($"{level}: {format(state, error)}");

    bool ILogger.IsEnabled(LogLevel level) => true;

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    ILogger ILoggerFactory.CreateLogger(string category) => this;

    void ILoggerFactory.AddProvider(ILoggerProvider provider)
    {
    }

    private sealed class StandingClock : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
