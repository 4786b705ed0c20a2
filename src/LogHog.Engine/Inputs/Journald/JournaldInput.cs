using LogHog.Engine.Configuration;
using LogHog.Engine.Diagnostics;
using LogHog.Engine.Durability;
using LogHog.Engine.Ingest;
using LogHog.Engine.Ingest.Inputs;
using LogHog.Engine.Inputs.Following;
using LogHog.Protocols;
using LogHog.Protocols.Events;
using LogHog.Protocols.Journald;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Inputs.Journald;

/// <summary>
/// <c>[journal]</c> on a thread of its own: reads entries, stores them, and only then goes on. A batch's cursors are on the disk before
/// the batch is: after a crash LogHog's journal says whether it was stored, and so from which cursor on to read.
/// </summary>
internal sealed class JournaldInput
{
    private const string Folder = "tail";
    private const string StateName = "journald.position";

    // What is read at once; also what one batch holds.
    private const int ReadBytes = 256 << 10;

    // An entry that does not even fit here, such as a core dump, is passed by.
    private const int EntryBytesMax = 16 << 20;

    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RestartDelayMax = TimeSpan.FromMinutes(1);

    private readonly JournaldSettings _settings;
    private readonly IngestServices _services;
    private readonly AcknowledgeWhen _durability;
    private readonly EventLedger _ledger;
    private readonly RootedFolder _work;
    private readonly LimitSettings _limits;
    private readonly ILogger _log;
    private readonly CancellationToken _stop;
    private readonly AcknowledgedStore _store;
    private readonly EventRouter _router;
    private readonly InputNaming _naming;
    private readonly RetryDelay _restartDelay = new(RestartDelayMax, RetryInterval);
    private JournalPosition _position = new();

    public JournaldInput(
        JournaldSettings settings, IngestServices services, LimitSettings limits, AcknowledgeWhen durability, EventLedger ledger, RootedFolder work,
        ILogger log, CancellationToken stop)
    {
        _settings = settings;
        _services = services;
        _limits = limits;
        _durability = durability;
        _ledger = ledger;
        _work = work;
        _log = log;
        _stop = stop;
        _store = new AcknowledgedStore(services, ledger, durability) { TakesOversized = true };
        _router = new EventRouter(services);
        _naming = new InputNaming(new InputSettings
        {
            Name = JournaldSettings.Ledger,
            Type = JournaldSettings.Ledger,
            App = settings.App,
            Module = settings.Module,
            Host = settings.Host,
        });
    }

    /// <summary>Follows until it is stopped; what it has taken over by then is stored.</summary>
    public void Run()
    {
        while (!_store.IsAvailable && !_stop.IsCancellationRequested)
            _stop.WaitHandle.WaitOne(RetryInterval / 10);
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                RunOnce();
            }
            catch (DiskException failure)
            {
                FollowingLog.PositionNotWritten(_log, JournaldSettings.Ledger, failure.Message);
                _stop.WaitHandle.WaitOne(RetryInterval);
            }
        }
    }

    private void RunOnce()
    {
        _work.CreateFolders(Folder);
        using var state = new StateFile<JournalPosition>(_work.OpenFolder(Folder), StateName, JournalPositionJson.Default.JournalPosition);
        JournalPosition known = state.Load(out string? damage) ?? new JournalPosition();
        if (damage is not null)
            FollowingLog.PositionsDamaged(_log, JournaldSettings.Ledger, state.Path, damage);
        long newest = _services.Store.Journal?.NewestOf(JournaldSettings.Ledger) ?? 0;
        // The batch of the position was stored, or was about to be.
        string cursor = newest >= known.Sequence ? known.Cursor : known.Before;
        _position = new JournalPosition { Sequence = Math.Max(newest, known.Sequence), Cursor = cursor, Before = cursor };
        while (!_stop.IsCancellationRequested)
        {
            string ended = Read(state);
            if (_stop.IsCancellationRequested)
                return;
            TimeSpan delay = _restartDelay.Next();
            FollowingLog.JournalctlEnded(_log, JournaldSettings.Ledger, _settings.Journalctl, ended, delay);
            _stop.WaitHandle.WaitOne(delay);
        }
    }

    /// <returns>Why no more entries come.</returns>
    private string Read(StateFile<JournalPosition> state)
    {
        JournalctlProcess journalctl;
        try
        {
            journalctl = JournalctlProcess.Start(_settings, _position.Cursor);
        }
        catch (IOException failure)
        {
            return failure.Message;
        }

        using (journalctl)
        using (_stop.Register(journalctl.Stop))
        {
            FollowingLog.ReadingJournal(_log, JournaldSettings.Ledger, _position.Cursor.Length > 0 ? _position.Cursor : "its beginning or end");
            byte[] buffer = new byte[ReadBytes];
            int filled = 0;
            while (ReadSome(journalctl, buffer, filled) is > 0 and var read)
            {
                filled += read;
                int whole = JournalExportDecoder.WholeEntries(buffer.AsSpan(0, filled));
                if (whole > 0)
                {
                    Take(buffer.AsMemory(0, whole), state);
                    buffer.AsSpan(whole, filled - whole).CopyTo(buffer);
                    filled -= whole;
                    _restartDelay.Reset();
                }
                else if (filled == buffer.Length && filled < EntryBytesMax)
                    Array.Resize(ref buffer, Math.Min(buffer.Length * 2, EntryBytesMax));
                else if (filled == buffer.Length)
                    return PassBy(buffer, state);
            }

            return _stop.IsCancellationRequested ? "" : journalctl.Ended();
        }
    }

    private int ReadSome(JournalctlProcess journalctl, byte[] buffer, int filled)
    {
        try
        {
            return _stop.IsCancellationRequested ? 0 : journalctl.Output.Read(buffer, filled, buffer.Length - filled);
        }
        catch (Exception ended) when (_stop.IsCancellationRequested && ended is IOException or ObjectDisposedException or OperationCanceledException)
        {
            return 0;
        }
    }

    /// <summary>Stores whole entries, however long it takes, unless it is to stop.</summary>
    private void Take(ReadOnlyMemory<byte> entries, StateFile<JournalPosition> state)
    {
        _position = new JournalPosition { Sequence = _position.Sequence + 1, Cursor = LastCursor(entries.Span), Before = _position.Cursor };
        state.Save(_position);
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                _services.Store.Gate.WaitForRoom(_stop);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            IntakeStatus status = Route(entries) is { } batch
                ? _store.StoreAsync(batch, CancellationToken.None, JournaldSettings.Ledger, _position.Sequence).GetAwaiter().GetResult()
                : IntakeStatus.Stored;
            if (status is IntakeStatus.Stored or IntakeStatus.AlreadyStored or IntakeStatus.SequenceTooOld)
            {
                // Without LogHog's journal the position is all that tells; and of refused entries no journal does.
                if (_durability != AcknowledgeWhen.Durable || (_services.Store.Journal?.NewestOf(JournaldSettings.Ledger) ?? 0) < _position.Sequence)
                    state.Save(_position = _position with { Before = _position.Cursor });
                return;
            }

            FollowingLog.StoreUnavailable(_log, JournaldSettings.Ledger);
            _stop.WaitHandle.WaitOne(RetryInterval);
        }
    }

    private EventBatch? Route(ReadOnlyMemory<byte> entries)
    {
        _router.Begin(_ledger, Peer.ThisMachine, _naming);
        _router.CountBytes(entries.Length);
        var decoder = new JournalExportDecoder(JournalExportDecoder.Names(new RecordOptions
        {
            DefaultApp = default,
            ReceivedUnixNs = _router.NowUnixNs,
            LineBytesMax = _limits.FrameBytesMax,
        }));
        LogEvent logEvent = new();
        for (ReadOnlyMemory<byte> rest = entries; !rest.IsEmpty;)
        {
            DecodeStatus status = decoder.Decode(rest, logEvent, out int consumed, out RejectReason reason);
            if (status is not (DecodeStatus.Event or DecodeStatus.Rejected))
                break;
            rest = rest[consumed..];
            if (status == DecodeStatus.Event)
                _router.Route(logEvent);
            else
                _router.Reject(reason);
        }

        return _router.Take();
    }

    /// <summary>The entry is larger than any event: journalctl is started again behind it.</summary>
    private string PassBy(byte[] start, StateFile<JournalPosition> state)
    {
        _ledger.Reject(RejectReason.FrameTooLarge);
        string cursor = LastCursor(start);
        _position = _position with { Cursor = cursor, Before = cursor };
        state.Save(_position);
        return $"an entry of more than {EntryBytesMax} bytes was passed by";
    }

    /// <summary>An entry begins with its cursor; nothing else can be a line of this name, because values with line feeds are not written as lines.</summary>
    private static string LastCursor(ReadOnlySpan<byte> entries)
    {
        ReadOnlySpan<byte> name = "__CURSOR="u8;
        string cursor = "";
        for (int at = 0; at < entries.Length;)
        {
            int length = JournalExportDecoder.FirstEntry(entries[at..]);
            ReadOnlySpan<byte> entry = entries[at..];
            entry = entry[Math.Max(0, entry.IndexOfAnyExcept((byte)'\n'))..];
            int end = entry.IndexOf((byte)'\n');
            if (entry.StartsWith(name) && end > 0)
                cursor = System.Text.Encoding.ASCII.GetString(entry[name.Length..end]);
            if (length == 0)
                break;
            at += length;
        }

        return cursor;
    }
}
