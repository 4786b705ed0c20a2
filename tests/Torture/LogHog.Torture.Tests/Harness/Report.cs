namespace LogHog.Torture.Harness;

/// <summary>Prints a row of the table in docs/reliability.md: what was done, how often, what was measured.</summary>
internal static class Report
{
    public static void Row(string what, string count, string measured) => Console.WriteLine($"| {what} | {count} | {measured} |");
}
