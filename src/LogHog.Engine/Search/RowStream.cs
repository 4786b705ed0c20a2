using System.Buffers;
using System.Diagnostics;
using System.Threading.Channels;
using LogHog.Engine.Query;

namespace LogHog.Engine.Search;

/// <summary>
/// Takes a query's rows on its thread and gives them, as text, to a reader elsewhere: at once when the reader waits, else up to a
/// bound, at which the query waits for the reader.
/// </summary>
/// <param name="format">Appends a row.</param>
public sealed class RowStream(Action<Row, IBufferWriter<byte>> format) : IPipeProcessor
{
    /// <summary>One write of the socket; rows that are larger travel alone.</summary>
    private const int ChunkBytes = 64 << 10;

    /// <summary>One with the reader, one on its way, two in store: 256 KiB for a reader that takes nothing.</summary>
    private const int ChunksMax = 4;

    private readonly Channel<byte[]> _chunks = Channel.CreateBounded<byte[]>(
        new BoundedChannelOptions(ChunksMax) { SingleReader = true, SingleWriter = true });

    private readonly ArrayBufferWriter<byte> _text = new(ChunkBytes);
    private long _waitedTicks;
    private long _waitingSince;

    /// <summary>Pieces of whole rows, until <see cref="Complete"/>.</summary>
    public ChannelReader<byte[]> Chunks => _chunks.Reader;

    /// <summary>How long the query has waited for the reader; may be asked from anywhere.</summary>
    public TimeSpan Waited
    {
        get
        {
            long since = Interlocked.Read(ref _waitingSince);
            return TimeSpan.FromTicks(Interlocked.Read(ref _waitedTicks)) + (since == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(since));
        }
    }

    public bool Process(RowBatch batch)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            format(batch[i], _text);
            if (_text.WrittenCount >= ChunkBytes)
                Send();
        }

        Send();
        return true;
    }

    public void Flush()
    {
    }

    /// <summary>There are no more rows, whether the query came to its end or not. A query that waits for the reader ends.</summary>
    internal void Complete() => _chunks.Writer.TryComplete();

    private void Send()
    {
        if (_text.WrittenCount == 0)
            return;
        byte[] chunk = _text.WrittenSpan.ToArray();
        _text.ResetWrittenCount();
        if (!_chunks.Writer.TryWrite(chunk))
            Wait(chunk);
    }

    private void Wait(byte[] chunk)
    {
        long since = Stopwatch.GetTimestamp();
        Interlocked.Exchange(ref _waitingSince, since);
        SearchThreads.BeginWait();
        try
        {
            // This thread is the query's own: there is nothing else for it to do.
            while (!_chunks.Writer.TryWrite(chunk))
            {
                if (!_chunks.Writer.WaitToWriteAsync().AsTask().GetAwaiter().GetResult())
                    throw new OperationCanceledException("Nobody reads any more.");
            }
        }
        finally
        {
            SearchThreads.EndWait();
            Interlocked.Exchange(ref _waitingSince, 0);
            Interlocked.Add(ref _waitedTicks, Stopwatch.GetElapsedTime(since).Ticks);
        }
    }
}
