using System.Runtime.InteropServices;
using LogHog.Protocols.Events;

namespace LogHog.Protocols.PythonLogging.Records;

/// <summary>A text of an event to be: a slice of the pickle, or of what was rendered, which may still move.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TextDraft
{
    // Of a slice the complement.
    private readonly int _place;

    private TextDraft(int place, int length)
    {
        _place = place;
        Length = length;
    }

    public int Length { get; }

    public bool IsSlice => _place < 0;

    public static TextDraft Slice(int start, int length) => new(~start, length);

    public static TextDraft Rendered(int start, int length) => new(start, length);

    public ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> pickle, ReadOnlyMemory<byte> rendered) =>
        _place < 0 ? pickle.Slice(~_place, Length) : rendered.Slice(_place, Length);

    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> pickle, ReadOnlySpan<byte> rendered) =>
        _place < 0 ? pickle.Slice(~_place, Length) : rendered.Slice(_place, Length);
}

/// <summary>A field of an event to be. Its name is that of an attribute, or a text like its value.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FieldDraft(LogRecordKey Key, TextDraft Name, FieldKind Kind, TextDraft Value);

/// <summary>What an event has beside its fields, as it is read from a record.</summary>
/// <param name="Module">The logger's name.</param>
/// <param name="Body">The message, merged with its arguments.</param>
/// <param name="Exception">The traceback.</param>
/// <param name="ArgsError">Why they could not be merged, in Python's words.</param>
/// <param name="SeveritySaysAll">Level and its name are those of the standard library.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RecordHead(TextDraft Module, TextDraft Body, TextDraft Exception, string? ArgsError, bool SeveritySaysAll);
