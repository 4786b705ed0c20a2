using LogHog.Engine.Query.Filters;
using LogHog.Engine.Query.Pipes;

namespace LogHog.Engine.Query.Parsing;

/// <summary>query = [options] filter { "|" pipe }.</summary>
internal static class QueryParser
{
    public static LogsQuery Parse(TokenReader reader)
    {
        reader.Enter();
        QueryOptions outer = reader.Options;
        QueryOptions options = OptionsParser.Parse(reader);
        reader.Options = options;
        if (reader.AtPartEnd)
        {
            throw reader.Unexpected("a filter ('*' finds everything)");
        }

        Filter filter = FilterParser.Parse(reader);
        List<Pipe> pipes = [];
        while (reader.Skip("|"))
        {
            if (pipes.Count == QueryLimits.PipesMax)
            {
                throw reader.Error($"a query has at most {QueryLimits.PipesMax} pipes");
            }

            pipes.Add(PipeParser.Parse(reader));
            if (!reader.AtPartEnd)
            {
                throw reader.Unexpected("'|' or the end of the pipe");
            }
        }

        reader.Options = outer;
        reader.Leave();
        return Simplify(new LogsQuery(options, filter, pipes, reader.NowUnixNs));
    }

    /// <summary>Reads a query in brackets.</summary>
    public static LogsQuery ParseInBrackets(TokenReader reader, string where)
    {
        reader.Expect("(", where);
        reader.CountSubQuery();
        LogsQuery query = Parse(reader);
        reader.Expect(")", "at the end of the sub-query");
        return query;
    }

    /// <summary>Puts filters in front of any other pipe where the index can use them, and joins what belongs together.</summary>
    private static LogsQuery Simplify(LogsQuery query)
    {
        Filter filter = query.Filter;
        List<Pipe> pipes = [.. query.Pipes];
        while (pipes.Count > 0 && pipes[0] is FilterPipe first)
        {
            filter = FilterLogic.And([filter, first.Filter]);
            pipes.RemoveAt(0);
        }

        for (int i = 1; i < pipes.Count;)
        {
            if (pipes[i - 1].TryJoin(pipes[i]) is { } joined)
            {
                pipes[i - 1] = joined;
                pipes.RemoveAt(i);
            }
            else
            {
                i++;
            }
        }

        return new LogsQuery(query.Options, filter, pipes, query.NowUnixNs);
    }
}
