using System.Globalization;

namespace LogHog.Server.Systemd;

/// <summary>
/// Tells systemd twice in each <c>WATCHDOG_USEC</c> that the daemon lives, as long as the engine answers. When it does not,
/// systemd hears nothing and restarts the service.
/// </summary>
internal sealed class SystemdWatchdog : IDisposable
{
    private readonly ITimer? _timer;

    /// <param name="notifier">Who hears it.</param>
    /// <param name="engineStatus">Asks the engine; returns one line for people, or null when the engine is dead.</param>
    /// <param name="interval">Null = nobody watches.</param>
    /// <param name="time">The clock of the timer.</param>
    public SystemdWatchdog(SystemdNotifier notifier, Func<string?> engineStatus, TimeSpan? interval, TimeProvider time)
    {
        if (interval is not { } every) return;
        _timer = time.CreateTimer(_ => Tell(notifier, engineStatus), null, TimeSpan.Zero, every);
    }

    /// <summary>Half of what systemd allows (sd_watchdog_enabled(3)); null when it does not watch this process.</summary>
    public static TimeSpan? IntervalFromEnvironment()
    {
        string? forProcess = Environment.GetEnvironmentVariable("WATCHDOG_PID");
        string? microseconds = Environment.GetEnvironmentVariable("WATCHDOG_USEC");
        if (forProcess is not null && forProcess != Environment.ProcessId.ToString(CultureInfo.InvariantCulture)) return null;
        return long.TryParse(microseconds, NumberStyles.None, CultureInfo.InvariantCulture, out long usec) && usec > 0
            ? TimeSpan.FromMicroseconds(usec / 2.0)
            : null;
    }

    public void Dispose() => _timer?.Dispose();

    private static void Tell(SystemdNotifier notifier, Func<string?> engineStatus)
    {
        if (engineStatus() is not { } status) return;
        notifier.Alive();
        notifier.Status(status);
    }
}
