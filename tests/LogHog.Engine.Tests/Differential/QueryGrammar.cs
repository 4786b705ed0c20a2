namespace LogHog.Engine.Tests.Differential;

/// <summary>Makes queries of a filter and up to four pipes.</summary>
/// <param name="random">Replays.</param>
/// <param name="values">What the queries ask for.</param>
/// <param name="guard">Stands in front of each filter, of sub-queries too; empty = none.</param>
internal sealed class QueryGrammar(Random random, ValueSamples values, string guard = "")
{
    private readonly FilterGrammar _filters = new(random, values, guard);

    public RandomQuery Next()
    {
        string filter = random.Next(12) == 0 ? Guarded("*") : Guarded(_filters.Next(random.Next(3)));
        if (random.Next(10) == 0)
            return Limited(filter);
        var pipes = new PipeGrammar(random, values, _filters, hasContext: guard.Length == 0);
        string text = filter;
        for (int more = random.Next(random.Next(1, 5)); more > 0; more--)
            text += $" | {pipes.Next()}";
        return new RandomQuery(text, pipes.IsOrdered ? AnswerOrder.Fixed : AnswerOrder.Free, text, 0);
    }

    /// <summary>A limit behind pipes that keep rows as many as they are: which rows come is open.</summary>
    private RandomQuery Limited(string filter)
    {
        int limit = random.Next(3) switch { 0 => random.Next(4), 1 => 10, _ => random.Next(300) };
        string unlimited = random.Next(3) switch
        {
            0 => filter,
            1 => $"{filter} | fields _time, _msg, {values.Field()}",
            _ => $"{filter} | len(_msg) as n",
        };
        return new RandomQuery($"{unlimited} | limit {limit}", AnswerOrder.AnyOf, unlimited, limit);
    }

    private string Guarded(string filter) => guard.Length == 0 ? filter : $"{guard} ({filter})";
}
