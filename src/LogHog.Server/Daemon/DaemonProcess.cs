using System.Net;
using LogHog.Engine;
using LogHog.Engine.Acme;
using LogHog.Engine.Bot;
using LogHog.Engine.Channels;
using LogHog.Engine.Diagnostics;
using LogHog.Server.Http;
using LogHog.Server.OwnLog;
using LogHog.Server.Systemd;

namespace LogHog.Server.Daemon;

/// <summary>The running daemon: opened (everything bound), then served until a signal or the engine ends it.</summary>
internal sealed class DaemonProcess : IAsyncDisposable
{
    // systemd waits 90 s before it kills (TimeoutStopSec); what is not on disk by then would be lost uncounted.
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(60);

    // A hook that takes a DNS record away may be slow; it goes on without us.
    private static readonly TimeSpan AcmeStopTimeout = TimeSpan.FromSeconds(10);

    // What waits is on the disk; a service that answers gets the last words, one that does not holds nobody up.
    private static readonly TimeSpan ChannelsStopTimeout = TimeSpan.FromSeconds(5);

    private readonly OwnLogProvider _ownLog;
    private readonly ILoggerFactory _logs;
    private readonly ILogger _log;
    private readonly LogEngine _engine;
    private readonly HttpHost _http;
    private readonly AcmeRenewal _acme;
    private readonly ChannelSet _channels;
    private readonly ChatBot _bot;
    private readonly SettingsReload _reload;
    private readonly FacilitiesPush _push;
    private readonly DaemonSignals _signals = new();
    private readonly SystemdNotifier _systemd = SystemdNotifier.FromEnvironment(TimeProvider.System);
    private readonly DateTimeOffset _startedAt;
    private bool _isAbandoned;

    private DaemonProcess(
        SettingsSource source, LoadedSettings loaded, DateTimeOffset startedAt, OwnLogProvider ownLog, ILoggerFactory logs,
        LogEngine engine, HttpHost http, AcmeRenewal acme, ChannelSet channels, FacilitiesPush push)
    {
        _ownLog = ownLog;
        _logs = logs;
        _log = logs.CreateLogger("loghogd");
        _engine = engine;
        _http = http;
        _acme = acme;
        _channels = channels;
        _push = push;
        _reload = new SettingsReload(source, loaded, engine, ownLog, _log);
        _bot = new ChatBot(() => _reload.Current.Settings.Bot!, channels, engine.Search, engine.Alerts, TimeProvider.System, logs);
        _startedAt = startedAt;
    }

    /// <summary>Opens the store and binds every port; serves nothing yet.</summary>
    /// <exception cref="StartFailure">One of them cannot be had.</exception>
    public static async Task<DaemonProcess> OpenAsync(
        SettingsSource source, LoadedSettings loaded, DateTimeOffset startedAt, OwnLogProvider ownLog, ILoggerFactory logs)
    {
        HttpHost http = HttpHost.Bind(loaded.Settings, logs);
        AcmeRenewal? acme = null;
        FacilitiesPush? push = null;
        ChannelSet? channels = null;
        try
        {
            acme = AcmeRenewal.Open(loaded.Settings.Acme, TimeProvider.System, logs);
            push = new FacilitiesPush(loaded.Settings.ConfigListener, source, logs.CreateLogger("loghogd"));
            channels = ChannelSet.Open(loaded.Settings.ChannelsFolder, loaded.Settings.Channels, TimeProvider.System, logs);
            LogEngine engine = LogEngine.Open(loaded.Settings, loaded.Facilities, TimeProvider.System, logs, channels);
            return new DaemonProcess(source, loaded, startedAt, ownLog, logs, engine, http, acme, channels, push);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or AcmeException or StartFailure)
        {
            push?.Dispose();
            if (channels is not null) await channels.DisposeAsync();
            if (acme is not null) await acme.DisposeAsync();
            await http.DisposeAsync();
            if (cause is StartFailure) throw;
            throw new StartFailure(cause.Message.ReplaceLineEndings(" "), cause);
        }
    }

    /// <returns>The exit code of the process.</returns>
    public async Task<int> RunAsync(bool detached)
    {
        DaemonLog.Starting(_log, Version.Text, Environment.ProcessId, _reload.Current.Settings.Main.User ?? Environment.UserName);
        var view = new DaemonView(Snapshot, () => _reload.Current.Settings, _startedAt, Version.Text) { Channels = _channels, Bot = _bot };
        _channels.Start();
        _engine.Start();
        _bot.Start();
        await _http.StartAsync(view, _engine, _logs);
        _acme.Start(() => _reload.Current.Settings.Acme);
        _push.Start();
        TellReady(detached);
        using var watchdog = new SystemdWatchdog(
            _systemd, StatusOfLivingEngine, SystemdWatchdog.IntervalFromEnvironment(), TimeProvider.System);
        using var memory = new MemoryAtRest(new OwnMemoryUse(), TimeProvider.System);

        if (!await ServeAsync()) return EngineDied();
        return await StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        // Closing what is still draining would wait for it; the end of the process closes everything.
        if (_isAbandoned) return;
        _push.Dispose();
        await _http.DisposeAsync();
        await _acme.DisposeAsync();
        await _bot.DisposeAsync();
        await _engine.DisposeAsync();
        await _channels.DisposeAsync();
        _systemd.Dispose();
        _signals.Dispose();
    }

    private void TellReady(bool detached)
    {
        var ready = new ReadyText(
            [.. Snapshot().Listening, .. _push.Addresses.Select(static address => ("push", address))], _http.Addresses, _http.Scheme, _reload.Current.Settings.Main.LogDir,
            (long)(TimeProvider.System.GetUtcNow() - _startedAt).TotalMilliseconds);
        DaemonLog.Ready(_log, ready.Milliseconds, ready.Addresses, ready.LogDir);
        if (detached && _ownLog.File is null) DaemonLog.NobodyHears(_log);
        if (detached) DetachedStart.TellReady();
        else if (!OwnLogProvider.StandardErrorIsJournal) Console.Out.Write(ready.ForTerminal());
        _systemd.Ready(StatusLine.Of(_engine.Snapshot()));
    }

    /// <returns>True when it was asked to stop; false when the engine ended by itself.</returns>
    private async Task<bool> ServeAsync()
    {
        Task<DaemonSignal> signal = _signals.Queued.ReadAsync().AsTask();
        Task<WaitingPush> push = _push.Queued.ReadAsync().AsTask();
        while (true)
        {
            Task next = await Task.WhenAny(signal, push, _engine.Completion, _acme.Completion, _channels.Completion, _bot.Completion);
            if (next == push)
            {
                _push.Obey(await push, _reload.Current.Settings, _reload);
                push = _push.Queued.ReadAsync().AsTask();
                continue;
            }

            if (next != signal) return false;
            DaemonSignal wanted = await signal;
            signal = _signals.Queued.ReadAsync().AsTask();
            switch (wanted)
            {
                case DaemonSignal.Stop:
                    return true;
                case DaemonSignal.Reload:
                    _systemd.Reloading();
                    _reload.Run();
                    _channels.Apply(_reload.Current.Settings.Channels);
                    _bot.Apply();
                    _acme.Wake();
                    _systemd.Ready(StatusLine.Of(_engine.Snapshot()));
                    break;
                case DaemonSignal.ReopenFiles:
                    DaemonLog.ReopeningFiles(_log);
                    _ownLog.File?.Reopen();
                    _engine.ReopenFiles();
                    break;
            }
        }
    }

    private async Task<int> StopAsync()
    {
        DaemonLog.Stopping(_log);
        _systemd.Stopping();
        Task stop = _engine.StopAsync(DrainTimeout);
        if (await Task.WhenAny(stop, _signals.StopAtOnce) != stop)
        {
            _isAbandoned = true;
            DaemonLog.StoppedAtOnce(_log, _engine.Snapshot().Inputs.Sum(input => input.Pending));
            return ExitCode.Failure;
        }

        await stop;
        await _bot.DisposeAsync();
        await _channels.StopAsync(ChannelsStopTimeout);
        await Task.WhenAny(_acme.DisposeAsync().AsTask(), Task.Delay(AcmeStopTimeout));
        // To the end of the drain it could be asked how it goes; requests that still run get a moment.
        using var moment = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _http.StopAsync(moment.Token);
        IReadOnlyList<InputSnapshot> inputs = _engine.Snapshot().Inputs;
        DaemonLog.Stopped(
            _log, inputs.Sum(input => input.Received), inputs.Sum(input => input.Stored),
            inputs.Sum(input => input.Rejected.Values.Sum()), inputs.Sum(input => input.Dropped.Values.Sum()),
            inputs.Sum(input => input.Pending));
        return ExitCode.Ok;
    }

    private int EngineDied()
    {
        DaemonLog.EngineDied(_log, _engine.Completion.Exception ?? _acme.Completion.Exception ?? _channels.Completion.Exception ?? _bot.Completion.Exception);
        _systemd.Status("A part of the engine has died");
        return ExitCode.Failure;
    }

    private EngineSnapshot Snapshot()
    {
        EngineSnapshot engine = _engine.Snapshot();
        return engine with
        {
            Listening = [.. engine.Listening, .. _http.InputAddresses, .. _acme.Addresses.Select(static address => ("acme", (EndPoint)address))],
            Metrics = [.. engine.Metrics, .. _acme.Metrics(), .. _channels.Metrics(), .. _bot.Metrics(), .. _http.Metrics()],
        };
    }

    private string? StatusOfLivingEngine() => _engine.Completion.IsCompleted ? null : StatusLine.Of(_engine.Snapshot());
}
