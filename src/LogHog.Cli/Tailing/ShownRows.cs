using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace LogHog.Cli.Tailing;

/// <summary>Which rows were shown lately, so that they are not shown again when a tail begins anew a little before it ended.</summary>
internal sealed class ShownRows(TimeProvider time)
{
    // Longer than a tail goes back, for senders whose clocks are ahead: their events seem younger than they are.
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);

    // Ten minutes at 300 rows a second; about 10 MB.
    private const int RowsMax = 200_000;

    private readonly Queue<(long At, ulong Key)> _rows = new();
    private readonly Dictionary<ulong, int> _counts = [];
    private Dictionary<ulong, int> _again = [];

    /// <summary>A row is shown.</summary>
    public void Add(ReadOnlySpan<byte> line) => Add(KeyOf(line));

    /// <summary>From here on rows may come that were shown before.</summary>
    public void BeginAgain() => _again = new Dictionary<ulong, int>(_counts);

    /// <summary>Whether a row was shown before: as often as it was, it is passed by. Else it counts as shown now.</summary>
    public bool PassBy(ReadOnlySpan<byte> line)
    {
        ulong key = KeyOf(line);
        if (_again.TryGetValue(key, out int count) && count > 0)
        {
            _again[key] = count - 1;
            return true;
        }

        Add(key);
        return false;
    }

    private void Add(ulong key)
    {
        while (_rows.TryPeek(out (long At, ulong Key) oldest) && (_rows.Count >= RowsMax || time.GetElapsedTime(oldest.At) > Remembered))
        {
            _rows.Dequeue();
            if (--CollectionsMarshal.GetValueRefOrAddDefault(_counts, oldest.Key, out _) == 0)
                _counts.Remove(oldest.Key);
        }

        _rows.Enqueue((time.GetTimestamp(), key));
        CollectionsMarshal.GetValueRefOrAddDefault(_counts, key, out _)++;
    }

    private static ulong KeyOf(ReadOnlySpan<byte> line)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(line, hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }
}
