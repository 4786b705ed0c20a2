using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace LogHog.Interop.Tests.Push;

/// <summary>A real program that takes pushes: says its port, answers each line of its input with a line.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    // Generous: the machine may be busy with other tests. Nothing waits this long when all is well.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    private RunningProgram(Process process) => _process = process;

    public int Port { get; private set; }

    /// <summary>Its log.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
                return _errors.ToString();
        }
    }

    public static async Task<RunningProgram> StartAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        var running = new RunningProgram(Process.Start(start)!);
        running._process.ErrorDataReceived += (_, line) =>
        {
            lock (running._errors)
                running._errors.AppendLine(line.Data);
        };
        running._process.BeginErrorReadLine();
        string port = await running.ReadAsync("port ");
        running.Port = int.Parse(port["port ".Length..], CultureInfo.InvariantCulture);
        return running;
    }

    /// <summary>Its answer to a line.</summary>
    public async Task<string> AskAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
        return await ReadAsync("");
    }

    /// <summary>The same, of the Python program.</summary>
    public async Task<JsonElement> AskJsonAsync(string line)
    {
        using JsonDocument answer = JsonDocument.Parse(await AskAsync(line));
        return answer.RootElement.Clone();
    }

    /// <summary>Asks until the answer is as wanted.</summary>
    public async Task WaitForAsync(string line, string wanted)
    {
        var waiting = Stopwatch.StartNew();
        while (await AskAsync(line) is var answer && !answer.Contains(wanted, StringComparison.Ordinal))
        {
            Assert.True(waiting.Elapsed < Limit, $"it never came to {wanted}: {answer}\n{Errors}");
            await Task.Delay(1);
        }
    }

    /// <summary>Sends all bytes, closes or resets, and reads what is answered to the end.</summary>
    public Task<string> SendAsync(byte[] frame, bool isCut = false) => SendAsync(Port, frame, isCut);

    /// <inheritdoc cref="SendAsync(byte[], bool)"/>
    public static async Task<string> SendAsync(int port, byte[] frame, bool isCut = false)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), limit.Token);
        try
        {
            for (int sent = 0; sent < frame.Length;)
                sent += await socket.SendAsync(frame.AsMemory(sent), limit.Token);
            if (isCut)
            {
                socket.LingerState = new LingerOption(enable: true, seconds: 0);
                return "";
            }

            socket.Shutdown(SocketShutdown.Send);
            using var answer = new MemoryStream();
            byte[] part = new byte[4096];
            while (await socket.ReceiveAsync(part, limit.Token) is var read and > 0)
                answer.Write(part, 0, read);
            return Encoding.UTF8.GetString(answer.ToArray());
        }
        catch (SocketException)
        {
            // A receiver may close before it has read everything.
            return "";
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        finally
        {
            if (!_process.HasExited)
                _process.Kill(entireProcessTree: true);
            _process.Dispose();
        }
    }

    private async Task<string> ReadAsync(string beginning)
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            while (await _process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                if (line.StartsWith(beginning, StringComparison.Ordinal))
                    return line;
            }
        }
        catch (OperationCanceledException)
        {
        }

        throw new InvalidOperationException($"the program said nothing more:\n{Errors}");
    }
}
