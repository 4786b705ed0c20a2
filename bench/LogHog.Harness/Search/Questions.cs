namespace LogHog.Harness.Search;

/// <summary>The table of issue 6.</summary>
internal static class Questions
{
    private const string WithLiteral = @"Failed password for (alice|bob) from 10\.3\.";
    private const string WithoutLiteral = "[0-9]{4}[k-z]{3}[0-9] ";

    /// <summary>The end of one file: no tool merges files by time.</summary>
    private const string Newest = "tail -q -n 100 $(ls $D/*/web.access.log | head -n 1) | wc -l";

    public static List<Question> For(PlantedTruth truth) =>
    [
        new("rare word, 30 hits", PlantedTruth.RareWord, Result.Rows, 20, Count($"-Fw {PlantedTruth.RareWord}"), Archived($"-Fw {PlantedTruth.RareWord}"))
        {
            ColdBudgetMs = 150, ArchivedBudgetMs = 30, Wanted = truth.RareHits,
        },
        new("one trace id", $"trace_id:={PlantedTruth.TraceId}", Result.Rows, 10, Count($"-F {PlantedTruth.TraceId}"), Archived($"-F {PlantedTruth.TraceId}"))
        {
            Wanted = truth.TraceHits,
        },
        new("an absent word", PlantedTruth.AbsentWord, Result.Rows, 10, Count($"-Fw {PlantedTruth.AbsentWord}"), Archived($"-Fw {PlantedTruth.AbsentWord}")) { Wanted = 0 },
        new("newest 100 of a common word", PlantedTruth.CommonWord, Result.Rows, 10, Newest, "") { Limit = 100, Wanted = 100, PeerDiffers = true },
        new("newest 100", "*", Result.Rows, 10, Newest, "") { Limit = 100, Wanted = 100, PeerDiffers = true },
        new("newest 100 errors, five minutes", "level:error", Result.Rows, 10, Newest, "") { Limit = 100, Wanted = 100, IsLastMinutes = true, PeerDiffers = true },
        new("count all", "* | count() as n", Result.Sum, 5, Count("'^2'"), Archived("-E '^2'")) { Wanted = truth.Events },
        new("count by host", "* | stats by (host) count() as n", Result.Sum, 5, Count("'^2'"), Archived("-E '^2'")) { Wanted = truth.Events },
        new("count of a phrase (10 %)", $"\"{PlantedTruth.Phrase}\" | count() as n", Result.Sum, 70, Count($"-Fw '{PlantedTruth.Phrase}'"), Archived($"-Fw '{PlantedTruth.Phrase}'"))
        {
            Wanted = truth.PhraseHits,
        },
        new("count of a common word (45 %)", $"{PlantedTruth.CommonWord} | count() as n", Result.Sum, 250, Count($"-Fw {PlantedTruth.CommonWord}"), Archived($"-Fw {PlantedTruth.CommonWord}"))
        {
            Wanted = truth.CommonHits,
        },
        new("count by level per minute", "* | stats by (_time:1m, level) count() as n", Result.Sum, 100, $"cat $D/*/*.log | {ByLevel}", $"each | {ByLevel}") { Wanted = truth.Events },
        new("status = 500, top 10 paths", "status:=500 | top 10 by (path) hits as n", Result.Sum, 60, $"rg $F -o ' .status=500 path=[^ ]+' $D | {Top}", $"each | grep -o ' .status=500 path=[^ ]*' | {Top}"),
        new("regular expression with a literal", $"~\"{WithLiteral.Replace(@"\", @"\\", StringComparison.Ordinal)}\" | count() as n", Result.Sum, 250, Count($"'{WithLiteral}'"), Archived($"-E '{WithLiteral}'")),
        new("regular expression without one", $"~\"{WithoutLiteral}\" | count() as n", Result.Sum, 2500, Count($"'{WithoutLiteral}'"), Archived($"-E '{WithoutLiteral}'")),
    ];

    private static string ByLevel => """awk '/^2/ { n[substr($1, 1, 16) " " $4]++ } END { for (k in n) { s += n[k] } print s }'""";

    private static string Top => "sort | uniq -c | sort -rn | head -n 10 | awk '{ s += $1 } END { print s + 0 }'";

    private static string Count(string pattern) => $"rg $F -c {pattern} $D | awk '{{ s += $1 }} END {{ print s + 0 }}'";

    private static string Archived(string pattern) => $"grep_archives {pattern} | awk '{{ s += $1 }} END {{ print s + 0 }}'";
}
