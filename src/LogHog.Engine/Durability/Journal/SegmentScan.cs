using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace LogHog.Engine.Durability.Journal;

/// <summary>Reads what is in a segment file, however damaged: a bad record costs itself, not what comes after it.</summary>
internal static class SegmentScan
{
    private const int ReadBytes = 256 << 10;

    /// <summary>The whole file; what the disk refuses to read is zeros, and counted.</summary>
    /// <param name="file">Read from its beginning.</param>
    /// <param name="room">Takes the bytes; made larger when they do not fit. Fresh memory for each file would cost more than the reading.</param>
    /// <param name="unreadableBytes">How many zeros are none.</param>
    /// <returns>The beginning of the room.</returns>
    public static ReadOnlyMemory<byte> ReadAll(DurableFile file, ref byte[] room, out int unreadableBytes)
    {
        int length = (int)Math.Min(file.Length, 1 << 30);
        if (room.Length < length)
            room = new byte[length];
        unreadableBytes = 0;
        for (int at = 0; at < length; at += ReadBytes)
        {
            Span<byte> block = room.AsSpan(at, Math.Min(ReadBytes, length - at));
            try
            {
                file.Read(at, block);
            }
            catch (DiskException)
            {
                block.Clear();
                unreadableBytes += block.Length;
            }
        }
        return room.AsMemory(0, length);
    }

    /// <summary>The number of the newest segment that this file was: of its header, or, where that is damaged, of its records.</summary>
    /// <returns>0 when it holds nothing of this store.</returns>
    public static uint SequenceOf(ReadOnlySpan<byte> file, ulong salt)
    {
        if (JournalSegment.TryReadHeader(file, out SegmentHeader header))
            return header.Salt == salt ? header.Sequence : 0;
        uint newest = 0;
        for (int at = JournalSegment.HeaderBytes; FindSalt(file, ref at, salt); at += JournalRecord.Alignment)
        {
            if (JournalRecord.TryRead(file[at..], salt, out JournalRecord record))
                newest = Math.Max(newest, record.Segment);
        }
        return newest;
    }

    /// <summary>
    /// Every good record of this segment, with the offset at which it begins, in the order of writing; and, as a record of no
    /// kind, each place where one was begun that cannot be read.
    /// </summary>
    public static IEnumerable<(int Offset, JournalRecord Record)> Records(ReadOnlyMemory<byte> file, ulong salt, uint sequence)
    {
        for (int at = JournalSegment.HeaderBytes; at <= file.Length - JournalRecord.HeaderBytes;)
        {
            if (JournalRecord.TryRead(file.Span[at..], salt, out JournalRecord record))
            {
                if (record.Segment == sequence)
                    yield return (at, record);
                at += record.TotalBytes; // also over what an earlier use of the file left: it is whole, so nothing newer is in it
                continue;
            }
            if (LooksBegun(file.Span[at..], salt, sequence))
                yield return (at, default);
            at += JournalRecord.Alignment;
            if (!FindSalt(file.Span, ref at, salt))
                yield break;
        }
    }

    /// <summary>Either of two fields is right: no single flipped bit hides that there was a record.</summary>
    private static bool LooksBegun(ReadOnlySpan<byte> place, ulong salt, uint sequence) =>
        BinaryPrimitives.ReadUInt64LittleEndian(place[8..]) == salt
        || BinaryPrimitives.ReadUInt32LittleEndian(place[16..]) == sequence;

    /// <summary>Moves on to the next place that may begin a record: in good files the place itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool FindSalt(ReadOnlySpan<byte> file, ref int at, ulong salt)
    {
        for (; at <= file.Length - JournalRecord.HeaderBytes; at += JournalRecord.Alignment)
        {
            if (BinaryPrimitives.ReadUInt64LittleEndian(file[(at + 8)..]) == salt)
                return true;
        }
        return false;
    }
}
