using System.Runtime.InteropServices;
using LogHog.Cli.Output;
using LogHog.Engine.Query;

namespace LogHog.Cli.Searching;

/// <summary>Asks, shows the answer, and says how it went.</summary>
internal static class AskRunner
{
    /// <param name="read">From the command line to the request.</param>
    public static async Task<int> Run(Func<Ask> read)
    {
        try
        {
            Ask ask = read();
            LogsQuery query = ask.Question.Compose(TimeProvider.System);
            if (ask.IsExplained)
            {
                Console.Out.WriteLine(TerminalText.Safe(query.ToString()));
                return ExitCode.Ok;
            }

            if (ask.IsVerbose)
                await Console.Error.WriteLineAsync($"loghog: {TerminalText.Safe(query.ToString())}");
            using IQueryTarget target = ask.Folder is { } folder ? new FolderTarget(folder) : new ServerTarget(ask.Server, ask.Trust);
            return await Run(ask, query, target);
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

    private static async Task<int> Run(Ask ask, LogsQuery query, IQueryTarget target)
    {
        using var interrupt = new CancellationTokenSource();
        using PosixSignalRegistration onInterrupt = OnSignal(PosixSignal.SIGINT, interrupt);
        using PosixSignalRegistration onTerminate = OnSignal(PosixSignal.SIGTERM, interrupt);
        Terminal terminal = Terminal.Detect(ask.Colours);
        RowOutput? shown = null;
        using var progress = new Progress(terminal.IsError, () => shown?.Rows ?? 0, TimeProvider.System);
        using var stream = new AnswerStream(
            ask.MayPage && terminal.IsOutput ? Pager.Command() : null, terminal.IsOutput ? progress.Dispose : static () => { });
        shown = new RowOutput(stream, RowFormats.Of(ask.Format, Style(ask, query, terminal)), ask.IsReversed);
        var cursor = new CursorFilter(ask.Cursor.After, shown);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(interrupt.Token, stream.Gone);
        TargetException? failure = null;
        bool isWhole = false;
        try
        {
            await target.Run(query, ask.Question.Bounds(TimeProvider.System), ask.Cursor.IsUsed ? cursor : shown, end.Token);
            isWhole = true;
            ShowCursor(ask, cursor.Last, stream);
        }
        catch (OutputGoneException)
        {
            // Whoever read it has seen enough: no error.
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The same, or Ctrl-C.
        }
        catch (LogsQlException error)
        {
            throw new QuestionException(QueryError.Text(query.ToString(), error));
        }
        catch (IOException cause)
        {
            throw new TargetException($"standard output: {cause.Message}", ExitCode.Partial);
        }
        catch (TargetException cause)
        {
            failure = cause;
        }

        progress.Dispose();
        stream.Finish();
        if (failure is not null)
            await Console.Error.WriteLineAsync($"loghog: {failure.Message}");
        if (isWhole)
            await Tell(ask, query, target, shown, interrupt.Token);
        return failure?.ExitCode ?? (interrupt.IsCancellationRequested ? ExitCode.Interrupted
            : target.Problems.Count > 0 ? ExitCode.Partial
            : shown.Rows > 0 || !isWhole ? ExitCode.Ok : ExitCode.Trouble);
    }

    private static RowStyle Style(Ask ask, LogsQuery query, Terminal terminal) => new()
    {
        HasColours = terminal.HasColours,
        IsForTerminal = terminal.IsOutput || terminal.HasColours,
        Marks = new QueryMarks(query, "_msg"),
        LineField = ask.LineField,
        FirstColumns = ask.FirstColumns,
    };

    /// <summary>The first signal ends the search, the second the process.</summary>
    private static PosixSignalRegistration OnSignal(PosixSignal signal, CancellationTokenSource interrupt) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = !interrupt.IsCancellationRequested;
            interrupt.Cancel();
        });

    /// <summary>Only after a whole answer: else the next one would lack what was not shown.</summary>
    private static void ShowCursor(Ask ask, RowCursor? last, AnswerStream stream)
    {
        if (last is null)
            return;
        if (ask.Cursor.File is { } file)
            File.WriteAllText(file, $"{last}\n");
        if (!ask.Cursor.IsShown)
            return;
        if (RowFormats.IsForPrograms(ask.Format))
            Console.Error.WriteLine($"-- cursor: {last}");
        else
            stream.Write(System.Text.Encoding.ASCII.GetBytes($"-- cursor: {last}\n"));
    }

    private static async Task Tell(Ask ask, LogsQuery query, IQueryTarget target, RowOutput shown, CancellationToken cancellation)
    {
        if (ask.RowsTold > 0 && shown.Rows == ask.RowsTold && !ask.IsQuiet)
            await Console.Error.WriteLineAsync($"loghog: the newest {ask.RowsTold}; -n N shows more, -n all all of them");
        foreach (string problem in target.Problems)
            await Console.Error.WriteLineAsync($"loghog: {TerminalText.Safe(problem)}");
        if (shown.Rows > 0 || ask.IsQuiet || ask.Cursor.After is not null)
            return;
        IReadOnlyList<string> hints = await new EmptyAnswerHints(target, ask, query).Find(cancellation);
        // To somebody at a terminal silence looks like a mistake; a script sees the exit code.
        foreach (string hint in hints.Count == 0 && !Console.IsErrorRedirected ? ["nothing found"] : hints)
            await Console.Error.WriteLineAsync($"loghog: {TerminalText.Safe(hint)}");
    }
}
