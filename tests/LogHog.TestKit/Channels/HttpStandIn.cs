using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LogHog.TestKit.Channels;

/// <summary>A request as it came.</summary>
public sealed record StandInRequest(string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>Empty = it has none.</summary>
    public string Header(string name) => Headers.GetValueOrDefault(name, "");
}

/// <summary>What is answered.</summary>
public sealed record StandInAnswer(int Status, string Body, string ContentType = "application/json")
{
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];
}

/// <summary>What goes wrong with one answer.</summary>
public enum StandInFault
{
    /// <summary>Nothing is taken; the connection is closed without a word.</summary>
    Close,

    /// <summary>Nothing is taken and nothing is answered, until the peer goes.</summary>
    Hang,

    /// <summary>It is taken; the answer ends in its middle.</summary>
    Cut,

    /// <summary>It is taken; the answer comes a byte at a time.</summary>
    Slow,

    /// <summary>It is taken; the answer never ends.</summary>
    Endless,
}

/// <summary>
/// A service on loopback that looks at every request as its public documentation has it and remembers what is wrong: a test asserts that
/// <see cref="Complaints"/> is empty. Faults and answers can be injected for the next requests.
/// </summary>
public abstract class HttpStandIn : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<object> _injected = new();
    private readonly ConcurrentQueue<StandInRequest> _requests = new();
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly Task _running;

    protected HttpStandIn()
    {
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _running = Task.Run(AcceptAsync);
    }

    public Uri Address { get; }

    public IReadOnlyList<StandInRequest> Requests => [.. _requests];

    /// <summary>What the documentation does not allow.</summary>
    public IReadOnlyList<string> Complaints => [.. _complaints];

    /// <summary>For the next request each.</summary>
    public void Inject(params StandInFault[] faults)
    {
        foreach (StandInFault fault in faults)
            _injected.Enqueue(fault);
    }

    /// <summary>For the next request each: it is not taken, and answered so.</summary>
    public void Inject(params StandInAnswer[] answers)
    {
        foreach (StandInAnswer answer in answers)
            _injected.Enqueue(answer);
    }

    public async Task WaitFor(Func<bool> wanted)
    {
        using CancellationTokenSource limit = new(Limit);
        while (!wanted())
        {
            if (limit.IsCancellationRequested)
                throw new TimeoutException($"It never came to that; {_requests.Count} requests, complaints: {string.Join("; ", _complaints)}");
            await Task.Delay(5);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _running;
        _stop.Dispose();
        GC.SuppressFinalize(this);
    }

    protected abstract StandInAnswer Answer(StandInRequest request);

    protected void Complain(string what) => _complaints.Enqueue(what);

    /// <summary>Complains unless it is so.</summary>
    protected bool Check(bool isSo, string what)
    {
        if (!isSo)
            Complain(what);
        return isSo;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (Exception over) when (over is OperationCanceledException or ObjectDisposedException or SocketException)
        {
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using TcpClient owned = client;
        try
        {
            await using NetworkStream stream = client.GetStream();
            while (await ReadAsync(stream) is { } request)
            {
                _requests.Enqueue(request);
                _injected.TryDequeue(out object? injected);
                if (injected is StandInFault.Close)
                    return;
                if (injected is StandInFault.Hang)
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, _stop.Token);
                    return;
                }

                StandInAnswer answer = injected as StandInAnswer ?? Answer(request);
                if (!await WriteAsync(stream, answer, injected as StandInFault?))
                    return;
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task<bool> WriteAsync(NetworkStream stream, StandInAnswer answer, StandInFault? fault)
    {
        byte[] body = Encoding.UTF8.GetBytes(answer.Body);
        long length = fault == StandInFault.Endless ? long.MaxValue : body.Length;
        StringBuilder head = new();
        head.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {answer.Status} {(HttpStatusCode)answer.Status}\r\nContent-Type: {answer.ContentType}\r\nContent-Length: {length}\r\n");
        foreach ((string name, string value) in answer.Headers)
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        byte[] bytes = [.. Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), .. body];
        switch (fault)
        {
            case StandInFault.Cut:
                await stream.WriteAsync(bytes.AsMemory(0, bytes.Length - Math.Max(1, body.Length / 2)), _stop.Token);
                return false;
            case StandInFault.Slow:
                foreach (byte one in bytes)
                {
                    await stream.WriteAsync(new[] { one }, _stop.Token);
                    await Task.Delay(1, _stop.Token);
                }

                return true;
            case StandInFault.Endless:
                await stream.WriteAsync(bytes, _stop.Token);
                byte[] more = new byte[64 << 10];
                while (true)
                    await stream.WriteAsync(more, _stop.Token);
            default:
                await stream.WriteAsync(bytes, _stop.Token);
                return true;
        }
    }

    private async Task<StandInRequest?> ReadAsync(NetworkStream stream)
    {
        List<byte> head = [];
        byte[] one = new byte[1];
        while (head.Count < 4 || !head[^4..].SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            if (head.Count > 64 << 10 || await stream.ReadAsync(one, _stop.Token) == 0)
                return null;
            head.Add(one[0]);
        }

        string[] lines = Encoding.ASCII.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        string[] first = lines[0].Split(' ');
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        foreach (string line in lines.Skip(1))
            headers[line[..line.IndexOf(':')].Trim()] = line[(line.IndexOf(':') + 1)..].Trim();
        byte[] body = new byte[int.Parse(headers.GetValueOrDefault("Content-Length", "0"), CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, _stop.Token);
        string[] target = first[1].Split('?', 2);
        return new StandInRequest(first[0], target[0], target.Length == 2 ? target[1] : "", headers, body);
    }
}
