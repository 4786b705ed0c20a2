using LogHog.Protocols.Events;

namespace LogHog.Protocols.PythonLogging.Records;

/// <summary>A text of an event to be: a slice of the pickle, or of what was rendered, which may still move.</summary>
internal readonly record struct TextDraft(bool IsSlice, int Start, int Length);

/// <summary>A field of an event to be. Its name is a constant, or a text like its value.</summary>
internal readonly record struct FieldDraft(ReadOnlyMemory<byte> ConstantName, TextDraft Name, FieldKind Kind, TextDraft Value);
