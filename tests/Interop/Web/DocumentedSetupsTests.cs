using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Web;

/// <summary>
/// Every set-up of docs/python.md, made from the page's own blocks, with the real programs: with the standard library's handler and with
/// the first LogHog's, for which the tests' own client stands (tests/Interop/python/loghog_client.py).
/// </summary>
public sealed class DocumentedSetupsTests(DocumentedSetupsTests.Server server) : IClassFixture<DocumentedSetupsTests.Server>
{
    /// <summary>Which handler.</summary>
    public enum Kind
    {
        SocketHandler,
        LoghogHandler,
    }

    private const int AttemptsMax = 5;
    private const string Python = "/usr/bin/python3";

    public sealed class Server : IAsyncLifetime
    {
        internal LogHogProcess Hog { get; private set; } = null!;

        public async ValueTask InitializeAsync() =>
            Hog = await LogHogProcess.StartAsync("[input:python]\ntcp = 127.0.0.1:0\napp = record:app\n");

        public ValueTask DisposeAsync() => Hog.DisposeAsync();
    }

    [Theory]
    [InlineData(Kind.SocketHandler)]
    [InlineData(Kind.LoghogHandler)]
    public async Task Flask_under_gunicorn_with_its_error_and_access_log(Kind kind)
    {
        using TempFolder folder = Folder(kind, "flask", "gunicorn");
        await using PythonServer gunicorn = PythonServer.Start(
            Python, ["-m", "gunicorn", "--config", "gunicorn.conf.py", "--bind", "127.0.0.1:0", "app:app"], folder.Path);
        // gunicorn's own log is here, too: it says where it listens.
        string listening = await LineAsync(kind, "gunicorn.error", "Listening at: ");

        await AskAsync(new Uri(listening.Split("Listening at: ")[1].Split(' ')[0]), 41);

        await OrderAsync(kind, 41, "app");
        await TracebackAsync(kind, "app", "Exception on /fail [GET]");
        await LineAsync(kind, "gunicorn.access", "\"GET /orders/41 HTTP/1.1\" 200");
    }

    [Theory]
    [InlineData(Kind.SocketHandler)]
    [InlineData(Kind.LoghogHandler)]
    public async Task Flask_under_uWSGI(Kind kind)
    {
        using TempFolder folder = Folder(kind, "flask", "uwsgi");
        int port = FreePort();
        Change(Path.Combine(folder.Path, "uwsgi.ini"), "127.0.0.1:8000", $"127.0.0.1:{port}");
        await using PythonServer uwsgi = PythonServer.Start("/usr/bin/uwsgi", ["--ini", "uwsgi.ini"], folder.Path);
        await uwsgi.WaitForOutput("spawned uWSGI worker 4");

        await AskAsync(new Uri($"http://127.0.0.1:{port}"), 42);

        await OrderAsync(kind, 42, "app");
        await TracebackAsync(kind, "app", "Exception on /fail [GET]");
    }

    [Theory]
    [InlineData(Kind.SocketHandler)]
    [InlineData(Kind.LoghogHandler)]
    public async Task Django(Kind kind)
    {
        using TempFolder folder = Folder(kind, "django");
        File.AppendAllText(Path.Combine(folder.Path, "settings.py"), """

            SECRET_KEY = "test"
            ALLOWED_HOSTS = ["*"]
            ROOT_URLCONF = "urls"
            """);
        File.WriteAllText(Path.Combine(folder.Path, "urls.py"), """
            import logging
            from django.http import HttpResponse
            from django.urls import path

            def order(request, number):
                logging.getLogger("shop.orders").info("Order %d", number, extra={"app": "shop", "order": number})
                return HttpResponse("ok\n")

            def fail(request):
                raise ValueError("no stock")

            urlpatterns = [path("orders/<int:number>", order), path("fail", fail)]
            """);
        File.WriteAllText(Path.Combine(folder.Path, "wsgi.py"), """
            import os
            os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
            from django.core.wsgi import get_wsgi_application
            application = get_wsgi_application()
            """);
        await using PythonServer gunicorn = PythonServer.Start(
            Python, ["-m", "gunicorn", "--bind", "127.0.0.1:0", "wsgi:application"], folder.Path);
        string listening = await gunicorn.WaitForOutput("Listening at: ");

        await AskAsync(new Uri(listening.Split("Listening at: ")[1].Split(' ')[0]), 43);

        await OrderAsync(kind, 43, "shop.orders");
        string failed = await TracebackAsync(kind, "django.request", "Internal Server Error: /fail");
        if (kind == Kind.SocketHandler)
            Assert.Contains("request=\"<WSGIRequest: GET '/fail'>\"", failed, StringComparison.Ordinal);
        Assert.DoesNotContain("Logging error", gunicorn.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Kind.SocketHandler)]
    [InlineData(Kind.LoghogHandler)]
    public async Task Celery(Kind kind)
    {
        using TempFolder folder = Folder(kind, "celery");
        string tasks = Path.Combine(folder.Path, "tasks.py");
        // No Redis here: the file system serves as the broker.
        Change(tasks, "redis://localhost", "filesystem://");
        Directory.CreateDirectory(Path.Combine(folder.Path, "queue"));
        File.AppendAllText(tasks, """

            app.conf.broker_transport_options = {"data_folder_in": "queue", "data_folder_out": "queue", "store_processed": False}
            """);
        await using PythonServer worker = PythonServer.Start(
            Python, ["-m", "celery", "--app", "tasks", "worker", "--concurrency", "2", "--without-gossip", "--without-mingle", "--without-heartbeat"], folder.Path);
        await LineAsync(kind, "celery.apps.worker", " ready.");

        PythonServer sent = PythonServer.Start(Python, ["-c", "import tasks; [tasks.charge.delay(order) for order in range(44, 64)]"], folder.Path);
        await using (sent)
        {
            for (int order = 44; order < 64; order++)
                await OrderAsync(kind, order, "shop.tasks", "Charging order");
        }
    }

    [Theory]
    [InlineData(Kind.SocketHandler)]
    [InlineData(Kind.LoghogHandler)]
    public async Task A_program_with_a_JSON_configuration(Kind kind)
    {
        using TempFolder folder = Folder(kind, "json");

        ProgramResult ran = await ExternalProgram.RunAsync(new ProcessStartInfo(Python, ["program.py"]) { WorkingDirectory = folder.Path }, "");

        Assert.True(ran.ExitCode == 0, ran.ToString());
        Assert.Empty(ran.Errors);
        string line = await LineAsync(kind, "shop.payments", "DEBUG Card accepted", app: "shop");
        Assert.Equal(kind == Kind.SocketHandler, line.Contains("order=42", StringComparison.Ordinal));
    }

    private TempFolder Folder(Kind kind, params string[] parts)
    {
        var folder = new TempFolder();
        foreach (string part in parts)
        {
            if (kind == Kind.SocketHandler)
                DocumentedFiles.Write(part, folder.Path, "9020", server.Hog.Port("python/tcp"));
            else
                DocumentedFiles.WriteWithLoghogHandler(part, folder.Path, server.Hog.TcpPort);
        }

        return folder;
    }

    private static async Task AskAsync(Uri address, int order)
    {
        using var http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
        http.DefaultRequestHeaders.ConnectionClose = true;
        using HttpResponseMessage good = await GetAsync(string.Create(CultureInfo.InvariantCulture, $"orders/{order}"));
        Assert.Equal("ok\n", await good.Content.ReadAsStringAsync());
        using HttpResponseMessage failed = await GetAsync("fail");
        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);

        async Task<HttpResponseMessage> GetAsync(string path)
        {
            for (int attempt = 1; ; attempt++)
            {
                try
                {
                    return await http.GetAsync(new Uri(path, UriKind.Relative));
                }
                catch (HttpRequestException) when (attempt < AttemptsMax)
                {
                    // uWSGI resets a connection that it could not serve within four seconds.
                }
            }
        }
    }

    private async Task OrderAsync(Kind kind, int order, string module, string text = "Order")
    {
        string line = await LineAsync(kind, module, $"INFO {text} {order}", app: "shop");
        if (kind == Kind.LoghogHandler)
            return;
        Assert.Contains($"{{order={order}", line.Replace(" {", "{", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("app=", line, StringComparison.Ordinal);
    }

    /// <summary>An error with its traceback; its first line is the answer.</summary>
    private async Task<string> TracebackAsync(Kind kind, string module, string message)
    {
        string first = await LineAsync(kind, module, "ERROR " + message);
        string[] rest = [.. Lines(kind, "python").SkipWhile(line => line != first).Skip(1).TakeWhile(line => line.StartsWith('\t'))];
        Assert.Equal("\tTraceback (most recent call last):", rest[0]);
        Assert.Equal("\tValueError: no stock", rest[^1]);
        return first;
    }

    /// <summary>Waits for a line of a module that begins an event and has the text.</summary>
    /// <param name="kind">The old handler says the application itself, and its records no process.</param>
    /// <param name="module">The logger.</param>
    /// <param name="text">What the line has.</param>
    /// <param name="app">Whose file it stands in with the standard library's handler, by <c>app = record:app</c>.</param>
    private async Task<string> LineAsync(Kind kind, string module, string text, string app = "python")
    {
        string tag = kind == Kind.SocketHandler ? $" {module}[" : $" {module}: ";
        string? found = null;
        await server.Hog.WaitForMetrics(_ =>
        {
            found = Lines(kind, app).FirstOrDefault(line =>
                line.Contains(tag, StringComparison.Ordinal) && line.Contains(text, StringComparison.Ordinal));
            return found is not null;
        });
        return found!;
    }

    private string[] Lines(Kind kind, string app)
    {
        string file = $"{(kind == Kind.SocketHandler ? app : "old-shop")}/root.log";
        return File.Exists(server.Hog.PathOf(file)) ? server.Hog.Lines(file) : [];
    }

    private static void Change(string file, string from, string to)
    {
        string text = File.ReadAllText(file);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(file, text.Replace(from, to, StringComparison.Ordinal));
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
