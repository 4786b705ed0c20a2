using System.Runtime.InteropServices;
using LogHog.Cli.Output;
using LogHog.Cli.Searching;
using LogHog.Engine.Query;

namespace LogHog.Cli.Tailing;

/// <summary>Follows, shows, and says what was not shown, until somebody ends it.</summary>
internal static class TailRunner
{
    public static async Task<int> Run(Func<TailAsk> read)
    {
        try
        {
            TailAsk ask = read();
            LogsQuery query = ask.Ask.Question.Compose(TimeProvider.System);
            if (ask.Ask.IsExplained)
            {
                Console.Out.WriteLine(TerminalText.Safe(query.ToString()));
                return ExitCode.Ok;
            }

            if (ask.Ask.IsVerbose)
                await Console.Error.WriteLineAsync($"loghog: {TerminalText.Safe(query.ToString())}");
            return await Run(ask, query);
        }
        catch (QuestionException wrong)
        {
            await Console.Error.WriteAsync(wrong.Message);
            return ExitCode.Usage;
        }
        catch (TargetException failure)
        {
            await Console.Error.WriteLineAsync($"loghog: {failure.Message}");
            return failure.ExitCode;
        }
    }

    private static async Task<int> Run(TailAsk ask, LogsQuery query)
    {
        using var interrupt = new CancellationTokenSource();
        using PosixSignalRegistration onInterrupt = OnSignal(PosixSignal.SIGINT, interrupt);
        using PosixSignalRegistration onTerminate = OnSignal(PosixSignal.SIGTERM, interrupt);
        Terminal terminal = Terminal.Detect(ask.Ask.Colours);
        using var stream = new AnswerStream(null, static () => { });
        var style = new RowStyle
        {
            HasColours = terminal.HasColours,
            IsForTerminal = terminal.IsOutput || terminal.HasColours,
            Marks = new QueryMarks(query, "_msg"),
        };
        var shown = new RowOutput(stream, RowFormats.Of(ask.Ask.Format, style), isReversed: false);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(interrupt.Token, stream.Gone);
        try
        {
            if (ask.Ask.Folder is { } folder)
                await FollowedFolder.Run(folder, ask, shown, Say, end.Token);
            else
                await FollowServer(ask, query, shown, end.Token);
        }
        catch (OutputGoneException)
        {
            // Whoever read it has seen enough.
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The same, or Control-C.
        }
        catch (LogsQlException error)
        {
            throw new QuestionException(QueryError.Text(query.ToString(), error));
        }
        catch (IOException cause)
        {
            throw new TargetException($"standard output: {cause.Message}", ExitCode.Partial);
        }

        return interrupt.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Ok;
    }

    private static async Task FollowServer(TailAsk ask, LogsQuery query, RowOutput shown, CancellationToken cancellation)
    {
        using var tail = new ServerTail(ask, query.ToString(), shown, Say);
        await tail.Run(cancellation);
    }

    /// <summary>What people should know beside the rows.</summary>
    private static void Say(string text) => Console.Error.WriteLine($"loghog: {TerminalText.Safe(text)}");

    /// <summary>The first signal ends the tail, the second the process.</summary>
    private static PosixSignalRegistration OnSignal(PosixSignal signal, CancellationTokenSource interrupt) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = !interrupt.IsCancellationRequested;
            interrupt.Cancel();
        });
}
