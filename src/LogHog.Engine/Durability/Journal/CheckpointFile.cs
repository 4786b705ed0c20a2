using System.Buffers.Binary;

namespace LogHog.Engine.Durability.Journal;

/// <summary>
/// The two slots that say up to where the journal is in the log files. They are written in turn, each in a block of its own, so
/// that a torn write leaves the older one.
/// </summary>
internal sealed class CheckpointFile : IDisposable
{
    private const string Name = "checkpoint";
    private const int SlotBytes = 4096;
    private const int UsedBytes = 48;
    private static readonly byte[] Magic = "LHJCHK01"u8.ToArray();

    private readonly RootedFolder _folder;
    private DurableFile _file;
    private long _generation;

    private CheckpointFile(RootedFolder folder, DurableFile file, CheckpointState? state, long generation)
    {
        _folder = folder;
        _file = file;
        State = state;
        _generation = generation;
    }

    /// <summary>What stands in the newer good slot; null when there is none.</summary>
    public CheckpointState? State { get; private set; }

    public static CheckpointFile Open(RootedFolder folder)
    {
        DurableFile file = folder.OpenReadWrite(Name, create: true);
        CheckpointState? newest = null;
        long generation = 0;
        Span<byte> slot = stackalloc byte[UsedBytes];
        for (int n = 0; n < 2; n++)
        {
            slot.Clear();
            try
            {
                file.Read(n * SlotBytes, slot);
            }
            catch (DiskException)
            {
                continue; // an unreadable slot is a damaged one
            }
            if (TryRead(slot, out CheckpointState state, out long its) && its > generation)
                (newest, generation) = (state, its);
        }
        return new CheckpointFile(folder, file, newest, generation);
    }

    /// <exception cref="DiskException">It may stand there or not; the next write uses a new file.</exception>
    public void Write(CheckpointState state)
    {
        if (_file.IsBroken)
            Replace();
        Span<byte> slot = stackalloc byte[SlotBytes];
        slot.Clear();
        Magic.CopyTo(slot);
        BinaryPrimitives.WriteInt64LittleEndian(slot[8..], _generation + 1);
        BinaryPrimitives.WriteUInt64LittleEndian(slot[16..], state.Salt);
        BinaryPrimitives.WriteInt64LittleEndian(slot[24..], state.Lsn);
        BinaryPrimitives.WriteInt64LittleEndian(slot[32..], state.ClientsLsn);
        BinaryPrimitives.WriteUInt32LittleEndian(slot[(UsedBytes - 4)..], Crc32C.Of(slot[..(UsedBytes - 4)]));
        _file.WriteAt((_generation + 1) % 2 * SlotBytes, slot);
        _file.DataSync();
        _generation++;
        State = state;
    }

    public void Dispose() => _file.Dispose();

    /// <summary>A fresh file under the same name, holding what was last known to be durable.</summary>
    private void Replace()
    {
        _folder.Delete(Name + ".new");
        DurableFile fresh = _folder.CreateNew(Name + ".new");
        _file.Dispose();
        _file = fresh;
        _file.Truncate(2 * SlotBytes);
        if (State is { } state)
            Write(state);
        _folder.Rename(Name + ".new", Name, replace: true);
        _folder.SyncFolder();
    }

    private static bool TryRead(ReadOnlySpan<byte> slot, out CheckpointState state, out long generation)
    {
        state = new CheckpointState(
            BinaryPrimitives.ReadUInt64LittleEndian(slot[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(slot[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(slot[32..]));
        generation = BinaryPrimitives.ReadInt64LittleEndian(slot[8..]);
        return slot.StartsWith(Magic)
            && BinaryPrimitives.ReadUInt32LittleEndian(slot[(UsedBytes - 4)..]) == Crc32C.Of(slot[..(UsedBytes - 4)]);
    }
}

/// <param name="Salt">The store's secret.</param>
/// <param name="Lsn">Every batch up to this one is in its files, and those are synced.</param>
/// <param name="ClientsLsn">Every client sequence up to this record is in the snapshot.</param>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
internal readonly record struct CheckpointState(ulong Salt, long Lsn, long ClientsLsn);
