namespace LogHog.Engine.Index;

/// <summary>How the index of a file stands.</summary>
public enum IndexState
{
    /// <summary>All of its text is indexed.</summary>
    Whole,

    /// <summary>The beginning of its text is; searches read the rest.</summary>
    Partly,

    /// <summary>It has none that holds for it: searches read it all.</summary>
    None,
}

/// <summary>A log file and its index.</summary>
/// <param name="Path">Relative to the folder of logs; absolute if it is a file of others.</param>
/// <param name="State">How it stands.</param>
/// <param name="FileBytes">What the file takes on the disk.</param>
/// <param name="IndexedTextBytes">How much of its text is indexed; of a compressed file, all.</param>
/// <param name="BehindBytes">Bytes of the file that a search has to read.</param>
/// <param name="IndexBytes">What its index takes on the disk.</param>
public sealed record FileIndexStatus(
    string Path, IndexState State, long FileBytes, long IndexedTextBytes, long BehindBytes, long IndexBytes);

/// <summary>How far the work on a folder has come.</summary>
/// <param name="FilesDone">Of <paramref name="Files"/>.</param>
/// <param name="Files">All that there are to do.</param>
/// <param name="BytesDone">Their bytes on the disk.</param>
/// <param name="Bytes">Of all of them.</param>
public sealed record IndexProgress(int FilesDone, int Files, long BytesDone, long Bytes);

/// <summary>What came of the work on one file.</summary>
/// <param name="Path">Relative to the folder of logs.</param>
/// <param name="Problem">Why it has no index, or what is wrong with it; null = all is well.</param>
public sealed record FileIndexResult(string Path, string? Problem);
