using System.Text.Json;
using System.Text.RegularExpressions;
using LogHog.Server.Http.OpenApi;
using LogHog.Server.Tests.Http.Select;
using LogHog.TestKit;

namespace LogHog.Server.Tests.Http;

/// <summary>Every command that begins with curl in docs/http-api.md and docs/inputs-http.md, against a real daemon.</summary>
public sealed partial class DocumentedExamplesTests
{
    private const string Server = "http://localhost:5580/";

    /// <summary>What the examples of channels and of the bot need; nothing goes to Webex, since nobody listens at port 1.</summary>
    private const string Sections = """
        [channel:phone]
        type = command
        command = /bin/true
        [bot]
        tokens = example-0123456789abcdef
        recipients = *
        webex_token = of the bot
        webex_url = http://127.0.0.1:1/
        allow_private = yes
        webhook_secret = example secret
        [channel:webex]
        type = webex
        url = http://127.0.0.1:1/
        token_env = EXAMPLE_TOKEN
        allow_private = yes
        """;

    private static readonly string[] Examples =
    [
        .. new[] { "http-api.md", "inputs-http.md" }.SelectMany(static page =>
            CurlBlock().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", page))).Select(static block => block.Groups["command"].Value)),
    ];

    [Fact]
    public async Task Every_example_gives_an_answer()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync(Sections, options: new LogHogProcessOptions { Environment = new Dictionary<string, string> { ["EXAMPLE_TOKEN"] = "of the bot" } });
        foreach (string example in Examples)
        {
            string command = example.Replace(Server, hog.HttpAddress.ToString(), StringComparison.Ordinal);
            bool isEndless = command.Contains("/tail", StringComparison.Ordinal);
            ProgramResult result = await ExternalProgram.RunAsync("bash", "-c", command.Replace("curl ", $"curl --fail-with-body -S -m {(isEndless ? 2 : 60)} ", StringComparison.Ordinal));
            await hog.Settled();

            Assert.True(result.ExitCode == (isEndless ? 28 : 0), $"{example}\n{result}");
            Assert.True(result.Output.Length > 0, $"{example}\nsays nothing");
            // The event of the first example is found, where there are events to be found.
            if (example.Contains("/select/", StringComparison.Ordinal) && !isEndless)
                Assert.Matches("shop|error|web1|hits\":1|0{16}", result.Output);
        }
    }

    [Fact]
    public void Every_path_has_an_example()
    {
        IEnumerable<string> paths = JsonDocument.Parse(OpenApiEndpoint.Document()).RootElement.GetProperty("paths").EnumerateObject().Select(static path => path.Name);

        // curl cannot speak gRPC; OtlpClientTests does.
        Assert.All(paths.Where(static path => !path.EndsWith("LogsService/Export", StringComparison.Ordinal)), static path =>
        {
            Regex url = new($"^{Placeholder().Replace(Regex.Escape(Server + path[1..]), "[^/]+")}$", RegexOptions.None, TimeSpan.FromSeconds(1));
            Assert.Contains(Examples, example => example.Split(' ', '\n').Any(word => url.IsMatch(word.Trim('\'').Split('?')[0])));
        });
    }

    [GeneratedRegex(@"\\{[^}]+}", RegexOptions.None, 1000)]
    private static partial Regex Placeholder();

    [GeneratedRegex("```sh\n(?<command>curl [^`]+)\n```", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CurlBlock();
}
