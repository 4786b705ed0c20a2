using System.Runtime.InteropServices;

namespace LogHog.Engine.Search;

/// <summary>A part of a file's text, of whole events.</summary>
/// <param name="From">Offset in the text.</param>
/// <param name="To">The end; null = that of the file.</param>
/// <param name="TimeBefore">The time for lines of no format at the start, see <see cref="EventReader.CarriedTime"/>.</param>
/// <param name="IsTimeKnown">False: what stands before has to be looked at for that time.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TextPart(long From, long? To, long? TimeBefore, bool IsTimeKnown);
