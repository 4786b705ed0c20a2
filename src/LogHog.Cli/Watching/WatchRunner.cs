using System.Runtime.InteropServices;
using LogHog.Cli.Output;
using LogHog.Engine.Durability;
using LogHog.Engine.Inputs.Following;
using Microsoft.Extensions.Logging;

namespace LogHog.Cli.Watching;

/// <summary>Shows what is new, and remembers it only when it is out.</summary>
internal static class WatchRunner
{
    public static int Run(Func<WatchAsk> read)
    {
        try
        {
            return Run(read());
        }
        catch (Exception wrong) when (wrong is FormatException or WatchBusyException or DiskException)
        {
            Say(wrong.Message);
            return ExitCode.Usage;
        }
    }

    private static int Run(WatchAsk ask)
    {
        using var stop = new CancellationTokenSource();
        using PosixSignalRegistration onInterrupt = OnSignal(PosixSignal.SIGINT, stop);
        using PosixSignalRegistration onTerminate = OnSignal(PosixSignal.SIGTERM, stop);
        using LogWatch watch = LogWatch.Open(ask.Settings, TimeProvider.System, new WatchLog(), stop.Token);
        foreach (string path in watch.Unmet)
            Say(ask.Settings.IsOnce ? $"{path}: there is no such file" : $"{path}: there is no such file yet; it is read when it comes");
        using WatchOutput output = new(ask);
        try
        {
            do
            {
                watch.Pass(output.Show, output.Flush);
                if (!ask.Settings.IsOnce)
                    watch.Wait();
            }
            while (!ask.Settings.IsOnce && !stop.IsCancellationRequested);
        }
        catch (OutputGoneException)
        {
            // Whoever read it has seen enough; what it did not take is new the next time.
            return output.IsFound ? ExitCode.Ok : ExitCode.Trouble;
        }
        catch (IOException failure) when (failure is not WatchBusyException)
        {
            Say($"standard output: {failure.Message}");
            return ExitCode.Partial;
        }

        return stop.IsCancellationRequested ? ExitCode.Interrupted
            : watch.Unreadable > 0 ? ExitCode.Partial
            : output.IsFound ? ExitCode.Ok : ExitCode.Trouble;
    }

    private static void Say(string text) => Console.Error.WriteLine($"loghog: {TerminalText.Safe(text)}");

    private static PosixSignalRegistration OnSignal(PosixSignal signal, CancellationTokenSource stop) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        stop.Cancel();
    });

    /// <summary>Warnings go to standard error; what a daemon would note otherwise is nobody's concern here.</summary>
    private sealed class WatchLog : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                Say(formatter(state, exception));
        }
    }
}
