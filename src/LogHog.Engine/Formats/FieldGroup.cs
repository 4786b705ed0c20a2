using System.Runtime.InteropServices;

namespace LogHog.Engine.Formats;

/// <summary>Finds the group of fields at the end of a first line.</summary>
/// <remarks>
/// The group begins at the first <c> {</c> behind which everything up to the end of the line reads as a group. That is never
/// one inside the body: a reading that began in the body stands either outside of quotes where the true group begins, and
/// fails at its brace; or inside of quotes, and then it takes each quote of the true group for the opposite, fails at any
/// backslash (none stands outside of quotes), and is still inside of quotes at the end. So two readings at most are alive at any place,
/// and the search is linear in the length of the line.
/// </remarks>
internal static class FieldGroup
{
    /// <summary>Where the group's space stands; -1 = the text ends with none.</summary>
    /// <param name="text">What stands behind the tag's colon and space, up to the end of the first line.</param>
    /// <param name="fields">Gets the fields of the group, as they lie behind its brace; null = not wanted.</param>
    public static int Find(ReadOnlySpan<byte> text, List<FieldSlice>? fields = null)
    {
        fields?.Clear();
        if (text.IsEmpty || text[^1] != '}')
            return -1;
        int start = 0;
        while (true)
        {
            int next = text[start..].IndexOf(" {"u8);
            if (next < 0)
                return -1;
            start += next;
            if (IsGroup(text[(start + 1)..], fields))
                return start;
            start++;
        }
    }

    /// <summary>Is the whole text one group, from brace to brace?</summary>
    /// <inheritdoc cref="Find"/>
    public static bool IsGroup(ReadOnlySpan<byte> text, List<FieldSlice>? fields = null)
    {
        fields?.Clear();
        if (text.SequenceEqual("{}"u8))
            return true;
        int at = 0;
        do
        {
            at++; // the brace or the space
            if (!TryReadField(text, at, out FieldSlice field))
                return false;
            fields?.Add(field);
            at = field.End;
        }
        while (text[at] == ' ');
        return text[at] == '}' && at + 1 == text.Length;
    }

    /// <returns>False: no whole field stands there, or nothing behind it.</returns>
    private static bool TryReadField(ReadOnlySpan<byte> text, int at, out FieldSlice field)
    {
        field = default;
        int name = NameLength(text, at);
        int equals = at + name;
        if (name == 0 || equals >= text.Length || text[equals] != '=')
            return false;
        field = new FieldSlice(at, name, ValueLength(text, equals + 1));
        return field.ValueLength != 0 && field.End < text.Length;
    }

    private static int NameLength(ReadOnlySpan<byte> text, int at) =>
        at < text.Length && text[at] == '"' ? JsonString.Length(text[at..]) : FieldName.PlainLength(text, at);

    private static int ValueLength(ReadOnlySpan<byte> text, int at) =>
        at < text.Length && text[at] == '"' ? JsonString.Length(text[at..]) : FieldName.BareValueLength(text, at);
}

/// <summary>Where a field stands in its group, as it is written: its quotes are counted.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FieldSlice(int Start, int NameLength, int ValueLength)
{
    public int ValueStart => Start + NameLength + 1;

    public int End => ValueStart + ValueLength;
}
