using System.CommandLine;
using LogHog.Cli.Sending;

namespace LogHog.Cli.Pushing;

/// <summary><c>loghog config</c>: logging configurations pushed to running programs.</summary>
internal static class ConfigCommand
{
    public static Command Build() => new(
        "config",
        """
        Turn the logging of running programs up or down from here, signed. Programs take it with Python's logging.config.listen and
        loghog_verify.py, or with LogHog.Extensions.Logging; docs/config-push.md shows how.

        Examples:
          loghog config keys create ops
          loghog config push debug.json shop
          loghog config rollback shop
          loghog config history shop
        """)
    {
        PushOptions.Config, PushOptions.Store, PushOptions.Json,
        PushCommands.BuildPush(), PushCommands.BuildDiff(), HistoryCommand.Build(), PushCommands.BuildRollback(), KeysCommand.Build(),
    };

    /// <summary>Tells what went wrong in one line.</summary>
    public static async Task<int> GuardAsync(Func<Task<int>> action)
    {
        try
        {
            return await action();
        }
        catch (UsageException wrong)
        {
            await Console.Error.WriteLineAsync($"loghog: {wrong.Message}");
            return ExitCode.Usage;
        }
        catch (FileNotFoundException missing)
        {
            await Console.Error.WriteLineAsync($"loghog: {missing.Message}");
            return ExitCode.Usage;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"loghog: {failure.Message}");
            return ExitCode.Trouble;
        }
    }
}
