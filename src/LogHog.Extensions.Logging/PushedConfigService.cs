using System.Net;
using LogHog.Client.ConfigPush;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LogHog.Extensions.Logging;

/// <summary>The listener with its verifier and its filters, made and disposed of by the program's services.</summary>
internal sealed partial class PushedConfigService : IDisposable, IAsyncDisposable
{
    private readonly IServiceProvider _services;
    private readonly ConfigPushVerifier _verifier;
    private readonly LoggingConfigListener _listener;

    public PushedConfigService(ConfigListenerOptions options, IServiceProvider services)
    {
        _services = services;
        _verifier = new ConfigPushVerifier(options.Verifier);
        try
        {
            _listener = new LoggingConfigListener(new LoggingConfigListenerOptions
            {
                Address = options.Address,
                Verify = _verifier.Verify,
                Apply = Filters.Apply,
                Report = Report,
            });
        }
        catch
        {
            _verifier.Dispose();
            throw;
        }
    }

    public PushedLoggerFilters Filters { get; } = new();

    public IPEndPoint Address => _listener.Address;

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync();
        _verifier.Dispose();
    }

    /// <summary>The logger factory needs the filters, so it is asked for when there is something to say.</summary>
    private void Report(ConfigPushed pushed)
    {
        ILogger log = _services.GetRequiredService<ILoggerFactory>().CreateLogger("LogHog.Config");
        if (pushed.Accepted)
            Took(log, pushed.Reason, pushed.Peer);
        else
            Refused(log, pushed.Status, pushed.Reason, pushed.Peer);
    }

    [LoggerMessage(1, LogLevel.Information, "Took a pushed configuration: {Reason} (from {Peer})")]
    private static partial void Took(ILogger log, string reason, IPAddress peer);

    [LoggerMessage(2, LogLevel.Warning, "Refused a pushed configuration ({Status}): {Reason} (from {Peer})")]
    private static partial void Refused(ILogger log, string status, string reason, IPAddress peer);
}
