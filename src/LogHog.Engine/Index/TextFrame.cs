using System.Runtime.InteropServices;

namespace LogHog.Engine.Index;

/// <summary>A part of an archive that can be unpacked without the others, and which of the text it holds.</summary>
/// <param name="TextOffset">Where its text begins in the whole text.</param>
/// <param name="TextBytes">How long its text is.</param>
/// <param name="Offset">Where it begins in the file.</param>
/// <param name="Bytes">How long it is there.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TextFrame(long TextOffset, long TextBytes, long Offset, long Bytes);
