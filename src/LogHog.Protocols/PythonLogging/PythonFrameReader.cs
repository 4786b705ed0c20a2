using System.Buffers.Binary;

namespace LogHog.Protocols.PythonLogging;

/// <summary>Finds the frames of Python's handlers: four bytes of length, big-endian, and a pickle. Looks at no pickle.</summary>
internal static class PythonFrameReader
{
    /// <summary>Bytes of the length.</summary>
    public const int HeaderBytes = 4;

    /// <summary>Reads the first frame of what a stream has brought.</summary>
    /// <param name="input">What has arrived.</param>
    /// <param name="pickleBytesMax">A frame that announces more is <see cref="DecodeStatus.Broken"/>: such a size is far more often lost
    /// framing (text or TLS on the wrong port) than a long record. The handlers of the standard library connect anew by themselves.</param>
    /// <param name="pickleBytes">The size of the pickle, when it is known and within the limit.</param>
    /// <param name="reason">Why, for Rejected and Broken.</param>
    /// <returns><see cref="DecodeStatus.Event"/> when a whole frame is there.</returns>
    public static DecodeStatus ReadStream(ReadOnlySpan<byte> input, int pickleBytesMax, out int pickleBytes, out RejectReason reason)
    {
        reason = RejectReason.None;
        pickleBytes = 0;
        if (input.Length < HeaderBytes)
            return DecodeStatus.NeedMore;
        uint announced = BinaryPrimitives.ReadUInt32BigEndian(input);
        if (announced > (uint)pickleBytesMax)
        {
            reason = RejectReason.FrameTooLarge;
            return DecodeStatus.Broken;
        }
        pickleBytes = (int)announced;
        if (pickleBytes == 0)
        {
            reason = RejectReason.FrameEmpty;
            return DecodeStatus.Rejected;
        }
        return input.Length - HeaderBytes < pickleBytes ? DecodeStatus.NeedMore : DecodeStatus.Event;
    }

    /// <summary>Checks that a datagram is exactly one frame.</summary>
    public static RejectReason ReadDatagram(ReadOnlySpan<byte> datagram, int pickleBytesMax)
    {
        if (datagram.Length < HeaderBytes)
            return datagram.IsEmpty ? RejectReason.FrameEmpty : RejectReason.FrameTruncated;
        int pickleBytes = datagram.Length - HeaderBytes;
        return BinaryPrimitives.ReadUInt32BigEndian(datagram) != (uint)pickleBytes ? RejectReason.DatagramSizeMismatch
            : pickleBytes > pickleBytesMax ? RejectReason.FrameTooLarge
            : pickleBytes == 0 ? RejectReason.FrameEmpty
            : RejectReason.None;
    }
}
