using System.Buffers.Text;
using System.Runtime.InteropServices;

namespace LogHog.Protocols.Relp;

internal enum RelpCommand : byte
{
    Unknown,
    Open,
    Syslog,
    Close,
}

/// <summary>One frame of RELP: <c>TXNR SP COMMAND SP DATALEN [SP DATA] LF</c>.</summary>
/// <param name="Transaction">Its number; 0 = a hint, which gets no answer.</param>
/// <param name="Command">What is asked for.</param>
/// <param name="DataStart">Where the data begin.</param>
/// <param name="DataBytes">How many they are.</param>
/// <param name="Bytes">All of the frame.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RelpFrame(int Transaction, RelpCommand Command, int DataStart, int DataBytes, int Bytes)
{
    // 999,999,999 in decimal digits; letters of a command.
    private const int NumberDigitsMax = 9;
    private const int CommandLettersMax = 32;

    /// <summary>Reads the first frame of what a stream has brought. Looks into no data.</summary>
    /// <param name="input">What has arrived.</param>
    /// <param name="dataBytesMax">A frame that announces more is <see cref="DecodeStatus.Broken"/>.</param>
    /// <param name="frame">The frame, for Event.</param>
    /// <param name="bytesNeeded">For NeedMore: bytes of the frame; 0 = not known yet.</param>
    /// <param name="reason">Why, for Broken.</param>
    public static DecodeStatus Read(
        ReadOnlySpan<byte> input, int dataBytesMax, out RelpFrame frame, out int bytesNeeded, out RejectReason reason)
    {
        frame = default;
        bytesNeeded = 0;
        reason = RejectReason.BadFraming;
        int at = 0;
        DecodeStatus status = ReadNumber(input, ref at, out int transaction);
        if (status == DecodeStatus.Event)
            status = ReadCommand(input, ref at, out frame);
        int dataBytes = 0;
        if (status == DecodeStatus.Event)
            status = ReadNumber(input, ref at, out dataBytes);
        if (status != DecodeStatus.Event)
            return Fail(status, ref reason);
        if (dataBytes > dataBytesMax)
        {
            reason = RejectReason.FrameTooLarge;
            return DecodeStatus.Broken;
        }

        // The space behind the length is there with data; without them some send it and others do not.
        bool isSpaced = input[at - 1] == (byte)' ';
        if (dataBytes > 0 && !isSpaced)
            return DecodeStatus.Broken;
        int dataStart = isSpaced ? at : at - 1;
        int bytes = dataStart + dataBytes + 1;
        if (input.Length < bytes)
        {
            bytesNeeded = bytes;
            return Fail(DecodeStatus.NeedMore, ref reason);
        }

        if (input[bytes - 1] != (byte)'\n')
            return DecodeStatus.Broken;
        frame = new RelpFrame(transaction, frame.Command, dataStart, dataBytes, bytes);
        reason = RejectReason.None;
        return DecodeStatus.Event;
    }

    private static DecodeStatus Fail(DecodeStatus status, ref RejectReason reason)
    {
        if (status == DecodeStatus.NeedMore)
            reason = RejectReason.None;
        return status;
    }

    /// <summary>Digits and what ends them: a space, or the line feed of a frame without data.</summary>
    private static DecodeStatus ReadNumber(ReadOnlySpan<byte> input, ref int at, out int number)
    {
        ReadOnlySpan<byte> text = input[at..Math.Min(input.Length, at + NumberDigitsMax + 1)];
        int digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        number = 0;
        if (digits < 0)
            return text.Length > NumberDigitsMax ? DecodeStatus.Broken : DecodeStatus.NeedMore;
        bool isFirst = at == 0;
        if (text[digits] != (byte)' ' && (isFirst || text[digits] != (byte)'\n'))
            return DecodeStatus.Broken;
        at += digits + 1;
        return Utf8Parser.TryParse(text[..digits], out number, out _) ? DecodeStatus.Event : DecodeStatus.Broken;
    }

    private static DecodeStatus ReadCommand(ReadOnlySpan<byte> input, ref int at, out RelpFrame frame)
    {
        frame = default;
        ReadOnlySpan<byte> text = input[at..Math.Min(input.Length, at + CommandLettersMax + 1)];
        int end = text.IndexOf((byte)' ');
        ReadOnlySpan<byte> command = end < 0 ? text : text[..end];
        foreach (byte letter in command)
        {
            if (!char.IsAsciiLetter((char)letter))
                return DecodeStatus.Broken;
        }

        if (end < 0)
            return text.Length > CommandLettersMax ? DecodeStatus.Broken : DecodeStatus.NeedMore;
        if (end == 0)
            return DecodeStatus.Broken;
        at += end + 1;
        frame = new RelpFrame(0, CommandOf(command), 0, 0, 0);
        return DecodeStatus.Event;
    }

    private static RelpCommand CommandOf(ReadOnlySpan<byte> command) =>
        command.SequenceEqual("syslog"u8) ? RelpCommand.Syslog
        : command.SequenceEqual("open"u8) ? RelpCommand.Open
        : command.SequenceEqual("close"u8) ? RelpCommand.Close
        : RelpCommand.Unknown;
}
