using System.Runtime.InteropServices;

namespace LogHog.Engine.Index;

/// <summary>
/// The times of the events of a chunk, in frames of 1,024: the least, a power of ten, and for each event how many times that power
/// it is later, in as few bits as the latest needs.
/// </summary>
internal sealed class TimeSection
{
    public const int FrameEvents = 1024;

    private const int FrameHeadBytes = 8 + 1 + 1;

    private static readonly ulong[] Powers = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];

    private readonly ReadOnlyMemory<byte> _packed;
    private readonly Frame[] _frames;
    private readonly int _events;

    private TimeSection(ReadOnlyMemory<byte> packed, Frame[] frames, int events) => (_packed, _frames, _events) = (packed, frames, events);

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Frame(long Least, ulong Scale, int Width, int Start);

    /// <param name="into">Gets the section.</param>
    /// <param name="times">Of all events of the chunk.</param>
    /// <param name="packed">Memory for the work.</param>
    public static void Write(SectionWriter into, ReadOnlySpan<long> times, SectionWriter packed)
    {
        Span<ulong> steps = stackalloc ulong[FrameEvents];
        packed.Clear();
        while (!times.IsEmpty)
        {
            ReadOnlySpan<long> frame = times[..Math.Min(FrameEvents, times.Length)];
            long least = frame[0];
            foreach (long time in frame)
                least = Math.Min(least, time);
            int power = Power(frame, least);
            ulong most = 0;
            for (int i = 0; i < frame.Length; i++)
            {
                steps[i] = unchecked((ulong)(frame[i] - least)) / Powers[power];
                most = Math.Max(most, steps[i]);
            }

            int width = PackedBits.Width(most);
            into.Int64(least);
            into.Byte((byte)power);
            into.Byte((byte)width);
            PackedBits.Write(packed, steps[..frame.Length], width);
            times = times[frame.Length..];
        }

        into.Bytes(packed.Written);
        into.Take(SectionWriter.PackedPadding).Clear();
    }

    /// <exception cref="IndexDamageException">It does not fit so many events.</exception>
    public static TimeSection Read(ReadOnlyMemory<byte> section, int events)
    {
        var reader = new SectionReader(section.Span);
        var frames = new Frame[(events + FrameEvents - 1) / FrameEvents];
        int start = 0;
        for (int i = 0; i < frames.Length; i++)
        {
            long least = reader.Int64();
            int power = reader.Byte();
            int width = reader.Byte();
            if (power >= Powers.Length || width > 64)
                throw new IndexDamageException("a frame of times is odd");
            frames[i] = new Frame(least, Powers[power], width, start);
            start += PackedBits.Bytes(Math.Min(FrameEvents, events - (i * FrameEvents)), width);
        }

        if (reader.Left != start + SectionWriter.PackedPadding)
            throw new IndexDamageException("the times have another length");
        return new TimeSection(section[(frames.Length * FrameHeadBytes)..], frames, events);
    }

    public void Read(int firstEvent, Span<long> unixNs)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstEvent);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstEvent, _events - unixNs.Length);
        Span<ulong> steps = MemoryMarshal.Cast<long, ulong>(unixNs);
        while (!steps.IsEmpty)
        {
            Frame frame = _frames[firstEvent / FrameEvents];
            int first = firstEvent % FrameEvents;
            Span<ulong> ofFrame = steps[..Math.Min(FrameEvents - first, steps.Length)];
            PackedBits.Read(_packed.Span[frame.Start..], first, frame.Width, ofFrame);
            foreach (ref ulong step in ofFrame)
                step = unchecked((ulong)frame.Least + (step * frame.Scale));
            firstEvent += ofFrame.Length;
            steps = steps[ofFrame.Length..];
        }
    }

    /// <summary>The greatest power of ten that divides all distances from the least.</summary>
    private static int Power(ReadOnlySpan<long> times, long least)
    {
        int power = Powers.Length - 1;
        foreach (long time in times)
        {
            ulong distance = unchecked((ulong)(time - least));
            while (distance % Powers[power] != 0)
                power--;
        }

        return power;
    }
}
