using System.Runtime.InteropServices;
using LogHog.Engine.Query;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Tail;

/// <summary>
/// Where history ends and live begins. Events that come in while the history is searched are kept here; an event that the search
/// finds as well, because it was written meanwhile, is left to the live side.
/// </summary>
/// <remarks>
/// An event is told from others by all that its row says. If two that are equal to the nanosecond and the last letter lie on both
/// sides of the seam, one of them is taken for the other.
/// </remarks>
internal sealed class TailSeam
{
    // Above this the client gets fewer than there were, and is told so.
    private const int RowsMax = 50_000;
    private const long BytesMax = 8L << 20;

    private readonly List<Row> _live = [];
    private readonly Dictionary<ulong, int> _keys = [];
    private long _bytes;

    /// <summary>Live rows, in the order in which they came.</summary>
    public IReadOnlyList<Row> Live => _live;

    /// <summary>False: there is no room for it.</summary>
    public bool TryKeep(Row row)
    {
        long bytes = row.CopyBytes();
        if (_live.Count >= RowsMax || _bytes + bytes > BytesMax)
            return false;
        _bytes += bytes;
        _live.Add(row.Copy());
        CollectionsMarshal.GetValueRefOrAddDefault(_keys, KeyOf(row), out _)++;
        return true;
    }

    /// <summary>Whether a row of the history comes live as well. Each live row stands for one of the history.</summary>
    public bool IsLive(Row row)
    {
        ref int count = ref CollectionsMarshal.GetValueRefOrNullRef(_keys, KeyOf(row));
        if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref count) || count == 0)
            return false;
        count--;
        return true;
    }

    /// <summary>A hash of the row's fields, whatever their order.</summary>
    private static ulong KeyOf(Row row)
    {
        ulong key = 0;
        Span<byte> both = stackalloc byte[16];
        for (int i = 0; i < row.Count; i++)
        {
            ReadOnlySpan<byte> value = row.ValueAt(i).Span;
            if (value.IsEmpty)
                continue;
            MemoryMarshal.Write(both, XxHash64.Hash(MemoryMarshal.AsBytes(row.NameAt(i).AsSpan())));
            MemoryMarshal.Write(both[8..], XxHash64.Hash(value));
            key += XxHash64.Hash(both);
        }

        return key;
    }
}
