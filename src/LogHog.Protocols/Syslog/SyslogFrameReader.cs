namespace LogHog.Protocols.Syslog;

/// <summary>Where a message lies in what a stream has brought.</summary>
/// <param name="Start">Its first byte.</param>
/// <param name="Length">Its bytes, without what ends it.</param>
/// <param name="Consumed">All that is done with.</param>
/// <param name="IsCut">It is longer than allowed, and goes on behind <paramref name="Consumed"/>.</param>
internal readonly record struct SyslogFrame(int Start, int Length, int Consumed, bool IsCut);

/// <summary>
/// Cuts a stream into messages (RFC 6587), each by its own framing: <c>42 &lt;13&gt;…</c> is octet-counted, everything else ends with a line
/// feed or NUL. Whatever of these stands between messages is passed by. Looks into no message.
/// </summary>
internal static class SyslogFrameReader
{
    // Ten digits are the most that a 32-bit length has.
    private const int CountDigitsMax = 10;

    /// <param name="input">What has arrived.</param>
    /// <param name="options">Framing and limit.</param>
    /// <param name="frame">The message, for Event; for NeedMore what is passed by stands in <see cref="SyslogFrame.Consumed"/>.</param>
    /// <param name="bytesNeeded">For NeedMore: the room that the message may need, as far as is known.</param>
    /// <param name="reason">Why, for Broken: a count beyond the limit is far more often lost framing than a long message.</param>
    public static DecodeStatus Read(
        ReadOnlySpan<byte> input, SyslogOptions options, out SyslogFrame frame, out int bytesNeeded, out RejectReason reason)
    {
        reason = RejectReason.None;
        bytesNeeded = 0;
        int start = SeparatorsAt(input, 0);
        frame = new SyslogFrame(start, 0, start, IsCut: false);
        ReadOnlySpan<byte> text = input[start..];
        if (text.IsEmpty)
            return DecodeStatus.NeedMore;
        if (options.Framing == SyslogFraming.Auto && text[0] is >= (byte)'1' and <= (byte)'9')
        {
            Counting counting = ReadCount(text, out long count, out int headBytes);
            if (counting == Counting.Unknown)
                return DecodeStatus.NeedMore;
            if (counting == Counting.Counted)
                return ReadCounted(input, start + headBytes, count, options.MessageBytesMax, ref frame, out bytesNeeded, out reason);
        }

        int end = text[..Math.Min(text.Length, options.MessageBytesMax + 1)].IndexOfAny((byte)'\n', (byte)0);
        if (end >= 0)
        {
            frame = new SyslogFrame(start, end, SeparatorsAt(input, start + end + 1), IsCut: false);
            return DecodeStatus.Event;
        }
        if (text.Length > options.MessageBytesMax)
        {
            frame = new SyslogFrame(start, options.MessageBytesMax, start + options.MessageBytesMax, IsCut: true);
            return DecodeStatus.Event;
        }

        // Twice of what is there, so that a long line is not read byte by byte.
        bytesNeeded = (int)Math.Min(2L * text.Length, options.MessageBytesMax + 1L);
        return DecodeStatus.NeedMore;
    }

    /// <summary>The same for a stream that has ended: what is left is a message, if it is anything.</summary>
    /// <param name="rest">What is left.</param>
    /// <param name="options">Framing.</param>
    /// <param name="frame">The message.</param>
    /// <returns>False = there is nothing but separators.</returns>
    public static bool TryReadEnd(ReadOnlySpan<byte> rest, SyslogOptions options, out SyslogFrame frame)
    {
        int start = SeparatorsAt(rest, 0);
        frame = default;
        if (start == rest.Length)
            return false;
        bool isCounted = ReadCount(rest[start..], out _, out int headBytes) == Counting.Counted
            && options.Framing == SyslogFraming.Auto && rest[start] != '0';
        start += isCounted ? headBytes : 0;
        frame = new SyslogFrame(start, rest.Length - start, rest.Length, isCounted);
        return true;
    }

    private static DecodeStatus ReadCounted(
        ReadOnlySpan<byte> input, int start, long count, int bytesMax, ref SyslogFrame frame, out int bytesNeeded, out RejectReason reason)
    {
        bytesNeeded = 0;
        reason = RejectReason.None;
        if (count > bytesMax)
        {
            reason = RejectReason.FrameTooLarge;
            return DecodeStatus.Broken;
        }
        if (input.Length - start < count)
        {
            bytesNeeded = start - frame.Start + (int)count;
            return DecodeStatus.NeedMore;
        }

        int end = start + (int)count;
        // Some end a counted message with a line feed as well.
        frame = new SyslogFrame(start, (int)count, SeparatorsAt(input, end), IsCut: false);
        return DecodeStatus.Event;
    }

    private enum Counting : byte
    {
        Counted,
        NotCounted,

        /// <summary>What has arrived does not tell yet.</summary>
        Unknown,
    }

    /// <summary>MSG-LEN SP (RFC 6587 §3.4.1), if a message's <c>&lt;</c> and a digit follow, or a compressed one; a text may begin with a number, too.</summary>
    private static Counting ReadCount(ReadOnlySpan<byte> text, out long count, out int headBytes)
    {
        count = 0;
        headBytes = 0;
        int at = 0;
        for (; at < text.Length && text[at] is >= (byte)'0' and <= (byte)'9'; at++)
        {
            if (at == CountDigitsMax)
                return Counting.NotCounted;
            count = (count * 10) + text[at] - '0';
        }

        if (at == text.Length)
            return Counting.Unknown;
        if (text[at] != ' ')
            return Counting.NotCounted;
        headBytes = at + 1;
        if (headBytes == text.Length)
            return Counting.Unknown;
        if (text[headBytes..] is [(byte)'z'] or [(byte)'z', 0x78])
            return Counting.Unknown;
        if (SyslogMessageParser.IsCompressed(text[headBytes..]))
            return Counting.Counted;
        if (text[headBytes] != '<')
            return Counting.NotCounted;
        return headBytes + 1 == text.Length ? Counting.Unknown
            : text[headBytes + 1] is >= (byte)'0' and <= (byte)'9' ? Counting.Counted
            : Counting.NotCounted;
    }

    /// <summary>Where the separators that begin there end.</summary>
    private static int SeparatorsAt(ReadOnlySpan<byte> input, int at)
    {
        while (at < input.Length && input[at] is (byte)'\n' or (byte)'\r' or 0)
            at++;
        return at;
    }
}
