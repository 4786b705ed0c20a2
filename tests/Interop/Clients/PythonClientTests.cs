using System.Diagnostics;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Clients;

/// <summary>The client that programs of old have, under every Python of the last fifteen years that is installed here.</summary>
public sealed class PythonClientTests(PythonClientTests.Server server) : IClassFixture<PythonClientTests.Server>
{
    private const string Facilities = """
        [shop]
        rotate = daily
        backup_count = 3
        [shop:web]
        [v1]
        rotate = daily
        backup_count = 3
        secret = correct horse
        signature = v1
        [v2]
        rotate = daily
        backup_count = 3
        secret = größer
        signature = v2

        """;

    public sealed class Server : IAsyncLifetime
    {
        internal LogHogProcess Hog { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Hog = await LogHogProcess.StartAsync("", Facilities);

        public ValueTask DisposeAsync() => Hog.DisposeAsync();
    }

    public static TheoryData<string> Versions => [.. Pythons.Versions];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Every_way_to_send_arrives_field_for_field(string version)
    {
        string python = FindOrSkip(version);
        string host = $"python-{version}";
        string body = "Ana María → 東京 😀\n  a second line\n\nthe fourth";
        (string App, string Module, string File, string Tag, string[] Options)[] ways =
        [
            ("shop", "root", "shop/root.log", "shop", []),
            ("shop", "root.web.cart", "shop/web.log", "web.cart", ["--udp"]),
            ("shop", "web.cart", "shop/web.log", "web.cart", ["--compress"]),
            ("shop", "web", "shop/web.log", "web", ["--udp", "--compress"]),
            ("v1", "root", "v1/root.log", "v1", ["--secret", "correct horse"]),
            ("v1", "web", "v1/root.log", "web", ["--secret", "correct horse", "--udp", "--compress"]),
            ("v2", "root", "v2/root.log", "v2", ["--secret", "größer", "--v2"]),
            ("v2", "web", "v2/root.log", "web", ["--secret", "größer", "--v2", "--udp"]),
        ];
        foreach ((string app, string module, string file, string tag, string[] options) in ways)
        {
            double before = (await server.Hog.Metrics()).Sum("loghog_events_stored_total");

            ProgramResult sent = await Run(
                python, ["--app", app, "--module", module, "--hostname", host, .. options, body], server.Hog, options.Contains("--udp"));

            Assert.True(sent.ExitCode == 0, sent.ToString());
            await server.Hog.StoredAsync(before + 1);
            string[] lines = [.. server.Hog.Lines(file).SkipWhile(line => !line.Contains($" {host} ", StringComparison.Ordinal)).TakeLast(4)];
            Assert.Matches($@"^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.(\d{{6}}|\d{{9}})[+-]\d\d:\d\d {host} {tag}: Ana María → 東京 😀$", lines[0]);
            Assert.Equal(["\t  a second line", "\t", "\tthe fourth"], lines[1..]);
        }

        Assert.Equal(0, (await server.Hog.Metrics()).Sum("loghog_events_rejected_total"));
    }

    [Fact]
    public async Task A_thousand_messages_of_one_connection_keep_their_order()
    {
        double before = (await server.Hog.Metrics()).Sum("loghog_events_stored_total");

        ProgramResult sent = await Run("python3", ["--app", "shop", "--module", "root", "--hostname", "order", "--count", "1000", "number"], server.Hog, udp: false);

        Assert.True(sent.ExitCode == 0, sent.ToString());
        await server.Hog.StoredAsync(before + 1000);
        Assert.Equal(
            Enumerable.Range(0, 1000).Select(i => $"number {i}"),
            server.Hog.Lines("shop/root.log").Where(line => line.Contains(" order ", StringComparison.Ordinal)).Select(line => line.Split(": ", 2)[1]));
    }

    internal static string FindOrSkip(string version)
    {
        string? python = Pythons.Find(version);
        Assert.SkipWhen(python is null, $"Python {version} is not installed (neither with pyenv nor as /usr/bin/python{version}).");
        return python!;
    }

    private static Task<ProgramResult> Run(string python, string[] arguments, LogHogProcess hog, bool udp)
    {
        string client = Path.Combine(Repository.Root, "tests", "Interop", "python", "loghog_client.py");
        int port = udp ? hog.UdpPort : hog.TcpPort;
        var start = new ProcessStartInfo(python, [client, "--port", $"{port}", .. arguments]);
        start.Environment["LC_ALL"] = "C.UTF-8";
        return ExternalProgram.RunAsync(start, input: "");
    }
}
