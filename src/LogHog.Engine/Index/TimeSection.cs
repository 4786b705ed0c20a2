using System.Runtime.InteropServices;
using LogHog.Engine.Durability.Journal;

namespace LogHog.Engine.Index;

/// <summary>
/// The times of the events of a chunk, in frames of 1,024: the least, a power of ten, and for each event how many times that power
/// it is later, in as few bits as the latest needs. The heads of all frames come first, each with the checksum of its frame, so that
/// a few frames can be read, and checked, without the others.
/// </summary>
internal sealed class TimeSection
{
    public const int FrameEvents = 1024;

    private const int FrameHeadBytes = 8 + 1 + 1 + 4;

    private static readonly ulong[] Powers = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];

    private readonly Frame[] _frames;
    private readonly int _events;

    private TimeSection(Frame[] frames, int events) => (_frames, _events) = (frames, events);

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Frame(long Least, ulong Scale, int Width, int Start, int Bytes, uint Checksum);

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
            int start = packed.Length;
            PackedBits.Write(packed, steps[..frame.Length], width);
            into.UInt32(Crc32C.Of(packed.Written[start..]));
            times = times[frame.Length..];
        }

        into.Bytes(packed.Written);
        into.Take(SectionWriter.PackedPadding).Clear();
    }

    /// <summary>So many bytes of the section, its first, are heads.</summary>
    public static int HeadBytes(int events) => Frames(events) * FrameHeadBytes;

    /// <param name="heads">The heads alone.</param>
    /// <param name="sectionBytes">The length of the whole section.</param>
    /// <param name="events">Of the chunk.</param>
    /// <exception cref="IndexDamageException">It does not fit so many events.</exception>
    public static TimeSection Read(ReadOnlySpan<byte> heads, int sectionBytes, int events)
    {
        var reader = new SectionReader(heads);
        var frames = new Frame[Frames(events)];
        int start = heads.Length;
        for (int i = 0; i < frames.Length; i++)
        {
            long least = reader.Int64();
            int power = reader.Byte();
            int width = reader.Byte();
            if (power >= Powers.Length || width > 64)
                throw new IndexDamageException("a frame of times is odd");
            int bytes = PackedBits.Bytes(Math.Min(FrameEvents, events - (i * FrameEvents)), width);
            frames[i] = new Frame(least, Powers[power], width, start, bytes, reader.UInt32());
            start += bytes;
        }

        return sectionBytes == start + SectionWriter.PackedPadding ? new TimeSection(frames, events) : throw new IndexDamageException("the times have another length");
    }

    /// <summary>Where in the section the times of a run of events lie, and what may be read behind them.</summary>
    public (int Start, int Bytes) PlaceOf(int firstEvent, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstEvent);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstEvent, _events - count);
        if (count == 0)
            return default;
        int start = _frames[firstEvent / FrameEvents].Start;
        Frame last = _frames[(firstEvent + count - 1) / FrameEvents];
        return (start, last.Start + last.Bytes + SectionWriter.PackedPadding - start);
    }

    /// <param name="packed">What lies in the place of the run.</param>
    /// <param name="firstEvent">Where the run begins.</param>
    /// <param name="unixNs">As many times as the run has events.</param>
    /// <exception cref="IndexDamageException">The checksum of a frame is wrong.</exception>
    public void Read(ReadOnlySpan<byte> packed, int firstEvent, Span<long> unixNs)
    {
        Span<ulong> steps = MemoryMarshal.Cast<long, ulong>(unixNs);
        while (!steps.IsEmpty)
        {
            Frame frame = _frames[firstEvent / FrameEvents];
            if (Crc32C.Of(packed[..frame.Bytes]) != frame.Checksum)
                throw new IndexDamageException("the checksum of a frame of times is wrong");
            int first = firstEvent % FrameEvents;
            Span<ulong> ofFrame = steps[..Math.Min(FrameEvents - first, steps.Length)];
            PackedBits.Read(packed, first, frame.Width, ofFrame);
            foreach (ref ulong step in ofFrame)
                step = unchecked((ulong)frame.Least + (step * frame.Scale));
            firstEvent += ofFrame.Length;
            steps = steps[ofFrame.Length..];
            packed = packed[frame.Bytes..];
        }
    }

    private static int Frames(int events) => (events + FrameEvents - 1) / FrameEvents;

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
