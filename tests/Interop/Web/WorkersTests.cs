using System.Globalization;
using System.Text.RegularExpressions;
using LogHog.Interop.Tests.Rotation;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Web;

/// <summary>
/// A Flask application under gunicorn with four workers, 100,000 lines, 20 rotations: what LogHog keeps of them, and what the usual
/// way without a log server keeps.
/// </summary>
public sealed partial class WorkersTests(ITestOutputHelper output)
{
    private const int Requests = 1000;
    private const int RequestsBefore = 100;
    private const int LinesOfRequest = 100; // LINES in shop.py
    private const int Rotations = 20;
    private const int Clients = 8;

    [Fact]
    public async Task Every_line_of_four_workers_arrives_once_and_whole_over_twenty_rotations()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync(
            "[input:python]\ntcp = 127.0.0.1:0\napp = web\n[compressor]\nformat = zstd\nlevel = 1\n",
            "[web]\nrotate = size\nmax_size = 1M\nbackup_count = 1000\n");
        await using PythonServer gunicorn = StartGunicorn($"loghog 127.0.0.1 {hog.Port("python/tcp")}");

        await RequestAllAsync(gunicorn);
        await gunicorn.StopAsync();
        await hog.StoredAsync(Requests * LinesOfRequest);
        Assert.Equal(0, await hog.StopAsync());

        int archives = Archives.Of(hog, "web/root.log").Count();
        Assert.True(archives >= Rotations, $"{archives} rotations");
        string[] lines = await Archives.LinesAsync(hog, "web/root.log");
        Assert.Equal(Requests * LinesOfRequest, lines.Length);
        Match[] matches = [.. lines.Select(line => LineOfLogHog().Match(line))];
        Assert.All(matches, match => Assert.True(match.Success));
        Assert.Equal(Requests * LinesOfRequest, matches.Select(Number).Distinct().Count());
        int workers = matches.Select(match => match.Groups["worker"].Value).Distinct().Count();
        Assert.InRange(workers, 2, 4);
        output.WriteLine($"| LogHog: {lines.Length} of {Requests * LinesOfRequest} lines of {workers} workers, {archives} rotations, 0 lost, 0 twice, 0 torn");
    }

    /// <summary>
    /// Not a test of ours: it shows that the problem is real, with the same programme. Were there one worker, the file and its
    /// backups would hold all that is logged. Four begin and leave files at different moments, and the oldest go.
    /// </summary>
    [Fact]
    public async Task Four_workers_with_RotatingFileHandlers_lose_lines_in_the_same_test()
    {
        using var folder = new TempFolder();
        string path = Path.Combine(folder.Path, "shop.log");
        const int lineBytes = 136; // three per cent more than it is
        await using PythonServer gunicorn = StartGunicorn(
            string.Create(CultureInfo.InvariantCulture, $"file {path} {Requests * LinesOfRequest * lineBytes / (Rotations + 1)} {Rotations}"));

        await RequestAllAsync(gunicorn);
        await gunicorn.StopAsync();

        string[] lines = [.. Directory.GetFiles(folder.Path, "shop.log*").SelectMany(File.ReadAllLines)];
        int whole = lines.Select(line => LineOfFile().Match(line)).Where(match => match.Success).Select(Number).Distinct().Count();
        output.WriteLine($"| RotatingFileHandler: {whole} of {Requests * LinesOfRequest} lines, {(Requests * LinesOfRequest) - whole} lost");
        Assert.True(whole < Requests * LinesOfRequest, "four RotatingFileHandlers on one file lost nothing: the comparison in docs/python.md is wrong");
    }

    private static PythonServer StartGunicorn(string handler) => PythonServer.Start(
        "/usr/bin/python3", ["-m", "gunicorn", "--workers", "4", "--bind", "127.0.0.1:0", "shop:app"],
        Path.GetDirectoryName(Pythons.Script("shop.py"))!, ("HANDLER", handler));

    private static async Task RequestAllAsync(PythonServer gunicorn)
    {
        // "[2026-11-28 15:10:02 +0000] [4711] [INFO] Listening at: http://127.0.0.1:41235 (4711)"
        string listening = await gunicorn.WaitForOutput("Listening at: ");
        var address = new Uri(listening.Split("Listening at: ")[1].Split(' ')[0]);
        using var http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
        // SocketHandler drops what it cannot send within a second, and a server that has just been started compiles its code first:
        // on a machine that is busy with other tests that takes longer. So the first hundred come one by one.
        for (int number = 0; number < RequestsBefore; number++)
            await AskAsync(number, CancellationToken.None);
        await Parallel.ForAsync(RequestsBefore, Requests, new ParallelOptions { MaxDegreeOfParallelism = Clients }, AskAsync);

        async ValueTask AskAsync(int number, CancellationToken cancellation) =>
            Assert.Equal("ok\n", await http.GetStringAsync(string.Create(CultureInfo.InvariantCulture, $"request/{number}"), cancellation));
    }

    private static (string Request, string Line) Number(Match match) => (match.Groups["request"].Value, match.Groups["line"].Value);

    [GeneratedRegex(@"^20\S+ 127\.0\.0\.1 shop\[(?<worker>\d+)\]: INFO request (?<request>\d+) line (?<line>\d+) x{80} end \{.*\}$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex LineOfLogHog();

    [GeneratedRegex(@"^20\S+ \S+ \d+ request (?<request>\d+) line (?<line>\d+) x{80} end$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex LineOfFile();
}
