using System.Buffers;
using System.Net.Sockets;
using System.Threading.Channels;
using LogHog.Protocols.LogHogV1;

namespace LogHog.Client;

/// <summary>The one reader of a client's queue: encodes, sends, reconnects.</summary>
internal sealed class SendLoop(LogHogClientOptions options, ChannelReader<LogHogMessage> queue, SettledCount settled)
{
    // One send for what is there, up to this.
    private const int BatchBytes = 64 * 1024;
    private const int DatagramBytesMax = 65_507;
    private const int HeaderBytes = 8;

    private readonly ReconnectDelay _delay = new(options.Time, Random.Shared.NextDouble);
    private readonly ArrayBufferWriter<byte> _batch = new();
    private readonly ArrayBufferWriter<byte> _frame = new();
    private ServerConnection? _connection;
    private int _batchMessages;
    private long _sent;
    private long _dropped;

    public long Sent => Interlocked.Read(ref _sent);

    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>A longer frame would make the server close the stream, and others' messages would go with it.</summary>
    public static int FrameBytesMax(LogHogTransport transport) =>
        transport == LogHogTransport.Udp ? DatagramBytesMax : HeaderBytes + new LogHogLimits().FrameBytesMax;

    /// <summary>Ends when the queue is completed and empty, or when it is stopped; what is left then is dropped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using LogHogEncoder encoder = options.CreateEncoder();
        try
        {
            while (await queue.WaitToReadAsync(stop).ConfigureAwait(false))
            {
                FillBatch(encoder);
                await SendBatchAsync(stop).ConfigureAwait(false);
            }
            if (_connection is not null)
                await _connection.EndAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The deadline of closing has come.
        }
        finally
        {
            _connection?.Dispose();
            Settle(ref _dropped, _batchMessages);
            while (queue.TryRead(out _))
                Settle(ref _dropped, 1);
        }
    }

    private void FillBatch(LogHogEncoder encoder)
    {
        _batch.ResetWrittenCount();
        _batchMessages = 0;
        while (_batch.WrittenCount < BatchBytes && queue.TryRead(out LogHogMessage? message))
        {
            _frame.ResetWrittenCount();
            encoder.Encode(message, _frame);
            if (_frame.WrittenCount > FrameBytesMax(options.Transport))
            {
                Settle(ref _dropped, 1);
                continue;
            }
            _batch.Write(_frame.WrittenSpan);
            _batchMessages++;
            if (options.Transport == LogHogTransport.Udp)
                return;
        }
    }

    /// <summary>Again and again until it is sent; only the end of the client stops it.</summary>
    private async Task SendBatchAsync(CancellationToken stop)
    {
        while (_batchMessages > 0)
        {
            try
            {
                if (_connection is { IsClosedByServer: true })
                    throw new SocketException((int)SocketError.ConnectionReset);
                if (_connection is null)
                {
                    _connection = await ServerConnection.ConnectAsync(options, stop).ConfigureAwait(false);
                    _delay.Connected();
                }
                await _connection.SendAsync(_batch.WrittenMemory, stop).ConfigureAwait(false);
                Settle(ref _sent, _batchMessages);
                _batchMessages = 0;
            }
            catch (Exception error) when (error is SocketException or TimeoutException)
            {
                _connection?.Dispose();
                _connection = null;
                await Task.Delay(_delay.Failed(), options.Time, stop).ConfigureAwait(false);
            }
        }
    }

    private void Settle(ref long counter, int messages)
    {
        Interlocked.Add(ref counter, messages);
        settled.Add(messages);
    }
}
