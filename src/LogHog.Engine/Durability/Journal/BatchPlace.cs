using System.Runtime.InteropServices;

namespace LogHog.Engine.Durability.Journal;

/// <summary>Where a batch is in the journal; its lines stay there until they are needed.</summary>
/// <param name="Lsn">Its number.</param>
/// <param name="Segment">The file that it is in.</param>
/// <param name="Client">Who numbered it; empty = nobody.</param>
/// <param name="Sequence">That number.</param>
/// <param name="Parts">What goes into which file.</param>
internal sealed record BatchPlace(long Lsn, string Segment, string Client, long Sequence, PartPlace[] Parts);

/// <param name="File">The log file beneath the log folder.</param>
/// <param name="Events">How many events the lines are.</param>
/// <param name="Offset">Where the lines begin in the segment.</param>
/// <param name="Length">Bytes.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PartPlace(string File, int Events, int Offset, int Length);
