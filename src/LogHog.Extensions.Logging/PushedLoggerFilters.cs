using LogHog.Client.ConfigPush;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace LogHog.Extensions.Logging;

/// <summary>
/// Puts pushed levels before the program's own filters, whichever providers it has, and tells the logger factory when they change. What the
/// push says nothing about keeps the program's own rules.
/// </summary>
internal sealed class PushedLoggerFilters : IPostConfigureOptions<LoggerFilterOptions>, IOptionsChangeTokenSource<LoggerFilterOptions>
{
    private volatile LoggingLevels _levels = LoggingLevels.None;
    private CancellationTokenSource _changed = new();

    /// <summary>The options without a name, which the logger factory uses.</summary>
    public string Name => Options.DefaultName;

    public void Apply(LoggingLevels levels)
    {
        _levels = levels;
        // Not disposed of: somebody may be about to take its token, and it holds nothing.
        Interlocked.Exchange(ref _changed, new CancellationTokenSource()).Cancel();
    }

    public IChangeToken GetChangeToken() => new CancellationChangeToken(_changed.Token);

    public void PostConfigure(string? name, LoggerFilterOptions options)
    {
        LoggingLevels levels = _levels;
        // A rule for everything else stands for MinLevel, which holds only where no rule does.
        LoggerFilterRule[] own = [new LoggerFilterRule(null, null, options.MinLevel, null), .. options.Rules];
        options.Rules.Clear();
        foreach (LoggerFilterRule rule in own)
            options.Rules.Add(Covered(rule, rule.ProviderName, levels));
        // The most specific rule holds alone: so each that counts for a named provider is said once more for it.
        foreach (string handler in levels.Handlers)
        {
            foreach (LoggerFilterRule rule in own.Where(rule => rule.ProviderName is null && !IsSaidFor(handler, rule, own)))
                options.Rules.Add(Covered(rule, handler, levels));
        }
    }

    private static bool IsSaidFor(string provider, LoggerFilterRule rule, LoggerFilterRule[] own) =>
        Array.Exists(own, other => other.ProviderName == provider && other.CategoryName == rule.CategoryName);

    /// <summary>The rule, where the push says nothing about a logger.</summary>
    private static LoggerFilterRule Covered(LoggerFilterRule rule, string? provider, LoggingLevels levels) =>
        new(provider, rule.CategoryName, null, (providerType, category, level) =>
        {
            int number = PythonNumber(level);
            bool passes = levels.LoggerPasses(category ?? "", number)
                ?? (level >= (rule.LogLevel ?? LogLevel.Trace) && (rule.Filter is null || rule.Filter(providerType, category, level)));
            return passes && (provider is null || levels.HandlerPasses(provider, category ?? "", number));
        });

    /// <summary>Trace has no name in Python; 5 is what those who need one give it.</summary>
    private static int PythonNumber(LogLevel level) => level switch
    {
        LogLevel.Trace => 5,
        LogLevel.Debug => 10,
        LogLevel.Information => 20,
        LogLevel.Warning => 30,
        LogLevel.Error => 40,
        _ => 50,
    };
}
