using LogHog.Protocols.Json;

namespace LogHog.Protocols.Loki;

/// <summary>Labels as text: <c>{app="shop", host="web01"}</c>, values quoted as in Go, in double quotes or backquotes.</summary>
internal static class LokiLabels
{
    public static RejectReason Read(ReadOnlyMemory<byte> text, LokiStream stream, ScratchMemory scratch)
    {
        ReadOnlySpan<byte> span = text.Span;
        int at = SkipSpace(span, 0);
        if (at == span.Length || span[at] != '{')
            return RejectReason.BadValue;
        at = SkipSpace(span, at + 1);
        while (at < span.Length && span[at] != '}')
        {
            int nameEnd = at + Math.Max(0, span[at..].IndexOfAny("= \t"u8));
            ReadOnlyMemory<byte> name = text[at..nameEnd];
            at = SkipSpace(span, nameEnd);
            if (name.IsEmpty || at == span.Length || span[at] != '=')
                return RejectReason.BadValue;
            at = SkipSpace(span, at + 1);
            if (!TryReadValue(text[at..], scratch, out ReadOnlyMemory<byte> value, out int length))
                return RejectReason.BadValue;
            RejectReason reason = stream.Add(stream.Labels, name, value);
            if (reason != RejectReason.None)
                return reason;
            at = SkipSpace(span, at + length);
            if (at < span.Length && span[at] == ',')
                at = SkipSpace(span, at + 1);
            else if (at < span.Length && span[at] != '}')
                return RejectReason.BadValue;
        }

        return at < span.Length && SkipSpace(span, at + 1) == span.Length ? RejectReason.None : RejectReason.BadValue;
    }

    private static bool TryReadValue(ReadOnlyMemory<byte> text, ScratchMemory scratch, out ReadOnlyMemory<byte> value, out int length)
    {
        value = default;
        length = 0;
        ReadOnlySpan<byte> span = text.Span;
        if (span.IsEmpty || span[0] is not ((byte)'"' or (byte)'`'))
            return false;
        int end = span[1..].IndexOfAny(span[0], (byte)'\\');
        if (span[0] == '`')
            end = span[1..].IndexOf((byte)'`');
        if (end < 0)
            return false;
        length = end + 2;
        value = text.Slice(1, end);
        return span[end + 1] != '\\' || TryUnescape(span, scratch, out value, out length);
    }

    /// <summary>Go's escapes (strconv.Quote): those of JSON, and \a \v \' \xNN \NNN \UNNNNNNNN.</summary>
    private static bool TryUnescape(ReadOnlySpan<byte> quoted, ScratchMemory scratch, out ReadOnlyMemory<byte> value, out int length)
    {
        value = default;
        Span<byte> output = scratch.Reserve(3 * quoted.Length);
        int written = 0;
        for (length = 1; length < quoted.Length;)
        {
            byte next = quoted[length];
            if (next == '"')
            {
                length++;
                value = scratch.Commit(written);
                return true;
            }

            if (next != '\\')
            {
                output[written++] = next;
                length++;
                continue;
            }

            int consumed = GoEscape.Read(quoted[length..], output[written..], out int produced);
            if (consumed == 0)
                return false;
            length += consumed;
            written += produced;
        }

        return false;
    }

    private static int SkipSpace(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && text[at] is (byte)' ' or (byte)'\t')
            at++;
        return at;
    }
}
