using System.Globalization;
using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Pipes;
using SortKey = LogHog.Engine.Query.Pipes.SortKey;

namespace LogHog.Engine.Query.Stats;

/// <summary>function = name "(" arguments ")" [ "sort" "by" … ] [ "limit" n ].</summary>
internal static class StatsFunctionParser
{
    public static bool IsFunction(TokenReader reader) =>
        !reader.Current.IsQuoted && QueryVocabulary.StatsNames.Contains(reader.Current.Text) && reader.IsNext("(");

    public static StatsFunction Parse(TokenReader reader)
    {
        Token token = reader.Current;
        if (!IsFunction(reader))
        {
            throw token.IsQuoted || token.IsEnd || QueryVocabulary.StatsNames.Contains(token.Text)
                ? reader.Unexpected("a function such as count() or sum(field)")
                : new LogsQlException($"there is no stats function '{token.Text}'" + QueryVocabulary.DidYouMean(token.Text, QueryVocabulary.StatsNames), token.Position);
        }

        string name = token.Text.ToLowerInvariant();
        reader.Next();
        if (name == "quantile")
        {
            return ParseQuantile(reader);
        }

        List<string> arguments = PipeSyntax.ReadBracketedFields(reader, $"after {name}", patterns: true);
        bool all = arguments.Count == 0 || arguments.Contains("*");
        List<string> named = all ? [] : arguments;
        return name switch
        {
            "count" or "count_empty" => new CountFunction(name, named),
            "rate" => arguments.Count == 0 ? new CountFunction(name, []) : throw Wrong(token, "rate() takes no arguments"),
            "sum" or "avg" or "rate_sum" or "sum_len" => new SumFunction(name, named),
            "min" or "max" => new ExtremeFunction(name, named),
            "median" => new QuantileFunction(name, 0.5, "0.5", named),
            "row_any" => new RowFunction(name, "", named),
            "row_min" or "row_max" => ParseRow(token, name, arguments),
            "count_uniq" or "count_uniq_hash" => arguments.Count > 0 && !arguments.Exists(a => a.EndsWith('*'))
                ? new UniqFunction(name, arguments, ReadLimit(reader))
                : throw Wrong(token, $"{name}(…) takes the names of fields, without stars"),
            "values" or "uniq_values" => new ValuesFunction(name, named, ReadLimit(reader)),
            "json_values" => ParseJsonValues(reader, named),
            _ => arguments.Count == 1 && !arguments[0].EndsWith('*')
                ? new HistogramFunction(arguments)
                : throw Wrong(token, "histogram(…) takes one field, without a star"),
        };
    }

    private static JsonValuesFunction ParseJsonValues(TokenReader reader, List<string> arguments)
    {
        List<SortKey> keys = [];
        if (reader.Is("sort") || reader.Is("order"))
        {
            reader.Next();
            reader.Skip("by");
            keys = SortSyntax.ReadKeys(reader);
        }

        return new JsonValuesFunction(arguments, keys, ReadLimit(reader));
    }

    private static RowFunction ParseRow(Token token, string name, List<string> arguments)
    {
        if (arguments.Count == 0 || arguments[0].EndsWith('*'))
        {
            throw Wrong(token, $"the first argument of {name}(…) is the field that decides");
        }

        List<string> rest = arguments[1..];
        return new RowFunction(name, arguments[0], rest.Contains("*") ? [] : rest);
    }

    private static QuantileFunction ParseQuantile(TokenReader reader)
    {
        reader.Expect("(", "after quantile");
        int at = reader.Position;
        string text = reader.ReadPhrase("a number from 0 to 1");
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double phi) || phi is not (>= 0 and <= 1))
        {
            throw new LogsQlException($"the first argument of quantile(…) is a number from 0 to 1, not '{text}'", at);
        }

        List<string> arguments = [];
        while (reader.Skip(",") && !reader.Is(")"))
        {
            arguments.Add(PipeSyntax.ReadFieldPattern(reader));
        }

        reader.Expect(")", "at the end of quantile(…)");
        return new QuantileFunction("quantile", phi, text, arguments.Contains("*") ? [] : arguments);
    }

    private static long ReadLimit(TokenReader reader) => reader.Skip("limit") ? PipeSyntax.ReadCount(reader, "limit") : 0;

    private static LogsQlException Wrong(Token token, string message) => new(message, token.Position);
}
