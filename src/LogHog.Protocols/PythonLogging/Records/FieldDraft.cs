using System.Runtime.InteropServices;
using LogHog.Protocols.Events;

namespace LogHog.Protocols.PythonLogging.Records;

/// <summary>A text of an event to be: a slice of the pickle, or of what was rendered, which may still move.</summary>
internal readonly record struct TextDraft
{
    private readonly int _place;

    private TextDraft(int place, int length)
    {
        _place = place;
        Length = length;
    }

    public int Length { get; }

    public bool IsSlice => _place < 0;

    public int Start => _place < 0 ? ~_place : _place;

    public static TextDraft Slice(int start, int length) => new(~start, length);

    public static TextDraft Rendered(int start, int length) => new(start, length);
}

/// <summary>A field of an event to be. Its name is that of an attribute, or a text like its value.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FieldDraft(LogRecordKey Key, TextDraft Name, FieldKind Kind, TextDraft Value);
