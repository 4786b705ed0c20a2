using LogHog.Cli.Output;
using Microsoft.Extensions.Logging;

namespace LogHog.Cli.Certificates.Acme;

/// <summary>What the engine says of its work, on standard error.</summary>
internal sealed class ErrorLog : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            Console.Error.WriteLine($"loghog: {TerminalText.Safe(formatter(state, exception))}");
    }
}
