using LogHog.Cli.Output;
using LogHog.Cli.Searching;
using LogHog.Engine.Durability;
using LogHog.Engine.Tail;

namespace LogHog.Cli.Tailing;

/// <summary>Follows a folder of log files here, without any server.</summary>
internal static class FollowedFolder
{
    // Soon enough for eyes, and little work for a folder that rests.
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Follows until it is cancelled.</summary>
    /// <exception cref="TargetException">It is no folder that can be read.</exception>
    /// <exception cref="LogHog.Engine.Query.LogsQlException">The query cannot be followed.</exception>
    public static async Task Run(string path, TailAsk ask, RowOutput output, Action<string> say, CancellationToken cancellation)
    {
        try
        {
            using RootedFolder folder = RootedFolder.Open(path, create: false);
            using FolderTail tail = await FolderTail.OpenAsync(
                folder, _ => ask.Ask.Question.Compose(TimeProvider.System), output, TimeProvider.System, cancellation);
            if (ask.Lines is not 0)
                tail.ReadHistory(ask.SinceUnixNs, ask.Lines, cancellation);
            while (true)
            {
                while (tail.TakeProblem() is { } problem)
                    say(problem);
                await Task.Delay(LookInterval, cancellation);
                tail.Look(cancellation);
            }
        }
        catch (DiskException failure)
        {
            throw new TargetException(failure.Message, ExitCode.Usage);
        }
    }
}
