using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LogHog.Harness.Search;

/// <summary>How the server answered hostile queries.</summary>
/// <param name="Answers">By what was asked: how many there were of each status.</param>
internal sealed record HostileAnswers(IReadOnlyDictionary<string, Dictionary<int, int>> Answers);

/// <summary>
/// Clients that ask queries made to hurt, one after the other, as a process of its own that is nicer than all others: it stands for other
/// machines, so what it does itself is to be taken from nobody.
/// </summary>
internal sealed class HostileClient : IDisposable
{
    /// <summary>The harness's own command that is this process.</summary>
    public const string Command = "hostile-client";

    private const int Clients = 8;

    private readonly Process _process;

    private HostileClient(Process process) => _process = process;

    /// <param name="port">The server's HTTP port.</param>
    /// <param name="only">Queries whose name contains this.</param>
    public static HostileClient Start(int port, string only) =>
        new(Process.Start(new ProcessStartInfo("nice", ["-n", "19", Environment.ProcessPath!, Command, port.ToString(CultureInfo.InvariantCulture), only])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false,
        })!);

    public async Task<HostileAnswers> StopAsync()
    {
        _process.StandardInput.Close();
        string told = await _process.StandardOutput.ReadToEndAsync();
        await _process.WaitForExitAsync();
        return JsonSerializer.Deserialize<HostileAnswers>(told)!;
    }

    /// <summary>The process: asks until its input ends.</summary>
    public static async Task<int> RunAsync(int port, string only)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = Timeout.InfiniteTimeSpan };
        using var stop = new CancellationTokenSource();
        List<HostileQuery> queries = [.. HostileQuery.All.Where(query => query.Name.Contains(only, StringComparison.Ordinal))];
        Dictionary<string, Dictionary<int, int>> answers = [];
        Task[] clients = [.. Enumerable.Range(0, Clients).Select(first => Task.Run(() => AskAsync(http, queries, first, answers, stop.Token)))];
        await Task.Run(Console.In.ReadLine);
        await stop.CancelAsync();
        await Task.WhenAll(clients);
        Console.Write(JsonSerializer.Serialize(new HostileAnswers(answers)));
        return 0;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private static async Task AskAsync(
        HttpClient http, List<HostileQuery> queries, int first, Dictionary<string, Dictionary<int, int>> answers, CancellationToken stop)
    {
        byte[] buffer = new byte[1 << 16];
        for (int at = first * queries.Count / Clients; !stop.IsCancellationRequested; at++)
        {
            HostileQuery query = queries[at % queries.Count];
            int status = 0; // cut off: by the server when a limit was passed behind the first rows, or by the end of the measurement
            try
            {
                using var content = new ByteArrayContent(query.Form);
                content.Headers.TryAddWithoutValidation("Content-Type", "application/x-www-form-urlencoded");
                using var request = new HttpRequestMessage(HttpMethod.Post, "/select/logsql/query") { Content = content };
                using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
                await using Stream body = await response.Content.ReadAsStreamAsync(stop);
                while (await body.ReadAsync(buffer, stop) > 0)
                {
                }

                status = (int)response.StatusCode;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
            {
                if (stop.IsCancellationRequested)
                    return;
            }

            lock (answers)
            {
                if (!answers.TryGetValue(query.Name, out Dictionary<int, int>? statuses))
                    answers.Add(query.Name, statuses = []);
                statuses[status] = statuses.GetValueOrDefault(status) + 1;
            }
        }
    }
}

/// <summary>A query that is made to hurt.</summary>
/// <param name="Name">For people.</param>
/// <param name="Form">As the body of a POST.</param>
internal sealed record HostileQuery(string Name, byte[] Form)
{
    public static readonly IReadOnlyList<HostileQuery> All =
    [
        Of("100,000 brackets", new string('(', 100_000)),
        Of("50,000 sub-queries, one in the other", Repeated("x:in(", 50_000)),
        Of("1 MB of words", Repeated("word or ", 131_000) + "word"),
        Of("1 MB of pipes", "*" + Repeated("|limit 1", 130_000)),
        Of("in of 120,000 values", $"user:in({string.Join(',', Enumerable.Range(0, 120_000).Select(static i => $"u{i}"))}) | count()"),
        Of("contains_any of 100,000 phrases", $"contains_any({string.Join(',', Enumerable.Range(0, 100_000).Select(static i => $"w{i}"))}) | count()"),
        Of("(a+)+$", "~\"(a+)+$\" | count()"),
        Of("(.*)(.*)(.*)(.*)(.*)(.*)(.*)x$", "~\"(.*)(.*)(.*)(.*)(.*)(.*)(.*)x$\" | count()"),
        Of("(.{1,30}){1,30}", "~\"(.{1,30}){1,30}z\" | count()"),
        Of("sort of everything by its text", "* | sort by (_msg)"),
        Of("sort of everything by time", "* | sort by (_time desc)"),
        Of("groups of everything", "* | stats by (_time, _msg) count(), values(_msg)"),
        Of("different texts", "* | uniq by (_msg)"),
        Of("everything joined with everything", "* | join by (level) (*) | sort by (_msg)"),
        Of("words of everything", "* | unpack_words from _msg as w | unroll by (w) | top 10 by (w)"),
        Of("everything, read to its end", "*"),
    ];

    private static HostileQuery Of(string name, string query) => new(name, Encoding.ASCII.GetBytes("query=" + Uri.EscapeDataString(query)));

    private static string Repeated(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
