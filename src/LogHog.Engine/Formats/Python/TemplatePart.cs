namespace LogHog.Engine.Formats.Python;

/// <summary>A piece of a format: text, or an attribute and how it is written.</summary>
internal abstract class TemplatePart
{
    public abstract void Write(PythonRecord record, ref PythonLine line);
}

/// <summary>Text that stands in every line.</summary>
internal sealed class LiteralPart(byte[] text) : TemplatePart
{
    public ReadOnlyMemory<byte> Text => text;

    public override void Write(PythonRecord record, ref PythonLine line) => line.Write(text);
}

/// <summary>
/// An attribute's place in the line. One that the event lacks is shown as the format has it, <c>%(user)s</c>; a value that the conversion is
/// not for (Python would raise and lose the line) is shown as <c>str()</c> of it.
/// </summary>
internal abstract class AttributePart(RecordAttribute attribute, byte[] source) : TemplatePart
{
    public RecordAttribute Attribute => attribute;

    /// <summary>The place as the format has it.</summary>
    protected ReadOnlySpan<byte> Source => source;

    /// <summary>Whether the attribute's text stands there as it is, perhaps with spaces before or behind it, never cut.</summary>
    public abstract bool IsWhole { get; }

    /// <summary>Characters at least.</summary>
    public abstract int Width { get; }

    /// <summary>Whether a text in its place says that the event had no such attribute.</summary>
    public bool IsSource(ReadOnlySpan<byte> text) => text.SequenceEqual(source);
}
