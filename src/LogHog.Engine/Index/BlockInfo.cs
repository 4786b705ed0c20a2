using System.Runtime.InteropServices;

namespace LogHog.Engine.Index;

/// <summary>A run of whole events within a chunk, of about 128 KiB of text.</summary>
/// <param name="TextOffset">Within the chunk's text.</param>
/// <param name="TextBytes">Also of the empty lines in it, which are no events.</param>
/// <param name="FirstEvent">Within the chunk.</param>
/// <param name="Events">How many.</param>
/// <param name="MinTime">Nanoseconds since 1970; without the events that have the file's time. No event: more than the maximum.</param>
/// <param name="MaxTime">The same.</param>
/// <param name="TimeBefore">For <see cref="Search.EventReader.CarriedTime"/> at the block's start.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct BlockInfo(
    int TextOffset, int TextBytes, int FirstEvent, int Events, long MinTime, long MaxTime, long? TimeBefore);
