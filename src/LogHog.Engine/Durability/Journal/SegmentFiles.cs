using System.Globalization;
using System.Security.Cryptography;

namespace LogHog.Engine.Durability.Journal;

/// <param name="Name">In the journal's folder.</param>
/// <param name="Sequence">Its number in the journal.</param>
/// <param name="Header">Null when it is damaged; the records told the number then.</param>
internal sealed record SegmentFile(string Name, uint Sequence, SegmentHeader? Header);

/// <summary>Sorts the files of a journal's folder: segments of this store, spare files, and what must be somebody else's.</summary>
internal static class SegmentFiles
{
    public static (ulong Salt, List<SegmentFile> Segments, List<string> Spare) Sort(
        RootedFolder folder, CheckpointState? checkpoint, TimeProvider time, RecoveryReport report)
    {
        List<(string Name, byte[] Bytes)> found = [];
        foreach (string name in folder.List().Where(SegmentPool.IsSegment))
        {
            using DurableFile file = folder.OpenRead(name);
            byte[] block = new byte[JournalSegment.HeaderBytes];
            try
            {
                file.Read(0, block);
            }
            catch (DiskException unreadable)
            {
                report.Add(unreadable.Message);
            }
            found.Add((name, block));
        }
        ulong salt = checkpoint?.Salt ?? SaltOf(found.Select(f => f.Bytes)) ?? NewSalt();
        List<SegmentFile> segments = [];
        List<string> spare = [];
        byte[] room = [];
        foreach ((string name, byte[] block) in found)
            Sort(folder, name, block, ref room, salt, segments, spare, time, report);
        segments.Sort((a, b) => a.Sequence.CompareTo(b.Sequence));
        return (salt, segments, spare);
    }

    private static void Sort(
        RootedFolder folder, string name, byte[] block, ref byte[] room, ulong salt,
        List<SegmentFile> segments, List<string> spare, TimeProvider time, RecoveryReport report)
    {
        if (JournalSegment.TryReadHeader(block, out SegmentHeader header))
        {
            if (header.Salt == salt)
                segments.Add(new SegmentFile(name, header.Sequence, header));
            else
                Quarantine(folder, name, time, report);
            return;
        }
        uint sequence;
        bool isBlank;
        using (DurableFile file = folder.OpenRead(name))
        {
            ReadOnlySpan<byte> all = SegmentScan.ReadAll(file, ref room, out _).Span;
            sequence = SegmentScan.SequenceOf(all, salt);
            isBlank = !all.ContainsAnyExcept((byte)0);
        }
        if (sequence > 0)
            segments.Add(new SegmentFile(name, sequence, null));
        else if (isBlank)
            spare.Add(name);
        else
            Quarantine(folder, name, time, report);
    }

    private static void Quarantine(RootedFolder folder, string name, TimeProvider time, RecoveryReport report)
    {
        string kept = string.Create(CultureInfo.InvariantCulture, $"quarantined-{time.GetUtcNow():yyyyMMdd'T'HHmmssfffffff}-{name}");
        folder.Rename(name, kept, replace: false);
        folder.SyncFolder();
        report.Add($"{folder.Path}/{name} holds nothing of this journal that can be read; it is kept as {kept}");
    }

    /// <summary>What most headers say.</summary>
    private static ulong? SaltOf(IEnumerable<byte[]> blocks)
    {
        Dictionary<ulong, int> votes = [];
        foreach (byte[] block in blocks)
        {
            if (JournalSegment.TryReadHeader(block, out SegmentHeader header))
                votes[header.Salt] = votes.GetValueOrDefault(header.Salt) + 1;
        }
        return votes.Count == 0 ? null : votes.MaxBy(v => v.Value).Key;
    }

    private static ulong NewSalt()
    {
        Span<byte> random = stackalloc byte[sizeof(ulong)];
        do
            RandomNumberGenerator.Fill(random);
        while (BitConverter.ToUInt64(random) == 0);
        return BitConverter.ToUInt64(random);
    }
}
