using System.Buffers.Binary;

namespace LogHog.Torture.Harness;

/// <summary>
/// Every write and flush of a disk in the order of their completion, as Tools/disk.py wrote them down, and the states that a
/// power cut could have left: all before the last flush, any sectors of what came after.
/// </summary>
internal sealed class DiskRecord
{
    private const int HeaderBytes = 13;
    private const int SectorBytes = 512;
    private readonly List<Operation> _operations = [];
    private readonly byte[] _record;

    private DiskRecord(byte[] record)
    {
        _record = record;
        for (long at = 0; at + HeaderBytes <= record.Length;)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(record.AsSpan((int)at + 9));
            _operations.Add(new Operation(record[at] == 'F', BinaryPrimitives.ReadInt64LittleEndian(record.AsSpan((int)at + 1)), (int)at + HeaderBytes, length));
            at += HeaderBytes + length;
        }
    }

    private sealed record Operation(bool IsFlush, long Offset, int DataAt, int Length);

    public int Count => _operations.Count;

    public int Flushes => _operations.Count(static operation => operation.IsFlush);

    public static DiskRecord Read(string path) => new(File.ReadAllBytes(path));

    /// <summary>The first operation at or behind a length of the record: where the load began.</summary>
    public int OperationAt(long recordBytes) => _operations.FindIndex(operation => operation.DataAt - HeaderBytes >= recordBytes);

    /// <summary>How long the record was when an operation had been completed.</summary>
    public long RecordBytesAt(int operation) => operation == 0 ? 0 : _operations[operation - 1].DataAt + _operations[operation - 1].Length;

    /// <summary>Brings an image to what is certainly on the disk when the power goes in front of operation <paramref name="cut"/>.</summary>
    /// <param name="image">Holds everything up to <paramref name="applied"/>.</param>
    /// <param name="applied">Operations that it holds.</param>
    /// <param name="cut">Where the power goes.</param>
    /// <returns>How many operations it holds now.</returns>
    public int ApplyFlushed(FileStream image, int applied, int cut)
    {
        int flushed = cut == 0 ? -1 : _operations.FindLastIndex(cut - 1, cut, static operation => operation.IsFlush);
        for (; applied <= flushed; applied++)
            Write(image, _operations[applied], 0, _operations[applied].Length);
        return applied;
    }

    /// <summary>Adds a random part of what was written since the last flush: whole writes, and writes torn at a sector.</summary>
    public void ApplyUnflushed(FileStream image, int applied, int cut, Random random)
    {
        double share = random.Next(4) switch { 0 => 0, 1 => 1, _ => random.NextDouble() };
        for (int at = applied; at < cut; at++)
        {
            Operation operation = _operations[at];
            if (operation.IsFlush || random.NextDouble() >= share)
                continue;
            bool isTorn = random.Next(4) == 0;
            int sectors = operation.Length / SectorBytes;
            int from = isTorn ? random.Next(sectors + 1) : 0;
            int to = isTorn ? random.Next(from, sectors + 1) : sectors;
            Write(image, operation, from * SectorBytes, isTorn ? (to - from) * SectorBytes : operation.Length);
        }
    }

    private void Write(FileStream image, Operation operation, int from, int length)
    {
        image.Position = operation.Offset + from;
        image.Write(_record, operation.DataAt + from, length);
    }
}
