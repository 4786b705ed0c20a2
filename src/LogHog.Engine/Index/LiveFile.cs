using System.Runtime.InteropServices;

namespace LogHog.Engine.Index;

/// <summary>A file that the server writes, as its writer knows it.</summary>
/// <param name="Path">Relative to the folder of logs.</param>
/// <param name="Length">Its bytes; 0 = not written since the start.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LiveFile(string Path, long Length);

/// <summary>What the indexer knows of a file that the server writes.</summary>
internal sealed class LiveFileState
{
    /// <summary>Waiting for the first line of a pause, so that what comes in a burst is done once.</summary>
    private static readonly TimeSpan Resting = TimeSpan.FromSeconds(1);

    /// <summary>Then also a single line is indexed.</summary>
    private static readonly TimeSpan RestingForLong = TimeSpan.FromSeconds(10);

    /// <summary>Then one chunk is better for searches than several.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(1);

    private long _length;
    private long _textEnd;
    private long _finalEnd;
    private bool _isTried;
    private bool _isTriedAtRest;
    private bool _isInPieces;
    private TimeSpan _changedAt;

    /// <summary>Bytes that are not indexed.</summary>
    public long Behind => Math.Max(0, _length - _textEnd);

    public bool HasIndex => _textEnd > 0;

    /// <param name="length">Of the file now.</param>
    /// <param name="now">On any clock that does not jump.</param>
    /// <returns>How far it is to be indexed now; null = not yet.</returns>
    public IndexExtent? Look(long length, TimeSpan now)
    {
        if (length != _length)
        {
            if (length < _length)
                (_textEnd, _finalEnd, _isInPieces) = (0, 0, false); // rotated
            (_length, _changedAt, _isTried, _isTriedAtRest) = (length, now, false, false);
        }

        TimeSpan rest = now - _changedAt;
        long waiting = Behind;
        if (OpenChunks.IsDue(_textEnd - _finalEnd, waiting) && !_isTried)
            return IndexExtent.Growing;
        bool isDue = (waiting >= OpenChunks.RestingBytesMin && rest >= Resting) || (waiting > 0 && rest >= RestingForLong);
        if (isDue && !_isTriedAtRest)
            return IndexExtent.Resting;
        return _isInPieces && rest >= Settled ? IndexExtent.Settled : null;
    }

    /// <summary>It was done; what is left then waits for the file to grow.</summary>
    public void Done(IndexExtent extent, long textEnd, long finalEnd)
    {
        (_textEnd, _finalEnd) = (textEnd, finalEnd);
        _isTried = true;
        _isTriedAtRest = extent != IndexExtent.Growing;
        _isInPieces = extent == IndexExtent.Resting;
    }
}
