using LogHog.Engine.Diagnostics;
using LogHog.Engine.Durability;
using LogHog.Engine.Durability.Journal;

namespace LogHog.Torture.CrashSubject;

/// <summary>A writer of one file that does what the journal asks of one.</summary>
internal sealed class SubjectWriter(RootedFolder logs, EventJournal journal, string name) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly DurableFile _file = logs.OpenAppend(name, create: true);

    public string Name => name;

    public void Write(long lsn, int part, ReadOnlySpan<byte> lines)
    {
        lock (_lock)
        {
            FileStatus status = _file.Status;
            journal.NoteIntents([new PlacementIntent(lsn, part, name, status.Id, status.Length, lines.Length)]);
            Failpoints.Hit("writer.noted");
            _file.Append(lines);
            Failpoints.Hit("writer.written");
        }
        journal.Written(lsn, part);
    }

    public void Dispose() => _file.Dispose();
}
