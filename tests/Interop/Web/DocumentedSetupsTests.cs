using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Web;

/// <summary>Every set-up of docs/python.md, made from the page's own blocks, with the real programs.</summary>
public sealed class DocumentedSetupsTests(DocumentedSetupsTests.Server server) : IClassFixture<DocumentedSetupsTests.Server>
{
    private const int AttemptsMax = 5;
    private const string Python = "/usr/bin/python3";

    public sealed class Server : IAsyncLifetime
    {
        internal LogHogProcess Hog { get; private set; } = null!;

        public async ValueTask InitializeAsync() =>
            Hog = await LogHogProcess.StartAsync("[input:python]\ntcp = 127.0.0.1:0\napp = record:app\n");

        public ValueTask DisposeAsync() => Hog.DisposeAsync();
    }

    [Fact]
    public async Task Flask_under_gunicorn_with_its_error_and_access_log()
    {
        using TempFolder folder = Folder("flask", "gunicorn");
        await using PythonServer gunicorn = PythonServer.Start(
            Python, ["-m", "gunicorn", "--config", "gunicorn.conf.py", "--bind", "127.0.0.1:0", "app:app"], folder.Path);
        // gunicorn's own log is here, too: it says where it listens.
        string listening = await LineAsync("python/root.log", " gunicorn.error[", "Listening at: ");

        await AskAsync(new Uri(listening.Split("Listening at: ")[1].Split(' ')[0]), 41);

        await OrderAsync(41, "app");
        await TracebackAsync("python/root.log", " app[", "Exception on /fail [GET]");
        await LineAsync("python/root.log", " gunicorn.access[", "\"GET /orders/41 HTTP/1.1\" 200");
    }

    [Fact]
    public async Task Flask_under_uWSGI()
    {
        using TempFolder folder = Folder("flask", "uwsgi");
        int port = FreePort();
        Change(Path.Combine(folder.Path, "uwsgi.ini"), "127.0.0.1:8000", $"127.0.0.1:{port}");
        await using PythonServer uwsgi = PythonServer.Start("/usr/bin/uwsgi", ["--ini", "uwsgi.ini"], folder.Path);
        await uwsgi.WaitForOutput("spawned uWSGI worker 4");

        await AskAsync(new Uri($"http://127.0.0.1:{port}"), 42);

        await OrderAsync(42, "app");
        await TracebackAsync("python/root.log", " app[", "Exception on /fail [GET]");
    }

    [Fact]
    public async Task Django()
    {
        using TempFolder folder = Folder("django");
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

        await OrderAsync(43, "shop.orders");
        string failed = await TracebackAsync("python/root.log", " django.request[", "Internal Server Error: /fail");
        Assert.Contains("request=\"<WSGIRequest: GET '/fail'>\"", failed, StringComparison.Ordinal);
        Assert.DoesNotContain("Logging error", gunicorn.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Celery()
    {
        using TempFolder folder = Folder("celery");
        string tasks = Path.Combine(folder.Path, "tasks.py");
        // No Redis here: the file system serves as the broker.
        Change(tasks, "redis://localhost", "filesystem://");
        Directory.CreateDirectory(Path.Combine(folder.Path, "queue"));
        File.AppendAllText(tasks, """

            app.conf.broker_transport_options = {"data_folder_in": "queue", "data_folder_out": "queue", "store_processed": False}
            """);
        await using PythonServer worker = PythonServer.Start(
            Python, ["-m", "celery", "--app", "tasks", "worker", "--concurrency", "2", "--without-gossip", "--without-mingle", "--without-heartbeat"], folder.Path);
        await LineAsync("python/root.log", " celery.apps.worker[", " ready.");

        PythonServer sent = PythonServer.Start(Python, ["-c", "import tasks; [tasks.charge.delay(order) for order in range(44, 64)]"], folder.Path);
        await using (sent)
        {
            for (int order = 44; order < 64; order++)
                await LineAsync("shop/root.log", " shop.tasks[", $"Charging order {order} {{");
        }
    }

    [Fact]
    public async Task A_program_with_a_JSON_configuration()
    {
        using TempFolder folder = Folder("json");

        ProgramResult ran = await ExternalProgram.RunAsync(new ProcessStartInfo(Python, ["program.py"]) { WorkingDirectory = folder.Path }, "");

        Assert.True(ran.ExitCode == 0, ran.ToString());
        Assert.Empty(ran.Errors);
        string line = await LineAsync("shop/root.log", " shop.payments[", "DEBUG Card accepted");
        Assert.Contains("order=42", line, StringComparison.Ordinal);
    }

    private TempFolder Folder(params string[] parts)
    {
        var folder = new TempFolder();
        foreach (string part in parts)
            DocumentedFiles.Write(part, folder.Path, server.Hog.Port("python/tcp"));
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

    private async Task OrderAsync(int order, string module)
    {
        string line = await LineAsync("shop/root.log", $" {module}[", $"INFO Order {order} {{");
        Assert.Contains($"order={order}", line, StringComparison.Ordinal);
        Assert.DoesNotContain("app=", line, StringComparison.Ordinal);
    }

    /// <summary>An error with its traceback; its first line is the answer.</summary>
    private async Task<string> TracebackAsync(string file, string tag, string message)
    {
        string first = await LineAsync(file, tag, "ERROR " + message);
        string[] rest = [.. server.Hog.Lines(file).SkipWhile(line => line != first).Skip(1).TakeWhile(line => line.StartsWith('\t'))];
        Assert.Equal("\tTraceback (most recent call last):", rest[0]);
        Assert.Equal("\tValueError: no stock", rest[^1]);
        return first;
    }

    /// <summary>Waits for a line that begins an event and has both texts.</summary>
    private async Task<string> LineAsync(string file, string tag, string text)
    {
        string? found = null;
        await server.Hog.WaitForMetrics(_ =>
        {
            found = File.Exists(server.Hog.PathOf(file))
                ? server.Hog.Lines(file).FirstOrDefault(line => line.Contains(tag, StringComparison.Ordinal) && line.Contains(text, StringComparison.Ordinal))
                : null;
            return found is not null;
        });
        return found!;
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
