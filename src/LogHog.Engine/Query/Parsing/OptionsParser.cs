using System.Globalization;

namespace LogHog.Engine.Query.Parsing;

internal static class OptionsParser
{
    /// <summary>Reads <c>options(name=value, …)</c> if the query starts with it; what is not set is inherited.</summary>
    public static QueryOptions Parse(TokenReader reader)
    {
        QueryOptions options = reader.Options;
        if (!reader.Skip("options"))
        {
            return options;
        }

        reader.Expect("(", "after options; to search for the word, put it in quotes");
        while (!reader.Skip(")"))
        {
            string name = reader.Current.Text;
            reader.Next();
            reader.Expect("=", $"after the option {name}");
            int at = reader.Position;
            string value = reader.ReadValue($"the value of {name}");
            options = name switch
            {
                "concurrency" when uint.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out uint n) => options with { Concurrency = n },
                "ignore_global_time_filter" when ParseBool(value) is { } ignore => options with { IgnoreGlobalTimeFilter = ignore },
                "concurrency" or "ignore_global_time_filter" => throw new LogsQlException($"'{value}' is no value for the option {name}", at),
                _ => throw new LogsQlException(
                    $"there is no option '{name}'" + QueryVocabulary.DidYouMean(name, ["concurrency", "ignore_global_time_filter"]), at),
            };

            if (!reader.Skip(",") && !reader.Is(")"))
            {
                throw reader.Unexpected("',' or ')' in options(…)");
            }
        }

        return options;
    }

    private static bool? ParseBool(string text) => text.ToLowerInvariant() switch
    {
        "1" or "t" or "true" => true,
        "0" or "f" or "false" => false,
        _ => null,
    };
}
