using System.CommandLine;
using LogHog.Engine.Durability;
using LogHog.Engine.Query;
using LogHog.Engine.Search;

namespace LogHog.Cli.Searching;

/// <summary><c>loghog search QUERY --dir PATH</c>: straight on a folder of log files, without any server.</summary>
internal static class SearchCommand
{
    public static Command Build()
    {
        var query = new Argument<string[]>("QUERY") { Description = "LogsQL; several words are joined. Nothing = everything.", Arity = ArgumentArity.ZeroOrMore };
        var folder = new Option<string>("--dir", "-d") { HelpName = "PATH", Description = "The folder of log files, live and archived.", Required = true };
        var since = new Option<string?>("--since", "-S") { HelpName = "TIME", Description = "Not before: 1h (ago), today, 2026-11-20, '2026-11-20 15:04' (local time)." };
        var until = new Option<string?>("--until", "-U") { HelpName = "TIME", Description = "Not after." };
        var rows = new Option<string?>("--lines", "-n") { HelpName = "N", Description = $"Only the newest N (default: {SearchRequest.RowsDefault}), or 'all', as they are found." };
        var reverse = new Option<bool>("--reverse", "-r") { Description = "The newest first; else it stands last." };
        var format = new Option<string>("--output", "-o") { HelpName = "short|json|raw", Description = "short: for people; json: an object a line; raw: the message alone.", DefaultValueFactory = _ => RowFormats.Names[0] };
        format.AcceptOnlyFromAmong(RowFormats.Names);
        rows.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: not "all" } token] && (!int.TryParse(token.Value, out int number) || number < 1))
                result.AddError($"-n {token.Value}: a number from 1 on is wanted, or 'all'");
        });
        var command = new Command(
            "search",
            """
            Search a folder of log files, written by loghogd or by others, with LogsQL. No server is needed. There is no index
            yet: each search reads the files that their names and times do not rule out.
            A query with pipes (| stats …, | sort …) answers in the order that its pipes give.

              loghog search --dir /var/log/loghog error -S 1h
              loghog search --dir . '{app="shop"} level:error "timed out" | stats by (host) count()'

            Exit codes: 0 found, 1 nothing found, 2 wrong query or command line, 5 some files could not be read
            """) { query, folder, since, until, rows, reverse, format };
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(
            new SearchRequest
            {
                Query = parsed.GetValue(query) is { Length: > 0 } words ? string.Join(' ', words) : "*",
                Folder = parsed.GetValue(folder)!,
                Since = parsed.GetValue(since),
                Until = parsed.GetValue(until),
                Rows = parsed.GetValue(rows),
                NewestFirst = parsed.GetValue(reverse),
                Format = parsed.GetValue(format)!,
            },
            cancellation)));
        return command;
    }

    private static int Run(SearchRequest request, CancellationToken cancellation)
    {
        try
        {
            LogsQuery query = request.Parse(TimeProvider.System, out bool isReversed);
            using RootedFolder folder = RootedFolder.Open(request.Folder, create: false);
            bool colours = !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
            using Stream stream = Console.OpenStandardOutput();
            var output = new RowOutput(stream, RowFormats.Of(request.Format, colours), isReversed);
            var source = new FolderSource(folder, TimeProvider.System);
            QueryRunner.Run(query, source, output, QueryLimits.Default, cancellation);
            return Tell(request, source, output, isReversed);
        }
        catch (LogsQlException error)
        {
            Console.Error.Write(QueryError.Text(request.Query, error));
            return ExitCode.Usage;
        }
        catch (DiskException failure)
        {
            Console.Error.WriteLine($"loghog: {failure.Message}");
            return ExitCode.Usage;
        }
        catch (IOException)
        {
            return ExitCode.Ok; // Whoever read the output has seen enough (| head).
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
    }

    private static int Tell(SearchRequest request, FolderSource source, RowOutput output, bool isReversed)
    {
        if (isReversed && request.Rows is null && output.Rows == SearchRequest.RowsDefault)
            Console.Error.WriteLine($"loghog: the newest {SearchRequest.RowsDefault}; -n N shows more, -n all all of them");
        foreach (string problem in source.Problems)
            Console.Error.WriteLine($"loghog: {problem}");
        return source.Problems.Count > 0 ? ExitCode.Partial : output.Rows > 0 ? ExitCode.Ok : ExitCode.Trouble;
    }
}
