using System.Runtime.InteropServices;
using System.Text;
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
            Console.Error.WriteLine($"loghog: {TerminalText.Safe(wrong.Message)}");
            return ExitCode.Usage;
        }
    }

    private static int Run(WatchAsk ask)
    {
        using var stop = new CancellationTokenSource();
        using PosixSignalRegistration onInterrupt = OnSignal(PosixSignal.SIGINT, stop);
        using PosixSignalRegistration onTerminate = OnSignal(PosixSignal.SIGTERM, stop);
        using LogWatch watch = LogWatch.Open(ask.Settings, TimeProvider.System, new WatchLog(), stop.Token);
        bool isFound = false;
        try
        {
            do
            {
                watch.Pass((path, text) => isFound |= Show(ask, path, text), Console.Out.Flush);
                if (!ask.Settings.IsOnce)
                    watch.Wait();
            }
            while (!ask.Settings.IsOnce && !stop.IsCancellationRequested);
        }
        catch (IOException) when (!ask.Settings.IsOnce)
        {
            // The reader of the output has gone.
            return isFound ? ExitCode.Ok : ExitCode.Trouble;
        }

        return stop.IsCancellationRequested ? ExitCode.Interrupted
            : watch.Unreadable > 0 ? ExitCode.Partial
            : isFound ? ExitCode.Ok : ExitCode.Trouble;
    }

    private static bool Show(WatchAsk ask, string path, ReadOnlyMemory<byte> text)
    {
        string line = Encoding.UTF8.GetString(text.Span);
        if ((ask.Include.Count > 0 && !ask.Include.Any(pattern => pattern.IsMatch(line))) || ask.Exclude.Any(pattern => pattern.IsMatch(line)))
            return false;
        if (ask.HasPath)
            Console.Out.Write($"{path}: ");
        Console.Out.Write(Console.IsOutputRedirected ? line : TerminalText.Safe(line));
        Console.Out.Write('\n');
        return true;
    }

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
                Console.Error.WriteLine($"loghog: {TerminalText.Safe(formatter(state, exception))}");
        }
    }
}
