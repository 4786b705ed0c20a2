using System.Runtime.InteropServices;
using LogHog.Engine.Diagnostics;

namespace LogHog.Engine.Durability.Journal;

/// <summary>Parts on their way to the end of one file: noted together, then written together.</summary>
/// <param name="file">Where they go.</param>
/// <param name="length">Its length.</param>
/// <param name="room">Holds what waits.</param>
/// <param name="tryNote">Takes the intents before each write.</param>
internal sealed class GatheredAppend(DurableFile file, long length, byte[] room, Func<ReadOnlySpan<PlacementIntent>, bool> tryNote)
{
    /// <summary>A note must fit into any segment beside others.</summary>
    private const int IntentsMax = 256;

    private readonly List<PlacementIntent> _intents = [];
    private long _length = length;
    private int _filled;

    public bool IsAllNoted { get; private set; } = true;

    /// <summary>It is there already: only its place is noted.</summary>
    public void Found(PlacementIntent intent) => Take(intent);

    /// <exception cref="DiskException">The disk refused what had gathered.</exception>
    public void Add(PlacementIntent intent, ReadOnlySpan<byte> lines)
    {
        if (lines.Length > room.Length - _filled)
            Flush();
        Take(intent with { Offset = _length + _filled });
        if (lines.Length > room.Length)
        {
            Write(lines);
            return;
        }
        lines.CopyTo(room.AsSpan(_filled));
        _filled += lines.Length;
    }

    /// <exception cref="DiskException">The disk refused.</exception>
    public void Flush() => Write(room.AsSpan(0, _filled));

    private void Take(PlacementIntent intent)
    {
        if (_intents.Count == IntentsMax)
            Flush();
        _intents.Add(intent);
    }

    private void Write(ReadOnlySpan<byte> lines)
    {
        if (_intents.Count > 0)
            IsAllNoted &= tryNote(CollectionsMarshal.AsSpan(_intents));
        _intents.Clear();
        _filled = 0;
        if (lines.IsEmpty)
            return;
        Failpoints.Hit("recovery.append");
        file.WriteAt(_length, lines);
        _length += lines.Length;
    }
}
