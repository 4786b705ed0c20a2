using System.Globalization;
using System.Text;
using System.Text.Json;
using LogHog.Engine.Diagnostics;
using LogHog.Engine.Durability;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Alerts.State;

/// <summary>
/// What the rules remember, on disk: a snapshot, replaced as a whole now and then, and a journal of what has happened since, one line each
/// with a checksum, of which a crash can only tear the last. Each snapshot begins a journal of its own, so the two never disagree.
/// </summary>
internal sealed class AlertFolder : IDisposable
{
    /// <summary>After so much of a journal a snapshot is due.</summary>
    public const long JournalBytesMax = 8 << 20;

    private const string SnapshotName = "state.json";
    private const string FreshName = "state.json.new";
    private const int ChecksumChars = 16;

    // The memory of all rules as JSON, several times over; what is longer is no state of ours.
    private const long FileBytesMax = 512L << 20;

    private readonly RootedFolder _folder;
    private readonly DurableFile _lock;
    private DurableFile? _journal;
    private long _generation;

    private AlertFolder(RootedFolder folder, DurableFile @lock)
    {
        _folder = folder;
        _lock = @lock;
    }

    public string Path => _folder.Path;

    public long JournalBytes { get; private set; }

    /// <exception cref="IOException">The disk refuses it, or another process has it.</exception>
    public static AlertFolder Open(string path)
    {
        RootedFolder folder = RootedFolder.Open(path, create: true);
        try
        {
            DurableFile @lock = folder.OpenAppend("lock", create: true);
            if (@lock.TryLock())
                return new AlertFolder(folder, @lock);
            @lock.Dispose();
            throw new IOException($"{path} is in use by another process");
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>The snapshot, and what happened after it.</summary>
    /// <param name="damaged">Called with the name of a snapshot that was put aside, and what is wrong with it.</param>
    /// <exception cref="IOException">The disk refuses it.</exception>
    public (AlertSnapshot? Snapshot, IReadOnlyList<AlertRecord> Records) Load(Action<string, string> damaged)
    {
        AlertSnapshot? snapshot = null;
        if (Read(SnapshotName) is { } text)
        {
            try
            {
                snapshot = JsonSerializer.Deserialize(text, AlertJson.Default.AlertSnapshot);
            }
            catch (JsonException failure)
            {
                _folder.Rename(SnapshotName, SnapshotName + ".bad", replace: true);
                damaged(SnapshotName + ".bad", failure.Message);
            }
        }

        _generation = snapshot?.Generation ?? Generations().DefaultIfEmpty(0).Max();
        List<AlertRecord> records = [];
        try
        {
            if (snapshot is not null && Read(JournalName(_generation)) is { } lines)
                records.AddRange(Records(lines));
        }
        catch (JsonException failure)
        {
            // Whole lines that say nothing known: of another version. What is before them counts.
            damaged(JournalName(_generation), failure.Message);
        }

        return (snapshot, records);
    }

    /// <summary>False before the first snapshot of a start, and after one that may or may not count.</summary>
    public bool HasJournal => _journal is not null;

    /// <summary>On the disk when this returns.</summary>
    /// <exception cref="IOException">It may be or not; a snapshot will tell.</exception>
    public void Append(IReadOnlyList<AlertRecord> records, bool isUrgent)
    {
        if (_journal is null)
            throw new IOException("there is no journal; the next snapshot begins one");
        using MemoryStream text = new();
        foreach (AlertRecord record in records)
        {
            byte[] json = JsonSerializer.SerializeToUtf8Bytes(record, AlertJson.Default.AlertRecord);
            text.Write(Encoding.ASCII.GetBytes(Checksum(json)));
            text.WriteByte((byte)' ');
            text.Write(json);
            text.WriteByte((byte)'\n');
        }

        Failpoints.Hit("alerts.journal");
        _journal.Append(text.GetBuffer().AsSpan(0, (int)text.Length));
        JournalBytes += text.Length;
        if (isUrgent)
            _journal.DataSync();
        Failpoints.Hit("alerts.journal.done");
    }

    /// <summary>Takes the place of all there is; on the disk when this returns.</summary>
    /// <exception cref="IOException">The one before stays in force.</exception>
    public void Save(AlertSnapshot snapshot)
    {
        long before = _generation;
        long generation = Math.Max(before, Generations().DefaultIfEmpty(0).Max()) + 1;
        _folder.Delete(FreshName);
        _folder.Delete(JournalName(generation));
        DurableFile journal = _folder.CreateNewAppend(JournalName(generation));
        bool isReplaced = false;
        try
        {
            using (DurableFile file = _folder.CreateNewPrivate(FreshName))
            {
                file.WriteAt(0, JsonSerializer.SerializeToUtf8Bytes(snapshot with { Generation = generation }, AlertJson.Default.AlertSnapshot));
                file.Sync();
            }

            Failpoints.Hit("alerts.snapshot");
            _folder.Rename(FreshName, SnapshotName, replace: true);
            isReplaced = true;
            _folder.SyncFolder();
        }
        catch
        {
            journal.Dispose();
            if (isReplaced)
            {
                // Whether the new snapshot counts after a power cut nobody knows, so the old journal is no place any more.
                _journal?.Dispose();
                _journal = null;
            }

            throw;
        }

        // From here on the snapshot counts, whatever becomes of the old journal.
        _journal?.Dispose();
        (_journal, _generation, JournalBytes) = (journal, generation, 0);
        Failpoints.Hit("alerts.snapshot.done");
        foreach (long old in Generations().Where(number => number != generation))
            _folder.Delete(JournalName(old));
    }

    public void Dispose()
    {
        _journal?.Dispose();
        _lock.Dispose();
        _folder.Dispose();
    }

    private static string JournalName(long generation) => string.Create(CultureInfo.InvariantCulture, $"journal.{generation}");

    private static string Checksum(ReadOnlySpan<byte> json) => XxHash64.Hash(json).ToString("x16", CultureInfo.InvariantCulture);

    private long[] Generations() =>
    [
        .. _folder.List().Where(static name => name.StartsWith("journal.", StringComparison.Ordinal))
            .Select(static name => long.TryParse(name.AsSpan("journal.".Length), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : -1)
            .Where(static number => number >= 0),
    ];

    /// <summary>Up to the first line that is not whole: what is behind it was never answered for.</summary>
    private static IEnumerable<AlertRecord> Records(byte[] text)
    {
        for (int at = 0; at < text.Length;)
        {
            int length = text.AsSpan(at).IndexOf((byte)'\n');
            if (length <= ChecksumChars)
                yield break;
            byte[] json = text[(at + ChecksumChars + 1)..(at + length)];
            if (Encoding.ASCII.GetString(text, at, ChecksumChars) != Checksum(json))
                yield break;
            at += length + 1;
            if (JsonSerializer.Deserialize(json, AlertJson.Default.AlertRecord) is { } record)
                yield return record;
        }
    }

    private byte[]? Read(string name)
    {
        if (_folder.Status(name) is null)
            return null;
        using DurableFile file = _folder.OpenRead(name);
        if (file.Length > FileBytesMax)
            throw new IOException($"{_folder.Path}/{name} is larger than {FileBytesMax} bytes");
        byte[] bytes = new byte[file.Length];
        int length = file.Read(0, bytes);
        return length == bytes.Length ? bytes : bytes[..length];
    }
}
