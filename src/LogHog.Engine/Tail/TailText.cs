using System.Buffers;
using System.Runtime.InteropServices;
using LogHog.Engine.Ingest;

namespace LogHog.Engine.Tail;

/// <summary>
/// A copy of the lines of one batch for all who watch, in the order in which they came. Its memory is lent, and goes back when
/// the last of them has released it.
/// </summary>
internal sealed class TailText
{
    private readonly TailHub _hub;
    private readonly Run[] _runs;
    private byte[] _bytes;
    private int _holders = 1;

    private TailText(TailHub hub, byte[] bytes, int length, Run[] runs, int events)
    {
        _hub = hub;
        _bytes = bytes;
        Length = length;
        _runs = runs;
        Events = events;
    }

    /// <summary>Bytes of text that it holds.</summary>
    public int Length { get; }

    public int Events { get; }

    /// <summary>Whole events of one file, one behind the other.</summary>
    public ReadOnlySpan<Run> Runs => _runs;

    public ReadOnlyMemory<byte> TextOf(Run run) => _bytes.AsMemory(run.Start, run.Length);

    /// <summary>Copies what a batch gives to its files. The caller is its first holder.</summary>
    public static TailText Of(EventBatch batch, TailHub hub)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(batch.TextBytes);
        batch.Text.CopyTo(bytes);
        Run[] runs = new Run[batch.RunCount];
        for (int index = 0; index < runs.Length; index++)
        {
            (int part, int start, int length) = batch.RunAt(index);
            runs[index] = new Run(batch.PartWriter(part).Path, start, length);
        }

        return new TailText(hub, bytes, batch.TextBytes, runs, batch.Events);
    }

    /// <summary>Lines that nobody sent, of one file; never to be released.</summary>
    public static TailText Made(string path, byte[] lines, TailHub hub) => new(hub, lines, lines.Length, [new Run(path, 0, lines.Length)], events: 1);

    public void Hold() => Interlocked.Increment(ref _holders);

    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) != 0)
            return;
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        _hub.Released(Length);
    }

    /// <param name="Path">The live file, relative to the log folder.</param>
    /// <param name="Start">Where its text begins.</param>
    /// <param name="Length">Bytes.</param>
    [StructLayout(LayoutKind.Auto)]
    public readonly record struct Run(string Path, int Start, int Length);
}
