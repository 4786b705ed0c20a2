using System.Buffers;
using LogHog.Engine.Configuration;
using LogHog.Engine.Diagnostics;
using LogHog.Engine.Durability;
using LogHog.Engine.Durability.Journal;

namespace LogHog.Engine.Ingest;

/// <summary>Brings batches to the safety that an input promises, and tells when they have it: what every acknowledgement waits for.</summary>
internal sealed class AcknowledgedStore(IngestServices services, EventLedger ledger, AcknowledgeWhen durability)
{
    /// <summary>
    /// A batch that the journal cannot hold, which is one event of several MiB, is acknowledged when it is written. Without this it is
    /// refused, and a peer that can do nothing but send it again would send it for ever.
    /// </summary>
    public bool TakesOversized { get; init; }

    /// <summary>Whether something can be stored at the moment; what is taken in now could not be acknowledged otherwise.</summary>
    public bool IsAvailable =>
        services.Store.Problem is null && (durability != AcknowledgeWhen.Durable || services.Store.Journal is not null);

    /// <summary>Stores a batch, which is not the caller's any more. Never throws for what the disk does.</summary>
    /// <param name="batch">All of it or nothing.</param>
    /// <param name="cancel">Ends the wait for the answer; what was taken is stored nevertheless.</param>
    /// <param name="client">Who numbers its batches; empty = nobody does.</param>
    /// <param name="sequence">The client's number of this batch.</param>
    /// <param name="after">The store of the batch before it: its lines come first in every file.</param>
    public Task<IntakeStatus> StoreAsync(
        EventBatch batch, CancellationToken cancel, string client = "", long sequence = 0, Task? after = null) => durability switch
        {
            AcknowledgeWhen.Durable => JournalAsync(services.Store.Journal, batch, client, sequence, after),
            AcknowledgeWhen.Written => WriteAsync(batch, cancel),
            _ => Task.FromResult(Hand(batch)),
        };

    /// <summary>Durable as soon as the journal has it; the files follow, and a crash in between is made good at the next start.</summary>
    private async Task<IntakeStatus> JournalAsync(EventJournal? journal, EventBatch batch, string client, long sequence, Task? after)
    {
        if (journal is null)
        {
            batch.Drop(DropReason.NotAcknowledged);
            return IntakeStatus.Unavailable;
        }

        // The lines of one file lie scattered in the batch; the journal's record has them together.
        byte[] room = ArrayPool<byte>.Shared.Rent(batch.TextBytes);
        try
        {
            JournalBatch entry = new(ledger.Input, Parts(batch, room)) { Client = client, Sequence = sequence };
            if (!journal.Fits(entry) && TakesOversized)
            {
                if (after is not null)
                    await after;
                return await WriteAsync(batch, CancellationToken.None);
            }

            if (!journal.Fits(entry))
            {
                batch.Drop(DropReason.NotAcknowledged);
                return IntakeStatus.TooLarge;
            }

            AppendResult result = await journal.AppendAsync(entry, CancellationToken.None);
            if (after is not null)
                await after;
            if (result.Status == AppendStatus.Stored)
            {
                batch.Submit(services.Store.Gate, outcome: null, result.Lsn);
                return IntakeStatus.Stored;
            }

            batch.Drop(result.Status == AppendStatus.AlreadyStored ? DropReason.Duplicate : DropReason.NotAcknowledged);
            return result.Status == AppendStatus.AlreadyStored ? IntakeStatus.AlreadyStored : IntakeStatus.SequenceTooOld;
        }
        catch (Exception failure) when (failure is DiskException or ObjectDisposedException)
        {
            // The journal tells the log itself, or the server stops; the sender has to come again.
            batch.Drop(DropReason.NotAcknowledged);
            return IntakeStatus.Unavailable;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(room);
        }
    }

    private static JournalPart[] Parts(EventBatch batch, Memory<byte> room)
    {
        JournalPart[] parts = new JournalPart[batch.PartCount];
        for (int part = 0; part < parts.Length; part++)
            parts[part] = new JournalPart(batch.PartWriter(part).Path, batch.PartEvents(part), batch.PartText(part, ref room));
        return parts;
    }

    private async Task<IntakeStatus> WriteAsync(EventBatch batch, CancellationToken cancel)
    {
        WrittenOutcome outcome = new();
        batch.Submit(services.Store.Gate, outcome);
        return await outcome.Done.WaitAsync(cancel) ? IntakeStatus.Stored : IntakeStatus.Failed;
    }

    private IntakeStatus Hand(EventBatch batch)
    {
        batch.Submit(services.Store.Gate, outcome: null);
        return IntakeStatus.Stored;
    }

    /// <summary>Waits for the writers: true when every event is in its file.</summary>
    private sealed class WrittenOutcome : IBatchOutcome
    {
        private readonly TaskCompletionSource<bool> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile bool _failed;

        public Task<bool> Done => _done.Task;

        public void Failed(DropReason reason) => _failed = true;

        public void Settled() => _done.TrySetResult(!_failed);
    }
}
