using LogHog.Engine.Alerts;
using LogHog.Engine.Bot.Commands;
using LogHog.Engine.Bot.Relay;
using LogHog.Engine.Bot.Webhooks;
using LogHog.Engine.Bot.Work;
using LogHog.Engine.Diagnostics;
using LogHog.Engine.Search;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Bot;

/// <summary>The bot as a whole: alerts of other programs go to a channel, commands of people come back as answers.</summary>
public sealed class ChatBot : IAsyncDisposable
{
    private readonly Func<BotSettings> _settings;
    private readonly BotCounters _counters = new();
    private readonly BotIdentity _identity = new();
    private readonly RelayDesk _relay;
    private readonly WebhookDesk _webhooks;
    private readonly ZabbixCommands _zabbix;
    private readonly BotCommands _commands;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private BotQueue? _queue;
    private BotWorker? _worker;
    private bool _isStarted;
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;

    /// <param name="settings">Those in force; a reload changes them.</param>
    /// <param name="notifier">Takes relayed alerts.</param>
    /// <param name="search">Answers questions about logs.</param>
    /// <param name="alerts">Whose rules are shown, silenced and acknowledged.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logs">Hears how it goes.</param>
    public ChatBot(Func<BotSettings> settings, INotifier notifier, SearchRunner search, AlertEngine alerts, TimeProvider time, ILoggerFactory logs)
    {
        _settings = settings;
        _time = time;
        _log = logs.CreateLogger("LogHog.Bot");
        _relay = new RelayDesk(settings, notifier, _counters, time, _log);
        _webhooks = new WebhookDesk(settings, () => _queue, _identity, _counters, _log);
        _zabbix = new ZabbixCommands(time);
        _commands = new BotCommands([.. _zabbix.All(), .. new LogCommands(search, time).All(), .. new AlertCommands(alerts, time).All()]);
    }

    /// <summary>Faults when its loop has died by a mistake of ours.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Begins to answer, also what an earlier run has left.</summary>
    public void Start()
    {
        _isStarted = true;
        Apply();
    }

    /// <summary>Other settings are in force: it may have to begin now.</summary>
    public void Apply()
    {
        lock (_gate)
        {
            if (!_isStarted || _worker is not null || _stop.IsCancellationRequested || !_settings().TakesCommands)
                return;
            try
            {
                _queue = BotQueue.Open(_settings().Folder, _time, _log);
            }
            catch (IOException failure)
            {
                // The rest of the server serves (law 5); webhooks are told to come again.
                BotLog.NotOpened(_log, failure.Message);
                return;
            }

            _worker = new BotWorker(_settings, _queue, _identity, _commands, _counters, _time, _log);
            _running = Task.Run(RunAsync);
        }
    }

    /// <inheritdoc cref="RelayDesk.CheckToken"/>
    public RelayResult? CheckToken(string token) => _relay.CheckToken(token);

    /// <inheritdoc cref="RelayDesk.Take"/>
    public RelayResult TakeAlert(ReadOnlyMemory<byte> body) => _relay.Take(body);

    /// <inheritdoc cref="RelayDesk.Refuse"/>
    public RelayResult RefuseAlert(BotOutcome outcome, string problem) => _relay.Refuse(outcome, problem);

    /// <inheritdoc cref="WebhookDesk.CheckHeader"/>
    public WebhookResult? CheckWebhook(string signature) => _webhooks.CheckHeader(signature);

    /// <inheritdoc cref="WebhookDesk.Take"/>
    public WebhookResult TakeWebhook(string signature, ReadOnlyMemory<byte> body) => _webhooks.Take(signature, body);

    /// <inheritdoc cref="WebhookDesk.Refuse"/>
    public WebhookResult RefuseWebhook(BotOutcome outcome, string problem) => _webhooks.Refuse(outcome, problem);

    public IEnumerable<MetricValue> Metrics() =>
        _settings() is { Tokens.Count: 0, TakesCommands: false } ? _counters.Metrics(0).Where(static metric => metric.Value > 0) : _counters.Metrics(_queue?.Waiting ?? 0);

    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
            return;
        await _stop.CancelAsync();
        await _running;
        _worker?.Dispose();
        _queue?.Dispose();
        _zabbix.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            await _worker!.RunAsync(_stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // What waits is on the disk.
        }
        catch (Exception mistake)
        {
            _completion.TrySetException(mistake);
        }
    }
}
