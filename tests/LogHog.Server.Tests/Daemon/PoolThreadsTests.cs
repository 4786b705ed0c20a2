using System.Globalization;
using LogHog.TestKit;

namespace LogHog.Server.Tests.Daemon;

public sealed class PoolThreadsTests
{
    [Fact]
    public async Task Are_there_before_a_query_could_make_them_and_none_is_nicer_than_its_process()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => hog.Get("select/logsql/query?query=*%20%7C%20stats%20count()")));

        List<(string Name, int Niceness)> threads = Threads(hog.ProcessId);
        List<(string Name, int Niceness)> pool = [.. threads.Where(static thread => thread.Name.StartsWith(".NET TP Worker", StringComparison.Ordinal))];

        Assert.Contains(threads, static thread => thread is { Name: "query", Niceness: > 0 });
        Assert.True(pool.Count >= 16, $"{pool.Count} threads");
        Assert.All(threads.Where(static thread => thread.Name.StartsWith(".NET", StringComparison.Ordinal)), static thread => Assert.Equal(0, thread.Niceness));
    }

    private static List<(string Name, int Niceness)> Threads(int process)
    {
        List<(string Name, int Niceness)> threads = [];
        foreach (string folder in Directory.EnumerateDirectories($"/proc/{process}/task"))
        {
            try
            {
                string stat = File.ReadAllText(Path.Combine(folder, "stat")); // proc_pid_stat(5): fields 2 and 19
                int end = stat.LastIndexOf(')');
                threads.Add((stat[(stat.IndexOf('(', StringComparison.Ordinal) + 1)..end], int.Parse(stat[(end + 2)..].Split(' ')[16], CultureInfo.InvariantCulture)));
            }
            catch (IOException)
            {
                // It has ended meanwhile.
            }
        }

        return threads;
    }
}
