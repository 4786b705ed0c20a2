using System.Globalization;
using LogHog.Engine.Bot.Answers;
using LogHog.Engine.Bot.Zabbix;

namespace LogHog.Engine.Bot.Commands;

/// <summary><c>show issues</c>, <c>show status</c>: what the monitoring system knows.</summary>
internal sealed class ZabbixCommands(TimeProvider time) : IDisposable
{
    // As many as somebody reads on a phone; the number of all stands above them.
    private const int IssuesMax = 30;

    private readonly Lock _gate = new();
    private ZabbixClient? _client;
    private ZabbixSettings? _clientOf;

    public IEnumerable<BotCommand> All() =>
    [
        new BotCommand("show issues", "", "active problems of Zabbix, newest first", IssuesAsync),
        new BotCommand("show status", "", "how many hosts, items and triggers Zabbix watches", StatusAsync),
    ];

    public void Dispose() => _client?.Dispose();

    private Task<BotAnswer> IssuesAsync(BotCall call, CancellationToken cancellation) => AskAsync(call, async client =>
    {
        ZabbixProblems problems = await client.ProblemsAsync(IssuesMax, cancellation);
        return new BotAnswer(AnswerKind.Issues)
        {
            Texts = new Dictionary<string, string>(StringComparer.Ordinal) { ["count"] = (problems.IsMore ? "more than " : "") + Text(problems.Count) },
            Rows = [.. problems.Newest.Select(Row)],
            MoreRows = problems.Count - problems.Newest.Count,
        };
    });

    private Task<BotAnswer> StatusAsync(BotCall call, CancellationToken cancellation) => AskAsync(call, async client =>
    {
        ZabbixNumbers numbers = await client.NumbersAsync(cancellation);
        return new BotAnswer(AnswerKind.Status)
        {
            Texts = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["hosts_enabled"] = Text(numbers.HostsEnabled),
                ["hosts_disabled"] = Text(numbers.HostsDisabled),
                ["items_enabled"] = Text(numbers.ItemsEnabled),
                ["items_unsupported"] = Text(numbers.ItemsUnsupported),
                ["items_disabled"] = Text(numbers.ItemsDisabled),
                ["triggers_enabled"] = Text(numbers.TriggersEnabled),
                ["triggers_disabled"] = Text(numbers.TriggersDisabled),
                ["triggers_problem"] = Text(numbers.TriggersProblem),
            },
        };
    });

    private async Task<BotAnswer> AskAsync(BotCall call, Func<ZabbixClient, Task<BotAnswer>> ask)
    {
        if (call.Settings.Zabbix is not { } settings)
            throw new BotProblemException("I know no monitoring system: [bot] zabbix_url is not set.");
        try
        {
            return await ask(ClientOf(settings));
        }
        catch (ZabbixException failure)
        {
            throw new BotProblemException(failure.Message + ".", failure);
        }
    }

    /// <summary>The same as long as the settings are: it has a session.</summary>
    private ZabbixClient ClientOf(ZabbixSettings settings)
    {
        lock (_gate)
        {
            if (_client is not null && _clientOf == settings)
                return _client;
            _client?.Dispose();
            _client = null;
            _client = new ZabbixClient(settings);
            _clientOf = settings;
            return _client;
        }
    }

    private IReadOnlyDictionary<string, string> Row(ZabbixProblem problem) => BotAnswer.Row(
        ("issue", problem.Name),
        ("host", problem.Host),
        ("severity", Word(problem.Severity)),
        ("since", problem.Since.ToOffset(time.LocalTimeZone.GetUtcOffset(problem.Since)).ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture)),
        ("age", AgeText.Of(time.GetUtcNow() - problem.Since)),
        ("icon", problem.Severity >= ZabbixSeverity.High ? "🔴" : problem.Severity >= ZabbixSeverity.Warning ? "🟠" : "🔵"),
        ("acknowledged", problem.IsAcknowledged ? "yes" : ""));

    private static string Word(ZabbixSeverity severity) => severity == ZabbixSeverity.NotClassified ? "not classified" : severity.ToString().ToLowerInvariant();

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
