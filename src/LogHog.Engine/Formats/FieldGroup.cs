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
    public static int Find(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[^1] != '}')
            return -1;
        int start = 0;
        while (true)
        {
            int next = text[start..].IndexOf(" {"u8);
            if (next < 0)
                return -1;
            start += next;
            if (IsGroup(text[(start + 1)..]))
                return start;
            start++;
        }
    }

    /// <summary>Reads the next field of a group that <see cref="Find"/> found.</summary>
    /// <param name="rest">Begins at the brace or at the space before the field; moves behind the field.</param>
    /// <param name="name">The name as it stands, with its quotes if it has any.</param>
    /// <param name="value">The value as it stands, with its quotes if it has any.</param>
    /// <returns>False at the end of the group.</returns>
    public static bool TryNext(ref ReadOnlyMemory<byte> rest, out ReadOnlyMemory<byte> name, out ReadOnlyMemory<byte> value)
    {
        name = value = default;
        ReadOnlySpan<byte> span = rest.Span;
        if (span.Length < 2 || span[0] == '}' || span[1] == '}')
            return false;
        int nameLength = NameLength(span[1..]);
        int valueStart = 1 + nameLength + 1;
        int valueLength = ValueLength(span[valueStart..]);
        name = rest.Slice(1, nameLength);
        value = rest.Slice(valueStart, valueLength);
        rest = rest[(valueStart + valueLength)..];
        return true;
    }

    /// <summary>Is the whole text one group, from brace to brace?</summary>
    public static bool IsGroup(ReadOnlySpan<byte> text)
    {
        if (text.SequenceEqual("{}"u8))
            return true;
        int at = 0;
        do
        {
            at++; // the brace or the space
            int name = NameLength(text[at..]);
            at += name;
            if (name == 0 || at >= text.Length || text[at] != '=')
                return false;
            at++;
            int value = ValueLength(text[at..]);
            at += value;
            if (value == 0 || at >= text.Length)
                return false;
        }
        while (text[at] == ' ');
        return text[at] == '}' && at + 1 == text.Length;
    }

    private static int NameLength(ReadOnlySpan<byte> text) =>
        text.StartsWith("\""u8) ? JsonString.Length(text) : FieldName.PlainLength(text);

    private static int ValueLength(ReadOnlySpan<byte> text) =>
        text.StartsWith("\""u8) ? JsonString.Length(text) : FieldName.BareValueLength(text);
}
