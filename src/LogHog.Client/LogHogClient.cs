using System.Buffers;
using System.Globalization;
using System.Net.Sockets;
using System.Threading.Channels;
using LogHog.Protocols.LogHogV1;

namespace LogHog.Client;

/// <summary>
/// Sends log messages to a LogHog server. Logging never waits: messages go into a bounded queue, one loop sends them,
/// reconnects when the server is gone, and what finds no room is dropped and counted. Any thread may log.
/// </summary>
/// <remarks>
/// The protocol has no acknowledgement: what the system had taken over when a server died is lost. A piece of the stream
/// whose sending failed is sent again on the next connection, so a message may arrive twice (never one that is signed with
/// version 2: the server takes each once).
/// </remarks>
public sealed class LogHogClient : IAsyncDisposable
{
    private readonly LogHogClientOptions _options;
    private readonly Channel<LogHogMessage> _queue;
    private readonly CancellationTokenSource _stop = new();
    private readonly SettledCount _settled = new();
    private readonly SendLoop _loop;
    private readonly Task _running;
    private readonly Lock _counting = new();
    private long _accepted;
    private long _refused;

    /// <exception cref="ArgumentException">An option cannot be used, such as a static field with a standard key's name.</exception>
    public LogHogClient(LogHogClientOptions options)
    {
        LogHogClientOptions.Validate(options);
        _options = options with { StaticFields = [.. options.StaticFields.Select(Settle)] };
        _queue = Channel.CreateBounded<LogHogMessage>(new BoundedChannelOptions(options.QueueLength) { SingleReader = true });
        _loop = new SendLoop(options, _queue.Reader, _settled);
        _running = Task.Run(() => _loop.RunAsync(_stop.Token));
    }

    /// <summary>Messages that the system has taken over.</summary>
    public long Sent => _loop.Sent;

    /// <summary>Messages that never left: no room in the queue, too long, or no server until the end.</summary>
    public long Dropped
    {
        get
        {
            lock (_counting)
                return _refused + _loop.Dropped;
        }
    }

    /// <summary>Messages that wait.</summary>
    public long Pending
    {
        get
        {
            lock (_counting)
                return _accepted - _settled.Value;
        }
    }

    /// <summary>Queues one message. Does not wait.</summary>
    /// <param name="module">The logger's name; empty = the root module.</param>
    /// <param name="body">The text; may hold newlines.</param>
    /// <param name="fields">Further fields.</param>
    /// <param name="timeUnixNs">When it happened; null = now.</param>
    /// <returns>False when the queue is full or the client closed: the message is dropped and counted.</returns>
    /// <exception cref="ArgumentException">A field has the name of a standard key.</exception>
    public bool TryLog(
        string module, string body, IReadOnlyList<KeyValuePair<string, object?>>? fields = null, long? timeUnixNs = null)
    {
        LogHogMessage message = CreateMessage(_options, module, body, fields, timeUnixNs);
        // Queued and counted in one step: whoever looks at the counts sees both or neither.
        lock (_counting)
        {
            bool hasRoom = _queue.Writer.TryWrite(message);
            _accepted += hasRoom ? 1 : 0;
            _refused += hasRoom ? 0 : 1;
            return hasRoom;
        }
    }

    /// <summary>Waits until all that has been queued is sent or dropped.</summary>
    /// <returns>False when the deadline came first.</returns>
    public async Task<bool> FlushAsync(TimeSpan deadline, CancellationToken cancellationToken = default)
    {
        long target;
        lock (_counting)
            target = _accepted;
        try
        {
            await _settled.WaitForAsync(target)
                .WaitAsync(deadline, _options.Time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Sends what is queued, within <see cref="LogHogClientOptions.CloseTimeout"/>; the rest is dropped and counted.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_queue.Writer.TryComplete())
            return;
        await ((Task)_running).WaitAsync(_options.CloseTimeout, _options.Time)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stop.Dispose();
    }

    /// <summary>Sends one message on a connection of its own and tells what became of it.</summary>
    /// <exception cref="ArgumentException">An option or a field cannot be used.</exception>
    public static async Task<SendOutcome> SendAsync(
        LogHogClientOptions options, string module, string body, IReadOnlyList<KeyValuePair<string, object?>>? fields = null,
        long? timeUnixNs = null, CancellationToken cancellationToken = default)
    {
        LogHogClientOptions.Validate(options);
        using LogHogEncoder encoder = options.CreateEncoder();
        var frame = new ArrayBufferWriter<byte>();
        encoder.Encode(CreateMessage(options, module, body, fields, timeUnixNs), frame);
        if (frame.WrittenCount > SendLoop.FrameBytesMax(options.Transport))
            return new SendOutcome(SendStatus.TooLong);
        SendStatus onFailure = SendStatus.Unreachable;
        try
        {
            using ServerConnection connection = await ServerConnection.ConnectAsync(options, cancellationToken).ConfigureAwait(false);
            onFailure = SendStatus.Broken;
            await connection.SendAsync(frame.WrittenMemory, cancellationToken).ConfigureAwait(false);
            SocketError end = await connection.EndAsync(cancellationToken).ConfigureAwait(false);
            return end switch
            {
                SocketError.Success when !connection.IsDatagram => new SendOutcome(SendStatus.Received),
                SocketError.Success or SocketError.TimedOut => new SendOutcome(SendStatus.Sent),
                SocketError.ConnectionRefused => new SendOutcome(SendStatus.Unreachable, "Connection refused"),
                _ => new SendOutcome(SendStatus.Broken, end.ToString()),
            };
        }
        catch (SocketException error)
        {
            return new SendOutcome(onFailure, error.Message);
        }
        catch (TimeoutException error)
        {
            return new SendOutcome(onFailure == SendStatus.Unreachable ? SendStatus.TimedOut : SendStatus.Broken, error.Message);
        }
    }

    private static LogHogMessage CreateMessage(
        LogHogClientOptions options, string module, string body, IReadOnlyList<KeyValuePair<string, object?>>? fields,
        long? timeUnixNs)
    {
        IReadOnlyList<KeyValuePair<string, object?>> all = options.StaticFields;
        if (fields is { Count: > 0 })
        {
            LogHogClientOptions.RefuseStandardKeys(fields);
            all = [.. options.StaticFields.Where(stamped => fields.All(field => field.Key != stamped.Key)), .. fields.Select(Settle)];
        }
        return new LogHogMessage
        {
            App = options.App,
            Module = module,
            Body = body,
            Hostname = options.Hostname,
            TimeUnixNs = timeUnixNs ?? (options.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick,
            Fields = all,
        };
    }

    /// <summary>What the sending loop will print, printed now: an object may change meanwhile, or fail to print itself.</summary>
    private static KeyValuePair<string, object?> Settle(KeyValuePair<string, object?> field) => field.Value switch
    {
        null or string or bool or DateTime or DateTimeOffset => field,
        sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal => field,
        _ => new(field.Key, Convert.ToString(field.Value, CultureInfo.InvariantCulture)),
    };
}
