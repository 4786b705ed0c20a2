using System.Buffers.Binary;
using System.Runtime.InteropServices;
using LogHog.Engine.Index;
using LogHog.Engine.Query;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Search;

/// <summary>
/// Rows that stand for many, added up over the chunks that a worker reads, so that a value goes on once and not once for each chunk.
/// </summary>
internal sealed class WeightedRows(SearchQuery query, RowSender sender)
{
    /// <summary>More are sent on and begun anew; whoever gets them adds them up.</summary>
    private const int RowsMax = 65_536;
    private const int KeyBytesMax = 4 << 20;

    private readonly string[] _names = [.. query.RowFields.Names.Where(static name => name != "_time").Order(FieldOrder.Instance)];
    private readonly bool _hasTime = query.RowFields.Needs("_time");
    private readonly Dictionary<byte[], long> _rows = new(KeyComparer.Instance);
    private readonly byte[] _timeText = new byte[Timestamps.FormatBytesMax];
    private byte[] _key = new byte[256];
    private int _length;
    private long _keyBytes;

    /// <summary>The fields of a key, in order; the time, if it is one, stands before them.</summary>
    public ReadOnlySpan<string> Names => _names;

    public void StartKey(long unixNs)
    {
        _length = 0;
        if (!_hasTime)
            return;
        BinaryPrimitives.WriteInt64LittleEndian(_key, unixNs);
        _length = sizeof(long);
    }

    public void AddToKey(ReadOnlySpan<byte> value)
    {
        int needed = _length + sizeof(int) + value.Length;
        if (needed > _key.Length)
            Array.Resize(ref _key, needed * 2);
        BinaryPrimitives.WriteInt32LittleEndian(_key.AsSpan(_length), value.Length);
        value.CopyTo(_key.AsSpan(_length + sizeof(int)));
        _length = needed;
    }

    /// <summary>So many more rows with the key.</summary>
    public void Add(long weight)
    {
        ref long rows = ref CollectionsMarshal.GetValueRefOrAddDefault(
            _rows.GetAlternateLookup<ReadOnlySpan<byte>>(), _key.AsSpan(0, _length), out bool exists);
        rows += weight;
        if (exists)
            return;
        _keyBytes += _length;
        if (_rows.Count >= RowsMax || _keyBytes >= KeyBytesMax)
            Send();
    }

    /// <summary>Sends what has been added up.</summary>
    public void Send()
    {
        foreach ((byte[] key, long weight) in _rows)
        {
            Row row = sender.Add();
            row.Weight = weight;
            int at = 0;
            if (_hasTime)
            {
                int length = Timestamps.Format(BinaryPrimitives.ReadInt64LittleEndian(key), _timeText);
                row.Add("_time", sender.Copy(_timeText.AsSpan(0, length)));
                at = sizeof(long);
            }

            foreach (string name in _names)
            {
                int length = BinaryPrimitives.ReadInt32LittleEndian(key.AsSpan(at));
                at += sizeof(int);
                if (length > 0)
                    row.Add(name, key.AsMemory(at, length));
                at += length;
            }
        }

        _rows.Clear();
        _keyBytes = 0;
    }

    private sealed class KeyComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly KeyComparer Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(byte[] obj) => WordHash.Of(obj).GetHashCode();

        public int GetHashCode(ReadOnlySpan<byte> alternate) => WordHash.Of(alternate).GetHashCode();

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
