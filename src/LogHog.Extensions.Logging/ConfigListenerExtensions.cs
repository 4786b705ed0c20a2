using System.Net;
using LogHog.Client.ConfigPush;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LogHog.Extensions.Logging;

/// <summary>How a program takes levels from <c>loghog config push</c>.</summary>
public sealed record ConfigListenerOptions
{
    /// <summary>Whom to believe.</summary>
    public required ConfigPushVerifierOptions Verifier { get; init; }

    /// <summary>Where to listen; Python's own port, on loopback.</summary>
    public IPEndPoint Address { get; init; } = new(IPAddress.Loopback, 9030);
}

/// <summary><c>logging.AddLogHogConfigListener(…)</c></summary>
public static class ConfigListenerExtensions
{
    /// <summary>
    /// Listens for signed configurations from the moment the logger factory is made until the services are disposed of; the levels of loggers
    /// take effect at once, in every provider. What became of each push stands in the program's log, category <c>LogHog.Config</c>.
    /// </summary>
    public static ILoggingBuilder AddLogHogConfigListener(this ILoggingBuilder builder, ConfigListenerOptions options)
    {
        builder.Services.AddSingleton(services => new PushedConfigService(options, services));
        builder.Services.AddSingleton<IPostConfigureOptions<LoggerFilterOptions>>(static services => services.GetRequiredService<PushedConfigService>().Filters);
        builder.Services.AddSingleton<IOptionsChangeTokenSource<LoggerFilterOptions>>(static services => services.GetRequiredService<PushedConfigService>().Filters);
        return builder;
    }

    /// <summary>Where it listens, as bound.</summary>
    public static IPEndPoint GetLogHogConfigListenerAddress(this IServiceProvider services) =>
        services.GetRequiredService<PushedConfigService>().Address;
}
