using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Pipes;

namespace LogHog.Engine.Query.Filters;

/// <summary>What stands in <c>in(…)</c>, <c>contains_any(…)</c>, <c>contains_all(…)</c>: values, or a query that gives them.</summary>
internal sealed record ValueList(KeptTexts Values, LogsQuery? Query, string QueryField)
{
    public static ValueList Of(IEnumerable<byte[]> values) => new(KeptTexts.Of(values), null, "");

    /// <summary>The values as UTF-8.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> AllBytes => Enumerable.Range(0, Values.Count).Select(Values.Bytes);

    /// <summary>Reads the brackets; null = a star stands there, so any value will do.</summary>
    public static ValueList? Read(TokenReader reader, string function)
    {
        int start = reader.Index;
        if (TryReadValues(reader, function, out KeptTexts values, out bool any))
        {
            return any ? null : new ValueList(values, null, "");
        }

        reader.Index = start;
        int at = reader.Position;
        LogsQuery query = QueryParser.ParseInBrackets(reader, $"after {function}");
        string? field = (query.Pipes.Count > 0 ? query.Pipes[^1] : null) switch
        {
            FieldsPipe { Patterns: [{ } one] } when !one.EndsWith('*') => one,
            UniqPipe { By: [{ } one] } => one,
            _ => null,
        };
        return query is { Filter: AllFilter, Pipes.Count: 0 } ? null
            : field is not null ? new ValueList(new KeptTexts(), query, field)
            : throw new LogsQlException(
                $"{function}(…) takes values with commas between them, or a query that ends with '| fields NAME' or '| uniq by (NAME)'", at);
    }

    public override string ToString() => Query is null ? string.Join(',', Values.Select(Keywords.Quote)) : Query.ToString();

    private static bool TryReadValues(TokenReader reader, string function, out KeptTexts values, out bool any)
    {
        values = new KeptTexts();
        any = false;
        reader.Expect("(", $"after {function}");
        while (!reader.Skip(")"))
        {
            if (reader.AtEnd)
            {
                throw reader.Unexpected($"a value of {function}(…)");
            }

            if (reader.Is("*"))
            {
                any = true;
                reader.Next();
            }
            else if (reader.Is("(") || reader.Is(",") || reader.Is("|") || reader.Is("!") || reader.Is("[") || reader.Is("]"))
            {
                return false;
            }
            else
            {
                values.Add(reader.ReadPhrase($"a value of {function}(…)"));
            }

            if (!reader.Skip(",") && !reader.Is(")"))
            {
                return false;
            }
        }

        return true;
    }
}
