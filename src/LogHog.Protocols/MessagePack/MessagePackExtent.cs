using System.Runtime.InteropServices;

namespace LogHog.Protocols.MessagePack;

/// <summary>
/// Finds where objects end, without looking deeper than their heads. It goes on where it stopped when more has come, so that what comes
/// byte by byte is still looked at once.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal struct MessagePackExtent(int start, long objects)
{
    private long _left = objects;

    /// <summary>Bytes that are looked at.</summary>
    public int End { get; private set; } = start;

    /// <param name="input">From where it began; longer than the last time.</param>
    /// <param name="bytesMax">All of it at most.</param>
    /// <param name="bytesNeeded">For NeedMore: what must be there to go on.</param>
    /// <param name="reason">Why, for Broken.</param>
    /// <returns>Event when all the objects are there: up to <see cref="End"/>.</returns>
    public DecodeStatus Find(ReadOnlySpan<byte> input, int bytesMax, out int bytesNeeded, out RejectReason reason)
    {
        bytesNeeded = 0;
        reason = RejectReason.None;
        while (_left > 0)
        {
            DecodeStatus status = MessagePackToken.Read(input[End..], out MessagePackToken token);
            long end = (long)End + token.HeadBytes + token.DataBytes;
            if (status == DecodeStatus.Broken)
                reason = RejectReason.BadMessagePack;
            // Each object that is still to come has a byte at least.
            else if (end + _left - 1 + token.Children > bytesMax)
                reason = RejectReason.FrameTooLarge;
            if (reason != RejectReason.None)
                return DecodeStatus.Broken;
            if (status == DecodeStatus.NeedMore || end > input.Length)
            {
                bytesNeeded = (int)Math.Max(end, Math.Min(bytesMax, 2L * input.Length));
                return DecodeStatus.NeedMore;
            }

            End = (int)end;
            _left += token.Children - 1;
        }

        return DecodeStatus.Event;
    }
}
