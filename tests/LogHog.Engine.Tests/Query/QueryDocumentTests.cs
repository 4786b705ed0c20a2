using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using LogHog.Engine.Query;

namespace LogHog.Engine.Tests.Query;

/// <summary>What docs/query.md shows has to work.</summary>
public sealed partial class QueryDocumentTests
{
    [Fact]
    public void Every_filter_of_the_document_parses() => Check(Examples("## Filters", "## Pipes"), prefix: "", atLeast: 30);

    [Fact]
    public void Every_pipe_of_the_document_parses() => Check(Examples("## Pipes", "### stats"), prefix: "* | ", atLeast: 25);

    [Fact]
    public void Every_function_of_the_document_parses() => Check(Examples("### stats", "## Options", column: 1), prefix: "* | stats ", atLeast: 15, skip: IsBareName);

    private static bool IsBareName(string example) => !example.Contains('(', StringComparison.Ordinal);

    private static void Check(List<string> examples, string prefix, int atLeast, Func<string, bool>? skip = null)
    {
        List<string> misses = [];
        int checkedCount = 0;
        foreach (string example in examples)
        {
            if (example.Contains('…', StringComparison.Ordinal) || (skip is not null && skip(example)))
            {
                continue;
            }

            checkedCount++;
            try
            {
                LogsQuery.Parse(prefix + example.Replace("limit n", "limit 3", StringComparison.Ordinal), Corpus.Now);
            }
            catch (LogsQlException e)
            {
                misses.Add($"{example}: {e.Message}");
            }
        }

        Assert.True(misses.Count == 0, string.Join('\n', misses));
        Assert.True(checkedCount >= atLeast, $"only {checkedCount} examples were found");
    }

    /// <summary>The code in one column of the tables between two headings; in the table of times the examples stand first.</summary>
    private static List<string> Examples(string from, string to, int column = 2, [CallerFilePath] string here = "")
    {
        string text = File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "query.md"));
        int start = text.IndexOf($"\n{from}\n", StringComparison.Ordinal);
        string part = text[start..text.IndexOf($"\n{to}\n", start, StringComparison.Ordinal)];
        List<string> examples = [];
        foreach (string line in part.Split('\n').Where(line => line.StartsWith('|')))
        {
            string[] cells = line.Replace("\\|", "\u0001", StringComparison.Ordinal).Split('|');
            int cell = cells.Length == 4 ? 1 : column;
            examples.AddRange(Code().Matches(cells[cell]).Select(match => match.Groups["code"].Value.Replace('\u0001', '|')));
        }

        return examples;
    }

    [GeneratedRegex("`(?<code>[^`]+)`", RegexOptions.None, 1000)]
    private static partial Regex Code();
}
