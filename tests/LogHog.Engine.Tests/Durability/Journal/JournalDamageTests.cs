using System.Globalization;
using LogHog.Engine.Durability;
using LogHog.Engine.Durability.Journal;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Durability.Journal;

/// <summary>
/// Starts over copies of a journal that are damaged at random. <c>LOGHOG_TORTURE_ROUNDS</c> sets how many (the full run: 10,000).
/// </summary>
public sealed class JournalDamageTests : IDisposable
{
    private static readonly int Rounds =
        int.Parse(Environment.GetEnvironmentVariable("LOGHOG_TORTURE_ROUNDS") ?? "60", CultureInfo.InvariantCulture);

    private readonly JournalBench _bench = new();
    private readonly List<(long Lsn, string[] Lines)> _batches = [];
    private readonly Dictionary<string, byte[]> _logs = [];

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_flipped_bit_costs_at_most_one_batch_and_is_counted()
    {
        Random random = SeededRandom.Create();
        string original = await Prepare(random);
        for (int round = 0; round < Rounds; round++)
        {
            string copy = Copy(original);
            string file = Pick(random, copy);
            byte[] bytes = File.ReadAllBytes(file);
            int at = InterestingOffset(random, bytes);
            bytes[at] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(file, bytes);
            RecoveryReport report = RecoverOver(copy);
            int missing = CheckLogs($"{Path.GetFileName(file)} byte {at}");
            Assert.True(missing <= 1, $"{missing} batches lost by one bit: {Path.GetFileName(file)} byte {at}");
            Assert.True(missing == 0 || report.RecordsDamaged + report.RecordsTorn > 0, $"not counted: {report}");
            Directory.Delete(copy, recursive: true);
        }
    }

    [Fact]
    public async Task Cut_files_and_zeroed_blocks_double_nothing_and_tear_nothing()
    {
        Random random = SeededRandom.Create();
        string original = await Prepare(random);
        for (int round = 0; round < Rounds; round++)
        {
            string copy = Copy(original);
            string file = Pick(random, copy);
            byte[] bytes = File.ReadAllBytes(file);
            int at = InterestingOffset(random, bytes);
            if (random.Next(2) == 0)
                bytes.AsSpan(at & ~511, Math.Min(512, bytes.Length - (at & ~511))).Clear();
            else
                bytes = bytes[..at];
            File.WriteAllBytes(file, bytes);
            RecoverOver(copy);
            CheckLogs($"{Path.GetFileName(file)} at {at} of {bytes.Length}");
            Directory.Delete(copy, recursive: true);
        }
    }

    [Fact]
    public async Task A_power_cut_that_drops_what_was_not_synced_loses_no_batch()
    {
        Random random = SeededRandom.Create();
        string original = await Prepare(random);
        for (int round = 0; round < Rounds; round++)
        {
            string copy = Copy(original);
            DropIntents(random, copy);
            JournalBench.PretendReboot(copy);
            foreach (string log in _logs.Keys)
            {
                byte[] bytes = _logs[log];
                File.WriteAllBytes(_bench[log], bytes[..random.Next(_checkpointed[log], bytes.Length + 1)]);
            }
            _bench.Recover(copy);
            Assert.Equal(0, CheckLogs("power cut"));
            Directory.Delete(copy, recursive: true);
        }
    }

    private readonly Dictionary<string, int> _checkpointed = [];

    /// <summary>Batches for two files: some behind the checkpoint, most written, one half, the last only in the journal.</summary>
    private async Task<string> Prepare(Random random)
    {
        for (int n = 0; n < 60; n++)
        {
            string[] lines = [$"a {n} {new string('x', random.Next(300))}\n", $"b {n} {new string('y', random.Next(300))}\n"];
            if (n == 30)
            {
                _bench.Restart();
                _checkpointed["a.log"] = _bench.Read("a.log").Length;
                _checkpointed["b.log"] = _bench.Read("b.log").Length;
            }
            long lsn = n < 54
                ? await _bench.AppendAndWrite(("a.log", lines[0]), ("b.log", lines[1]))
                : await _bench.Append(("a.log", lines[0]), ("b.log", lines[1]));
            if (n == 54)
                _bench.Write(lsn, 0, "a.log", lines[0], writtenBytes: 4);
            _batches.Add((lsn, lines));
        }
        foreach (string log in (string[])["a.log", "b.log"])
            _logs[log] = File.ReadAllBytes(_bench[log]);
        return _bench.CopyJournal();
    }

    private static string Copy(string original)
    {
        string copy = original + "-damaged";
        Directory.CreateDirectory(copy);
        foreach (string file in Directory.GetFiles(original))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        return copy;
    }

    private static string Pick(Random random, string folder)
    {
        string[] files = [.. Directory.GetFiles(folder).Where(f => new FileInfo(f).Length > 0).Order(StringComparer.Ordinal)];
        return files[random.Next(files.Length)];
    }

    /// <summary>Most of a segment is zeros: what is written is hit more often.</summary>
    private static int InterestingOffset(Random random, byte[] bytes)
    {
        int used = bytes.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
        return random.Next(Math.Max(1, used));
    }

    /// <summary>Notes are not synced: any of them may be missing.</summary>
    private static void DropIntents(Random random, string copy)
    {
        foreach (string path in Directory.GetFiles(copy, "segment-*"))
        {
            byte[] bytes = File.ReadAllBytes(path);
            if (!JournalSegment.TryReadHeader(bytes, out SegmentHeader header))
                continue;
            foreach ((int offset, JournalRecord record) in SegmentScan.Records(bytes.ToArray(), header.Salt, header.Sequence))
            {
                if (record.Kind == RecordKind.Intents && random.Next(2) == 0)
                    bytes.AsSpan(offset, record.TotalBytes).Clear();
            }
            File.WriteAllBytes(path, bytes);
        }
    }

    private RecoveryReport RecoverOver(string copy)
    {
        foreach ((string log, byte[] bytes) in _logs)
            File.WriteAllBytes(_bench[log], bytes); // in place: the same file, with its inode
        RecoveryReport report = _bench.Recover(copy);
        foreach (string log in _logs.Keys)
        {
            using DurableFile file = _bench.Logs.OpenReadWrite(log, create: false);
            TornBytes.SettleEnd(_bench.Logs, log, file, TimeProvider.System); // as their writers do when they open them
        }
        return report;
    }

    /// <returns>How many batches are missing from a file.</returns>
    private int CheckLogs(string what)
    {
        HashSet<int> missing = [];
        for (int part = 0; part < 2; part++)
        {
            string log = part == 0 ? "a.log" : "b.log";
            string text = _bench.Read(log);
            Assert.True(text.EndsWith('\n'), $"{what}: a torn last line in {log}");
            string[] lines = text.TrimEnd('\n').Split('\n');
            string[] expected = [.. _batches.Select(b => b.Lines[part].TrimEnd('\n'))];
            foreach (string line in lines)
                Assert.True(expected.Contains(line, StringComparer.Ordinal), $"{what}: not a line of ours in {log}: {line}");
            Assert.True(lines.Distinct(StringComparer.Ordinal).Count() == lines.Length, $"{what}: doubled lines in {log}");
            for (int n = 0; n < expected.Length; n++)
            {
                if (!lines.Contains(expected[n], StringComparer.Ordinal))
                    missing.Add(n);
            }
        }
        return missing.Count;
    }
}
